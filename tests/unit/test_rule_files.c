/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The files that IMA measured, and records that say less than they seem to.
 */
#include "tests/unit/event_rules_world.h"

static void put_field(struct bytes *bytes, const void *data, size_t size)
{
	put_le(bytes, size, 4);
	put(bytes, data, size);
}

/* A record of the template ima-ng. */
static void put_file(struct bytes *log, uint8_t digest_byte, const char *name)
{
	struct bytes digest = { .size = 0 }, data = { .size = 0 };
	uint8_t sha1[20];

	put(&digest, "sha256:", 8);
	put_fill(&digest, digest_byte, 32);
	put_field(&data, digest.data, digest.size);
	put_field(&data, name, strlen(name) + 1);
	assert_int_equal(EVP_Q_digest(NULL, "SHA1", NULL, data.data, data.size, sha1, NULL), 1);
	put_le(log, 10, 4);
	put(log, sha1, sizeof(sha1));
	put_field(log, "ima-ng", 6);
	put_field(log, data.data, data.size);
}

static void assert_files(const struct bytes *ima, const char *events, enum appraisal_state state,
			 const char *reason)
{
	struct bytes firmware = good_log();
	const struct event_rules_params params = {
		.firmware = { firmware.data, firmware.size },
		.ima = { ima->data, ima->size },
		.banks = { { HASH_SHA256, ALL_PCRS } },
		.bank_count = 1,
	};

	assert_params(&params, &(struct expected){ events, "ima-files", state, reason });
}

static void every_measured_file_must_be_allowed(void **state)
{
	static const char events[] = "\"ima_allow\":[\"sha256:" D0 "\",\"sha256:" D1 "\"]";
	struct bytes ima = { .size = 0 }, torn;

	put_file(&ima, 0xaa, "boot_aggregate");
	assert_files(&ima, events, APPRAISAL_FAILED, "no file was measured");
	put_file(&ima, 0xd0, "/usr/bin/true");
	put_file(&ima, 0xd1, "/usr/bin/false");
	assert_files(&ima, events, APPRAISAL_PASSED, "(2 events)");
	torn = ima;
	put_file(&ima, 0xd2, "/tmp/evil");
	assert_files(&ima, events, APPRAISAL_FAILED,
		     "event 3 of the IMA log (PCR 10, file: '/tmp/evil'): the policy does not");
	ima = torn;
	put_file(&ima, 0xaa, "boot_aggregate");
	assert_files(&ima, events, APPRAISAL_FAILED, "event 3 of the IMA log");
	ima = torn;
	put_file(&ima, 0xd0, "/usr/bin/true");
	memset(ima.data + torn.size + 4, 0, 20);
	assert_files(&ima, events, APPRAISAL_FAILED, "violation");
	ima = torn;
	put_file(&ima, 0xd0, "/usr/bin/true");
	ima.data[torn.size + 5] ^= 1;
	assert_files(&ima, events, APPRAISAL_FAILED, "must be of the template's fields");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_measured_file_must_be_allowed),
	};

	return cmocka_run_group_tests_name("rule_files", tests, NULL, NULL);
}
