/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The logs of a bundle, and its PCRs, against what is quoted and what a policy wants.
 */
#include "tests/unit/evidence_fixture.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/hasher.h"
#include "tests/unit/log_builder.h"

static enum appraisal_state state_of(const char *name)
{
	const struct appraisal_line *line = evidence_world_line(&world, name);

	assert_non_null(line);
	return line->state;
}

static void assert_fails(const char *line, const char *reason)
{
	assert_int_equal(evidence_world_run(&world), VERDICT_REJECTED);
	evidence_world_assert_fails(&world, line, reason);
}

static void a_log_that_was_changed_is_refused(void **state)
{
	world.firmware.data[69 + 12 + 2 + 20 + 2 + 5] ^= 1; /* of the SHA-256 of the first event */
	assert_fails("log-firmware", "does not replay to PCR 0");
}

/* The log tells of SHA-1 too: where one bank says otherwise, the other proves nothing. */
static void a_bank_that_differs_spoils_the_one_that_does_not(void **state)
{
	struct pcr_values *pcrs = &world.evidence.pcrs;
	static const uint8_t digest[20] = { [0 ... 19] = 0x03 };
	struct bytes both = { .size = 0 };

	pcrs->banks[1] = (struct pcr_values_bank){
		.algorithm = HASH_SHA1, .digest_size = 20, .present = 1u << 7,
	};
	pcrs->count = 2;
	put_fill(&both, 0, 20);
	put(&both, digest, 20);
	assert_int_equal(EVP_Digest(both.data, both.size, pcrs->banks[1].pcrs[7], NULL, EVP_sha1(),
				    NULL), 1);
	evidence_world_put_quote(&world);
	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
	pcrs->banks[1].pcrs[7][0] ^= 1;
	evidence_world_put_quote(&world);
	assert_fails("log-firmware", "does not replay to PCR 7");
}

static void a_log_that_lacks_an_event_is_refused(void **state)
{
	world.evidence.logs[EVIDENCE_LOG_FIRMWARE].size -= 4 + 4 + 4 + 22 + 34 + 4 + 4;
	assert_fails("log-firmware", "does not replay to PCR 7");
}

static void a_log_that_is_cut_is_refused(void **state)
{
	world.evidence.logs[EVIDENCE_LOG_FIRMWARE].size--;
	assert_fails("log-firmware", "");
}

static void a_missing_log_is_refused_unless_it_is_optional(void **state)
{
	world.evidence.logs[EVIDENCE_LOG_FIRMWARE].data = NULL;
	assert_fails("log-firmware", "there is none");
	evidence_world_put_policy(&world, "{\"version\":1,\"report\":{\"measurements\":\"any\"},"
					  "\"logs\":{\"firmware\":\"optional\"}}");
	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
}

static void without_systemds_log_pcr_11_is_unproven(void **state)
{
	world.evidence.logs[EVIDENCE_LOG_SYSTEMD].data = NULL;
	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
	evidence_world_put_policy(&world, "{\"version\":1,\"report\":{\"measurements\":\"any\"},"
					  "\"logs\":{\"systemd\":\"required\"}}");
	assert_fails("log-systemd", "there is none");
}

static void systemds_log_of_another_boot_is_refused(void **state)
{
	put(&world.systemd, "\x1e", 1); /* the same record once more */
	put(&world.systemd, world.systemd.data + 1, world.systemd.size - 2);
	world.evidence.logs[EVIDENCE_LOG_SYSTEMD].size = world.systemd.size;
	assert_fails("log-systemd", "does not replay to PCR 11");
}

/* An event that firmware's log lacks must not come in through another. */
static void systemds_log_tells_nothing_of_firmwares_pcrs(void **state)
{
	char *pcr = memmem(world.systemd.data, world.systemd.size, "11,", 3);

	memcpy(pcr, " 7,", 3);
	assert_fails("log-systemd", "which is firmware's");
}

/* Ends PCR 4, in systemd's log and in the TPM, by the digest that begins with @text. */
static void put_separator(const char *text)
{
	uint8_t *value = world.evidence.pcrs.banks[0].pcrs[4], digest[32], both[64];
	char record[512];

	assert_int_equal(hex_decode(text, digest, sizeof(digest)), 0);
	(void)snprintf(record, sizeof(record), "\x1e{\"pcr\":4,\"digests\":[{\"hashAlg\":\"sha256\","
		       "\"digest\":\"%s\"}],\"content_type\":\"systemd\",\"content\":{\"eventType\":"
		       "\"os-separator\",\"string\":\"os-separator\"}}\n", text);
	put(&world.systemd, record, strlen(record));
	world.evidence.logs[EVIDENCE_LOG_SYSTEMD].size = world.systemd.size;
	memcpy(both, value, 32);
	memcpy(both + 32, digest, 32);
	hasher_sha256(both, sizeof(both), value);
	evidence_world_put_quote(&world);
}

#define OS_SEPARATOR	"ff5b9d73dad709633ae76adf444012b57e913a12ed7403c3931145862f35f841"

/* As systemd 261 and later do in the initrd. */
static void systemd_may_end_a_pcr_of_firmwares_by_its_word(void **state)
{
	put_separator(OS_SEPARATOR);
	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
}

static void assert_that_is_firmwares(void)
{
	assert_int_equal(evidence_world_run(&world), VERDICT_REJECTED);
	assert_non_null(strstr(evidence_world_line(&world, "log-systemd")->reason,
			       "is of PCR 4, which is firmware's"));
	assert_int_equal(state_of("log-systemd"), APPRAISAL_FAILED);
}

static void but_once_and_by_nothing_else(void **state)
{
	put_separator(OS_SEPARATOR);
	put_separator(OS_SEPARATOR);
	assert_that_is_firmwares();
}

static void another_digest_is_none_of_its_word(void **state)
{
	put_separator("0202020202020202020202020202020202020202020202020202020202020202");
	assert_that_is_firmwares();
}

static void an_unanchored_ima_log_is_stated_or_refused(void **state)
{
	put_le(&world.ima, 10, 4);
	put_fill(&world.ima, 0x22, 20);
	put_le(&world.ima, 6, 4);
	put(&world.ima, "ima-ng", 6);
	put_le(&world.ima, 4 + 40 + 4 + 2, 4);
	put_le(&world.ima, 40, 4);
	put(&world.ima, "sha256:", 8);
	put_fill(&world.ima, 0x33, 32);
	put_le(&world.ima, 2, 4);
	put(&world.ima, "/", 2);
	world.evidence.logs[EVIDENCE_LOG_IMA] =
		(struct evidence_bytes){ world.ima.data, world.ima.size };
	world.evidence.pcrs.banks[0].present |= 1u << 10;
	evidence_world_put_quote(&world);
	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
	assert_int_equal(state_of("log-ima"), APPRAISAL_STATED);
	evidence_world_put_policy(&world, "{\"version\":1,\"report\":{\"measurements\":\"any\"},"
					  "\"logs\":{\"ima\":\"required\"}}");
	assert_fails("log-ima", "UNANCHORED");
}

/* One who quotes nothing of what a log tells can tell anything. */
static void a_log_that_nothing_quoted_covers_proves_nothing(void **state)
{
	world.evidence.pcrs.banks[0].present = 1u << 16;
	world.evidence.logs[EVIDENCE_LOG_SYSTEMD].data = NULL;
	evidence_world_put_quote(&world);
	assert_fails("log-firmware", "covers none of the PCRs");
}

/* PCR 1 has no event, and must be as after a reset. */
static void what_nobody_logged_is_seen(void **state)
{
	world.evidence.pcrs.banks[0].pcrs[1][0] = 1;
	evidence_world_put_quote(&world);
	assert_fails("log-firmware", "does not replay to PCR 1");
}

static void a_log_of_another_kind_is_refused(void **state)
{
	world.evidence.logs[EVIDENCE_LOG_FIRMWARE] = world.evidence.logs[EVIDENCE_LOG_SYSTEMD];
	assert_fails("log-firmware", "of the kind 'systemd'");
}

static void a_policys_pcr_is_compared(void **state)
{
	evidence_world_put_policy(&world, "{\"version\":1,\"report\":{\"measurements\":\"any\"},"
		"\"pcrs\":{\"sha256\":{\"1\":[\"0000000000000000000000000000000000000000000000000"
		"000000000000000\"]}}}");
	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
	assert_int_equal(state_of("policy-pcr-sha256-1"), APPRAISAL_PASSED);
	evidence_world_put_policy(&world, "{\"version\":1,\"report\":{\"measurements\":\"any\"},"
		"\"pcrs\":{\"sha256\":{\"4\":[\"0000000000000000000000000000000000000000000000000"
		"000000000000000\"]}}}");
	assert_fails("policy-pcr-sha256-4", "which is not among");
	evidence_world_put_policy(&world, "{\"version\":1,\"report\":{\"measurements\":\"any\"},"
		"\"pcrs\":{\"sha256\":{\"12\":[\"000000000000000000000000000000000000000000000000"
		"0000000000000000\"]}}}");
	assert_fails("policy-pcr-sha256-12", "does not cover it");
}

#define TEST(name)	\
	cmocka_unit_test_setup_teardown(name, evidence_fixture_set_up, evidence_fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_log_that_was_changed_is_refused),
		TEST(a_bank_that_differs_spoils_the_one_that_does_not),
		TEST(a_log_that_lacks_an_event_is_refused),
		TEST(a_log_that_is_cut_is_refused),
		TEST(a_missing_log_is_refused_unless_it_is_optional),
		TEST(without_systemds_log_pcr_11_is_unproven),
		TEST(systemds_log_of_another_boot_is_refused),
		TEST(systemds_log_tells_nothing_of_firmwares_pcrs),
		TEST(systemd_may_end_a_pcr_of_firmwares_by_its_word),
		TEST(but_once_and_by_nothing_else),
		TEST(another_digest_is_none_of_its_word),
		TEST(an_unanchored_ima_log_is_stated_or_refused),
		TEST(a_log_that_nothing_quoted_covers_proves_nothing),
		TEST(what_nobody_logged_is_seen),
		TEST(a_log_of_another_kind_is_refused),
		TEST(a_policys_pcr_is_compared),
	};

	return cmocka_run_group_tests_name("evidence logs", tests, evidence_fixture_begin,
					   evidence_fixture_end);
}
