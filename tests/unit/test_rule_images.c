/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Started images: each is one that the policy trusts, and none can be hidden.
 */
#include "tests/unit/event_rules_world.h"

static void every_image_must_be_trusted(void **state)
{
	struct bytes log = good_log();
	char events[256], digest[65];

	(void)snprintf(events, sizeof(events), "\"uki\":[\"%s\"]",
		       hex_of(image, sizeof(image), digest));
	assert_log(&log, events, "boot-images", APPRAISAL_PASSED, "(1 event)");
	put_event(&log, 4, EV_EFI_BOOT_SERVICES_APPLICATION, "a device path", 13, "MZ2", 3);
	assert_log(&log, events, "boot-images", APPRAISAL_FAILED, "does not trust this image");
}

/* The digest of an image, told as something that firmware says. */
static void an_image_cannot_be_hidden(void **state)
{
	struct bytes log = good_log();
	char events[256], digest[65];

	(void)snprintf(events, sizeof(events), "\"uki\":[\"%s\"]",
		       hex_of(image, sizeof(image), digest));
	put_event(&log, 4, EV_EFI_ACTION, "Calling EFI Application", 23, "MZ2", 3);
	assert_log(&log, events, "boot-images", APPRAISAL_FAILED, "event 9 of");
	log = good_log();
	put_whole(&log, 4, EV_EFI_ACTION, "MZ\0evil", 7);
	assert_log(&log, events, "boot-images", APPRAISAL_FAILED, "event 9 of");
	log = (struct bytes){ .size = 0 };
	put_spec_id(&log);
	put_separator(&log, 4);
	assert_log(&log, events, "boot-images", APPRAISAL_FAILED, "no image was started");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_image_must_be_trusted),
		cmocka_unit_test(an_image_cannot_be_hidden),
	};

	return cmocka_run_group_tests_name("rule_images", tests, NULL, NULL);
}
