/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A quote alone, by the key that is known, of this moment and of these values.
 */
#include "tests/unit/evidence_fixture.h"

#include "lib/format/tpm_public.h"
#include "lib/format/tpm_quote.h"
#include "lib/policy/fresh_quote.h"
#include "lib/policy/tpm_name.h"

static struct fresh_quote quote;
static struct tpm_name known;
static struct fault fault;

/* As the world's TPM has made it. */
static void take(void)
{
	struct tpm_public public;
	struct tpm_quote parsed;

	assert_int_equal(tpm_public_parse(world.evidence.ak.data, world.evidence.ak.size, &public,
					  NULL), 0);
	assert_int_equal(tpm_name_of(&public, &known), 0);
	assert_int_equal(tpm_quote_parse(world.evidence.attest.data, world.evidence.attest.size,
					 &parsed, NULL), 0);
	quote = (struct fresh_quote){
		.ak = world.evidence.ak,
		.known = &known,
		.nonce = { parsed.nonce, parsed.nonce_size },
		.attest = world.evidence.attest,
		.signature = world.evidence.signature,
		.pcrs = world.evidence.pcrs,
	};
	fault = FAULT_NONE;
}

static void refused(int error, const char *why)
{
	assert_int_equal(fresh_quote_check(&quote, &fault), error);
	if (!strstr(fault.text, why))
		fail_msg("says '%s'", fault.text);
}

static void a_true_one_is_good(void **state)
{
	take();
	assert_int_equal(fresh_quote_check(&quote, NULL), 0);
}

static void one_of_another_key_is_not(void **state)
{
	take();
	known.bytes[5] ^= 1;
	refused(-EKEYREJECTED, "the TPM has another AK than the last self-appraisal found");
	take();
	quote.ak.size--;
	refused(-EKEYREJECTED, "");
}

static void one_of_another_moment_is_not(void **state)
{
	uint8_t nonce[32] = { 1 };

	take();
	quote.nonce = (struct evidence_bytes){ nonce, sizeof(nonce) };
	refused(-EKEYREJECTED, "is over another nonce");
	take();
	quote.nonce.size--;
	refused(-EKEYREJECTED, "is over another nonce");
}

static void one_that_was_changed_is_not(void **state)
{
	uint8_t *attest;

	take();
	attest = exact_copy(quote.attest.data, quote.attest.size);
	attest[quote.attest.size - 1] ^= 1;
	quote.attest.data = attest;
	refused(-EKEYREJECTED, "");
	free(attest);
	take();
	quote.signature.size = 0;
	refused(-EKEYREJECTED, "");
}

static void one_of_a_key_in_another_hierarchy_is_not(void **state)
{
	world.hierarchy = 0x40000001; /* TPM_RH_OWNER */
	evidence_world_put_quote(&world);
	take();
	refused(-EKEYREJECTED, "not the AK in the endorsement hierarchy");
}

static void one_of_other_pcrs_is_not(void **state)
{
	take();
	quote.pcrs.banks[0].present &= ~1u;
	refused(-EKEYREJECTED, "selects other PCRs");
	take();
	quote.pcrs.count = 0;
	refused(-EKEYREJECTED, "selects other PCRs");
	take();
	quote.pcrs.banks[0].algorithm++;
	refused(-EKEYREJECTED, "selects other PCRs");
}

static void values_that_moved_are_told_apart(void **state)
{
	take();
	quote.pcrs.banks[0].pcrs[7][0] ^= 1;
	refused(-ESTALE, "is of other values than were read");
}

#define TEST(name)	\
	cmocka_unit_test_setup_teardown(name, evidence_fixture_set_up, evidence_fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_true_one_is_good),
		TEST(one_of_another_key_is_not),
		TEST(one_of_another_moment_is_not),
		TEST(one_that_was_changed_is_not),
		TEST(one_of_a_key_in_another_hierarchy_is_not),
		TEST(one_of_other_pcrs_is_not),
		TEST(values_that_moved_are_told_apart),
	};

	return cmocka_run_group_tests(tests, evidence_fixture_begin, evidence_fixture_end);
}
