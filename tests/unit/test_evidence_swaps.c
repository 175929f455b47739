/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bundles put together from true parts of two machines, boots or times.  Whoever does it
 * has one guest and its TPM, so the result is sealed well: what refuses it is the
 * binding.
 */
#include "tests/unit/evidence_world.h"

#include "tests/unit/log_builder.h"
#include "tests/unit/tpm_builder.h"

static struct evidence_world mine, other;

static int make_keys(void **state)
{
	evidence_world_make_keys(&mine);
	other.amd = mine.amd; /* one AMD, two machines */
	other.amd.leaf_key = EVP_EC_gen("P-384");
	other.ek_key = EVP_RSA_gen(2048);
	other.ak_key = EVP_EC_gen("P-256");
	return 0;
}

static int free_keys(void **state)
{
	EVP_PKEY_free(other.amd.leaf_key);
	EVP_PKEY_free(other.ek_key);
	EVP_PKEY_free(other.ak_key);
	evidence_world_free_keys(&mine);
	return 0;
}

/* The same challenge goes to both, so that nothing but the parts differs. */
static int set_up(void **state)
{
	evidence_world_init(&mine);
	evidence_world_init(&other);
	return 0;
}

static int tear_down(void **state)
{
	evidence_world_deinit(&mine);
	evidence_world_deinit(&other);
	return 0;
}

static void assert_refused(const char *line)
{
	assert_int_equal(evidence_world_run(&mine), VERDICT_REJECTED);
	evidence_world_assert_fails(&mine, line, "");
}

static void both_are_true_by_themselves(void **state)
{
	evidence_world_run(&mine);
	evidence_world_assert_accepted(&mine);
	evidence_world_run(&other);
	evidence_world_assert_accepted(&other);
}

/* With its certificates: else the signature alone would refuse it. */
static void the_report_of_another_vm(void **state)
{
	mine.evidence.report = other.evidence.report;
	memcpy(mine.evidence.certs, other.evidence.certs, sizeof(mine.evidence.certs));
	mine.params.ark = other.params.ark;
	assert_refused("report-data");
}

/* And a quote made anew over it. */
static void the_report_and_manifest_of_another_vm(void **state)
{
	mine.evidence.report = other.evidence.report;
	mine.evidence.manifest = other.evidence.manifest;
	memcpy(mine.evidence.certs, other.evidence.certs, sizeof(mine.evidence.certs));
	mine.params.ark = other.params.ark;
	evidence_world_put_quote(&mine);
	assert_refused("report-data");
}

/* The victim's SVSM vouches for the attacker's AK, but the AK is not in its TPM. */
static void an_ak_that_lives_in_another_tpm(void **state)
{
	mine.evidence.manifest = other.evidence.manifest;
	mine.manifest = other.manifest;
	evidence_world_put_report(&mine);
	evidence_world_put_quote(&mine);
	assert_refused("ak-binding");
}

static void the_quote_of_another_vm(void **state)
{
	mine.evidence.attest = other.evidence.attest;
	mine.evidence.signature = other.evidence.signature;
	assert_refused("quote-signature");
}

static void the_ak_and_quote_of_another_vm(void **state)
{
	EVP_PKEY *ak = mine.ak_key;

	mine.evidence.ak = other.evidence.ak;
	mine.evidence.attest = other.evidence.attest;
	mine.evidence.signature = other.evidence.signature;
	mine.ak_key = other.ak_key; /* the seal: the other machine helps */
	evidence_world_run(&mine);
	mine.ak_key = ak;
	evidence_world_assert_fails(&mine, "report-data", "");
}

static void the_quote_of_yesterday(void **state)
{
	memset(mine.challenge, 0xee, sizeof(mine.challenge));
	evidence_world_put_report(&mine);
	evidence_world_put_quote(&mine);
	memset(mine.challenge, 0xc4, sizeof(mine.challenge));
	evidence_world_put_report(&mine);
	assert_refused("quote");
}

static void the_report_of_yesterday(void **state)
{
	memset(mine.challenge, 0xee, sizeof(mine.challenge));
	evidence_world_put_report(&mine);
	memset(mine.challenge, 0xc4, sizeof(mine.challenge));
	evidence_world_put_quote(&mine);
	assert_refused("report-data");
}

/* Same challenge, same machine, but a report that was asked for once more. */
static void a_quote_over_another_report_of_this_machine(void **state)
{
	set_le(&mine.amd.report, 0x1f0, 1, 1); /* launch TCB: any byte that is signed */
	evidence_world_put_report(&mine);
	assert_refused("quote");
}

static void the_manifest_of_another_service(void **state)
{
	static const uint8_t uefi_mm[16] = { 0x59, 0x3a, 0x45, 0xa4, 0x1b, 0x9e, 0x87, 0x47,
					     0xa0, 0x33, 0x19, 0x86, 0xd6, 0xad, 0xbe, 0x55 };

	memcpy(mine.manifest.data + 24, uefi_mm, sizeof(uefi_mm));
	evidence_world_put_quote(&mine);
	assert_refused("report-data");
}

static void the_logs_of_another_boot(void **state)
{
	mine.firmware.size = 0;
	put_spec_id(&mine.firmware);
	put_agile_event(&mine.firmware, 0, EV_S_CRTM_VERSION, 0x01, "1.0", 4);
	put_agile_event(&mine.firmware, 4, EV_SEPARATOR, 0x77, "\0\0\0\0", 4);
	put_agile_event(&mine.firmware, 7, EV_SEPARATOR, 0x03, "\0\0\0\0", 4);
	mine.evidence.logs[EVIDENCE_LOG_FIRMWARE].size = mine.firmware.size;
	assert_refused("log-firmware");
}

static void an_ephemeral_key_that_was_exchanged(void **state)
{
	mine.evidence.ephemeral_key = (struct evidence_bytes){ (const uint8_t *)"mine", 4 };
	evidence_world_put_report(&mine);
	evidence_world_put_quote(&mine);
	mine.evidence.ephemeral_key.data = (const uint8_t *)"your";
	assert_refused("report-data");
}

static void an_ephemeral_key_that_was_put_in(void **state)
{
	mine.evidence.ephemeral_key = (struct evidence_bytes){ (const uint8_t *)"your", 4 };
	assert_refused("report-data");
}

static void an_ephemeral_key_that_was_taken_out(void **state)
{
	mine.evidence.ephemeral_key = (struct evidence_bytes){ (const uint8_t *)"mine", 4 };
	evidence_world_put_report(&mine);
	evidence_world_put_quote(&mine);
	mine.evidence.ephemeral_key.data = NULL;
	assert_refused("report-data");
}

static void the_record_of_another_vm(void **state)
{
	mine.params.binding = &other.record;
	assert_refused("ak-binding");
}

/* Facts and certificates are in no TPM's structure: the seal alone binds them. */
static void facts_that_were_exchanged_after_the_seal(void **state)
{
	struct buffer text = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	uint8_t *found;

	evidence_world_write(&mine, &text);
	found = memmem(text.data, text.size, "\"6.12 ", 6);
	assert_non_null(found);
	found[4] = '9';
	evidence_world_verify(&mine, text.data, text.size);
	evidence_world_assert_fails(&mine, "seal", "");
	buffer_deinit(&text);
}

static void the_seal_of_another_bundle(void **state)
{
	struct buffer one = BUFFER_INIT(EVIDENCE_SIZE_MAX), two = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	uint8_t *from, *to;

	evidence_world_write(&mine, &one);
	mine.evidence.facts[0].value = "6.13 \"test\"";
	evidence_world_write(&mine, &two);
	from = memmem(one.data, one.size, "\"seal\":", 7);
	to = memmem(two.data, two.size, "\"seal\":", 7);
	assert_true(from && to && one.size == two.size);
	memcpy(to, from, (size_t)(one.data + one.size - from));
	evidence_world_verify(&mine, two.data, two.size);
	evidence_world_assert_fails(&mine, "seal", "");
	buffer_deinit(&one);
	buffer_deinit(&two);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(both_are_true_by_themselves),
		TEST(the_report_of_another_vm),
		TEST(the_report_and_manifest_of_another_vm),
		TEST(an_ak_that_lives_in_another_tpm),
		TEST(the_quote_of_another_vm),
		TEST(the_ak_and_quote_of_another_vm),
		TEST(the_quote_of_yesterday),
		TEST(the_report_of_yesterday),
		TEST(a_quote_over_another_report_of_this_machine),
		TEST(the_manifest_of_another_service),
		TEST(the_logs_of_another_boot),
		TEST(an_ephemeral_key_that_was_exchanged),
		TEST(an_ephemeral_key_that_was_put_in),
		TEST(an_ephemeral_key_that_was_taken_out),
		TEST(the_record_of_another_vm),
		TEST(facts_that_were_exchanged_after_the_seal),
		TEST(the_seal_of_another_bundle),
	};

	return cmocka_run_group_tests_name("evidence swaps", tests, make_keys, free_keys);
}
