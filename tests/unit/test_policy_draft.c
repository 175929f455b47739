/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Drafting a policy from a log: what is found, and that the rules then pass.
 */
#include "lib/policy/policy_draft.h"

#include "tests/unit/unit.h"

#include "tests/unit/boot_log.h"

static struct policy_draft draft;

static int read_draft(const struct bytes *log, struct fault *fault)
{
	uint8_t *copy = exact_copy(log->data, log->size);
	int r = policy_draft_read(copy, log->size, &draft, fault);

	free(copy);
	return r;
}

static void a_boot_is_drafted(void **state)
{
	struct bytes log = good_log(), line = { .size = 0 };
	uint8_t sha256[32];

	put_utf16(&line, "quiet", 1);
	put_whole(&log, 12, EV_IPL, line.data, line.size);
	put_event(&log, 8, EV_IPL, "kernel_cmdline: /vmlinuz ro", 28, "/vmlinuz ro", 11);
	put_event(&log, 4, EV_EFI_BOOT_SERVICES_APPLICATION, "again", 6, image, sizeof(image));
	assert_int_equal(read_draft(&log, NULL), 0);
	assert_true(draft.has_secure_boot);
	assert_false(draft.is_cut || draft.has_section_line);
	assert_int_equal(draft.image_count, 1);
	assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, image, sizeof(image), sha256, NULL),
			 1);
	assert_memory_equal(draft.images[0].sha256, sha256, 32);
	assert_int_equal(draft.command_line_count, 2);
	assert_string_equal(draft.command_lines[0], "quiet");
	assert_string_equal(draft.command_lines[1], "/vmlinuz ro");
}

static void what_is_not_there_is_not_drafted(void **state)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_switch(&log, 0);
	put_separator(&log, 7);
	put_event(&log, 11, EV_IPL, "x", 1, ".cmdline", 9);
	assert_int_equal(read_draft(&log, NULL), 0);
	assert_false(draft.has_secure_boot);
	assert_true(draft.has_section_line);
	assert_int_equal(draft.image_count + draft.signer_count + draft.command_line_count, 0);
}

static void more_than_fits_is_told(void **state)
{
	struct bytes log = { .size = 0 };
	char name[] = "MZ 00";
	unsigned int i;

	put_spec_id(&log);
	for (i = 0; i <= POLICY_DRAFT_MAX; i++, name[4]++)
		put_event(&log, 4, EV_EFI_BOOT_SERVICES_APPLICATION, "path", 5, name,
			  sizeof(name));
	assert_int_equal(read_draft(&log, NULL), 0);
	assert_int_equal(draft.image_count, POLICY_DRAFT_MAX);
	assert_true(draft.is_cut);
}

static void a_log_that_breaks_off_is_refused(void **state)
{
	struct bytes log = good_log();
	struct fault fault = FAULT_NONE;

	log.size--;
	assert_int_equal(read_draft(&log, &fault), -EBADMSG);
	log.size = 0;
	put_legacy_event(&log, 0, EV_SEPARATOR, 0x11, zeros, sizeof(zeros));
	assert_int_equal(read_draft(&log, &fault), -EBADMSG);
	assert_string_equal(fault.text, "event log: event 0 has no SHA-256 digest");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_boot_is_drafted),
		cmocka_unit_test(what_is_not_there_is_not_drafted),
		cmocka_unit_test(more_than_fits_is_told),
		cmocka_unit_test(a_log_that_breaks_off_is_refused),
	};

	return cmocka_run_group_tests_name("policy_draft", tests, NULL, NULL);
}
