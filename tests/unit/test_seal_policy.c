/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Policies of sealed keys: tokens and signatures of tests/data, whose digests Python's
 * arithmetic made, against boots of every kind.  Run from the top of the tree.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/pcr_signature.h"
#include "lib/format/pcr_values.h"
#include "lib/format/svsm_token.h"
#include "lib/policy/seal_policy.h"
#include "lib/sys/file.h"

static struct pcr_signatures *four;	/* by the tokens' signer, and one by another */

static struct buffer read_file(const char *folder, const char *name)
{
	struct buffer file = BUFFER_INIT(1 << 20);
	char path[256];

	(void)snprintf(path, sizeof(path), "tests/data/%s/%s.bin", folder, name);
	if (file_read(path, &file, NULL) < 0)
		fail_msg("%s: cannot be read", path);
	return file;
}

static struct svsm_token token_of(const char *name)
{
	struct buffer file = read_file("svsm_token", name);
	struct svsm_token token;

	assert_int_equal(svsm_token_decode((char *)file.data, file.size, &token, NULL), 0);
	buffer_deinit(&file);
	return token;
}

/* A boot of which the tokens' literal PCRs, and values that were signed for PCR 11, are true. */
static struct pcr_values good_boot(void)
{
	struct pcr_values live = { .count = 1 };

	live.banks[0].algorithm = HASH_SHA256;
	live.banks[0].digest_size = 32;
	live.banks[0].present = 1 << 7 | 1 << 11 | 1 << 12;
	memset(live.banks[0].pcrs[7], 0x07, 32);
	memset(live.banks[0].pcrs[11], 0x11, 32);
	memset(live.banks[0].pcrs[12], 0x12, 32);
	return live;
}

static int set_up(void **state)
{
	struct buffer file = read_file("pcr_signature", "four");
	int r = pcr_signatures_parse(file.data, file.size, &four, NULL);

	buffer_deinit(&file);
	return r;
}

static int tear_down(void **state)
{
	pcr_signatures_free(four);
	return 0;
}

static void a_lone_literal_branch_needs_no_pcrs(void **state)
{
	struct svsm_token token = token_of("literal");
	struct seal_plan plan;

	assert_false(seal_policy_needs_pcrs(&token.policy));
	assert_int_equal(seal_policy_choose(&token, NULL, NULL, &plan, NULL, NULL), 0);
	assert_false(plan.has_signature || plan.alternative_count || plan.has_pin);
	assert_int_equal(plan.literal.bank, HASH_SHA256);
	assert_int_equal(plan.literal.mask, 1 << 7 | 1 << 12);
	assert_int_equal(plan.srk_name[1], 0x0b);
	assert_memory_not_equal(plan.srk_name, plan.object_name, SEAL_PLAN_NAME_SIZE);
}

static void every_policy_of_the_vectors_is_satisfied_by_the_good_boot(void **state)
{
	static const struct {
		const char *name;
		bool has_signature, has_literal, has_alternatives, has_pin;
	} cases[] = {
		{ "literal", false, true, false, false },
		{ "signed", true, false, false, false },
		{ "both", true, true, false, false },
		{ "either", false, true, true, false },
		{ "either-and-pin", false, true, true, true },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct svsm_token token = token_of(cases[i].name);
		struct pcr_values live = good_boot();
		struct fault fault = FAULT_NONE;
		struct seal_outlook outlook;
		struct seal_plan plan;

		if (seal_policy_choose(&token, &live, four, &plan, &outlook, &fault) < 0)
			fail_msg("%s: %s", cases[i].name, fault.text);
		assert_int_equal(plan.branch, 0);
		assert_true(plan.has_signature == cases[i].has_signature);
		assert_true((plan.literal.mask != 0) == cases[i].has_literal);
		assert_int_equal(plan.alternative_count, cases[i].has_alternatives ? 2 : 0);
		assert_true(plan.has_pin == cases[i].has_pin);
		assert_int_equal(outlook.branches[0].standing, SEAL_SATISFIED);
	}
}

static void the_signature_is_the_one_for_this_boot_and_this_use(void **state)
{
	struct svsm_token token = token_of("signed"), for_initrd = token_of("both");
	struct pcr_values live = good_boot();
	struct seal_plan plan;

	assert_true(seal_policy_needs_pcrs(&token.policy));
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, NULL, NULL), 0);
	assert_int_equal(plan.signature_size, 256);
	assert_memory_equal(plan.signature, four->entries[2].bytes, 256);
	assert_memory_equal(plan.approved, four->entries[2].policy, 32);
	assert_int_equal(seal_policy_choose(&for_initrd, &live, four, &plan, NULL, NULL), 0);
	assert_memory_equal(plan.signature, four->entries[3].bytes, 256);
	/* Another value of PCR 11 that was signed: that of PCR 12. */
	memset(live.banks[0].pcrs[11], 0x12, 32);
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, NULL, NULL), 0);
	assert_memory_equal(plan.signature, four->entries[0].bytes, 256);
	assert_int_equal(seal_policy_choose(&for_initrd, &live, four, &plan, NULL, NULL),
			 -EKEYREJECTED);
}

static void the_second_branch_is_taken_where_the_first_fails(void **state)
{
	struct svsm_token token = token_of("either");
	struct pcr_values live = good_boot();
	struct seal_outlook outlook;
	struct seal_plan plan;

	live.banks[0].pcrs[12][0] ^= 1;
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, &outlook, NULL), 0);
	assert_int_equal(plan.branch, 1);
	assert_true(plan.has_signature && !plan.literal.mask);
	assert_int_equal(plan.alternative_count, 2);
	assert_int_equal(outlook.count, 2);
	assert_int_equal(outlook.branches[0].standing, SEAL_PCRS_DIFFER);
	assert_int_equal(outlook.branches[0].pcrs, 1 << 12);
	assert_int_equal(outlook.branches[1].standing, SEAL_SATISFIED);
}

/* What is done to the good boot, and what is said of the token then. */
static void a_boot_that_does_not_fit_is_told_why(void **state)
{
	enum { PCR7 = 1, PCR11 = 2, NO_BANK = 4, NO_PCR12 = 8, NO_SIGNATURES = 16, NOT_READ = 32 };
	static const struct {
		const char *name, *reason;
		unsigned int harm;
		int error;
		enum seal_standing standing;
		uint32_t pcrs;
	} cases[] = {
		{ "literal", "PCR 7 (sha256): not the values", PCR7, -EKEYREJECTED,
		  SEAL_PCRS_DIFFER, 1 << 7 },
		{ "literal", "no PCR 7+12 in bank sha256", NO_BANK, -ENXIO, SEAL_BANK_MISSING,
		  1 << 7 | 1 << 12 },
		{ "literal", "no PCR 12 in bank sha256", NO_PCR12, -ENXIO, SEAL_BANK_MISSING,
		  1 << 12 },
		{ "sha384", "no PCR 4 in bank sha384", 0, -ENXIO, SEAL_BANK_MISSING, 1 << 4 },
		{ "signed", "no signature of its signer is for the values of PCR 11", PCR11,
		  -EKEYREJECTED, SEAL_UNSIGNED, 1 << 11 },
		{ "signed", "there is no signature of its signer over PCR 11", NO_SIGNATURES,
		  -ENODATA, SEAL_NO_SIGNATURES, 1 << 11 },
		{ "signed", "no PCR values were given", NOT_READ, -EINVAL, SEAL_UNKNOWN, 0 },
		{ "both", "PCR 7 (sha256): not the values", PCR7, -EKEYREJECTED, SEAL_PCRS_DIFFER,
		  1 << 7 },
		/* Of two branches the nearer one is told: there the signer has signed. */
		{ "either", "no signature of its signer is for", PCR7 | PCR11, -EKEYREJECTED,
		  SEAL_PCRS_DIFFER, 1 << 7 },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct pcr_signatures *signatures =
			cases[i].harm & NO_SIGNATURES ? NULL : four;
		struct svsm_token token = token_of(cases[i].name);
		struct seal_plan plan = { .branch = 42 };
		struct pcr_values live = good_boot();
		struct seal_outlook outlook = { .count = 0 };
		struct fault fault = FAULT_NONE;

		live.banks[0].pcrs[7][31] ^= cases[i].harm & PCR7 ? 1 : 0;
		live.banks[0].pcrs[11][0] ^= cases[i].harm & PCR11 ? 1 : 0;
		live.count = cases[i].harm & NO_BANK ? 0 : 1;
		live.banks[0].present &= cases[i].harm & NO_PCR12 ? ~(1u << 12) : ~0u;
		assert_int_equal(seal_policy_choose(&token,
						    cases[i].harm & NOT_READ ? NULL : &live,
						    signatures, &plan, &outlook, &fault),
				 cases[i].error);
		if (!strstr(fault.text, cases[i].reason))
			fail_msg("%s: %s", cases[i].name, fault.text);
		assert_int_equal(outlook.branches[0].standing, cases[i].standing);
		assert_int_equal(outlook.branches[0].pcrs, cases[i].pcrs);
		assert_int_equal(plan.branch, 42);
	}
}

static void a_signature_that_is_not_true_does_not_stand_in_the_way(void **state)
{
	struct svsm_token token = token_of("signed");
	struct pcr_values live = good_boot();
	struct pcr_signatures *more;
	struct seal_plan plan;

	more = calloc(1, sizeof(*more) + 2 * sizeof(more->entries[0]));
	assert_non_null(more);
	more->count = 2;
	more->entries[0] = more->entries[1] = four->entries[2];
	more->entries[0].bytes[100] ^= 1;
	assert_int_equal(seal_policy_choose(&token, &live, more, &plan, NULL, NULL), 0);
	assert_memory_equal(plan.signature, four->entries[2].bytes, 256);
	/* A forged one alone is as if there were none. */
	more->count = 1;
	assert_int_equal(seal_policy_choose(&token, &live, more, &plan, NULL, NULL), -ENODATA);
	/* One by another key, that says to be by this one. */
	more->entries[0] = four->entries[1];
	memcpy(more->entries[0].fingerprint, four->entries[0].fingerprint, 32);
	assert_int_equal(seal_policy_choose(&token, &live, more, &plan, NULL, NULL), -ENODATA);
	free(more);
}

static void a_token_that_contradicts_itself_is_refused(void **state)
{
	struct svsm_token good = token_of("either-and-pin"), token;
	struct pcr_values live = good_boot();
	struct seal_plan plan = { .branch = 42 };
	struct fault fault = FAULT_NONE;

	token = good;
	token.policy.has_pin = false;
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, NULL, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "it contradicts itself"));
	token = good;
	token.policy.branches[0].literal.values[7][0] ^= 1;
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, NULL, NULL), -EBADMSG);
	token = good;
	token.policy.branches[1].signer.key[100] ^= 1;
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, NULL, NULL), -EBADMSG);
	token = good;
	token.policy.count = 1;
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, NULL, NULL), -EBADMSG);
	token = good;
	token.sealed_public[6] |= 1 << 2; /* noDA beside a PIN: it could be guessed at */
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, NULL, NULL), -EBADMSG);
	token = good;
	token.sealed_public[7] |= 1 << 6; /* userWithAuth: the policy would be no lock */
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, NULL, NULL), -EBADMSG);
	token = good;
	token.srk_size--;
	assert_int_equal(seal_policy_choose(&token, &live, four, &plan, NULL, NULL), -EBADMSG);
	assert_int_equal(plan.branch, 42);
}

static void a_policy_that_demands_nothing_has_no_digest(void **state)
{
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE];
	struct sealed_policy policy = { .count = 0 };

	assert_int_equal(seal_policy_digest(&policy, digest, NULL), -EINVAL);
	policy.count = 1;
	assert_int_equal(seal_policy_digest(&policy, digest, NULL), -EINVAL);
	policy.branches[0].literal.bank = HASH_SHA256;
	policy.branches[0].literal.mask = 1u << 24;
	assert_int_equal(seal_policy_digest(&policy, digest, NULL), -EINVAL);
	policy.branches[0].literal.mask = 1;
	assert_int_equal(seal_policy_digest(&policy, digest, NULL), 0);
	policy.count = 3;
	assert_int_equal(seal_policy_digest(&policy, digest, NULL), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lone_literal_branch_needs_no_pcrs),
		cmocka_unit_test(every_policy_of_the_vectors_is_satisfied_by_the_good_boot),
		cmocka_unit_test(the_signature_is_the_one_for_this_boot_and_this_use),
		cmocka_unit_test(the_second_branch_is_taken_where_the_first_fails),
		cmocka_unit_test(a_boot_that_does_not_fit_is_told_why),
		cmocka_unit_test(a_signature_that_is_not_true_does_not_stand_in_the_way),
		cmocka_unit_test(a_token_that_contradicts_itself_is_refused),
		cmocka_unit_test(a_policy_that_demands_nothing_has_no_digest),
	};

	return cmocka_run_group_tests_name("seal_policy", tests, set_up, tear_down);
}
