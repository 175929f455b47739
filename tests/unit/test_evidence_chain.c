/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Revocation lists of a bundle's chain: what each kind of list is worth, given by name or
 * out of the cache, under a policy that requires one and one that does not.  The chain
 * itself is tested in tests/unit/test_snp_verify_bad.c, its certificates in the bundle in
 * tests/unit/test_evidence_verify.c.
 */
#include "tests/unit/evidence_fixture.h"

#include "lib/policy/snp_cert.h"

#define ASK_SERIAL	65
#define ARK_SERIAL	66
#define REQUIRED	true
#define IF_GIVEN	false
#define BY_NAME		true
#define FROM_CACHE	false

static const long ask_serial[] = { 1, ASK_SERIAL, 0 }, ark_serial[] = { ARK_SERIAL, 0 };
static struct evidence_verify_crl crls[EVIDENCE_VERIFY_CRLS_MAX + 1];

static int set_up(void **state)
{
	evidence_world_init(&world);
	world.amd.ask.serial = ASK_SERIAL;
	world.amd.ark.serial = ARK_SERIAL;
	evidence_world_put_certs(&world);
	world.params.crls = crls;
	world.params.crl_count = 0;
	return 0;
}

static void drop_crls(void)
{
	while (world.params.crl_count)
		OPENSSL_free((void *)crls[--world.params.crl_count].data);
}

static int tear_down(void **state)
{
	drop_crls();
	evidence_world_deinit(&world);
	return 0;
}

static void add(const struct world_crl *crl, bool is_given)
{
	struct evidence_verify_crl *added = &crls[world.params.crl_count++];

	added->data = world_encode_crl(crl, &added->size);
	added->is_given = is_given;
}

static struct world_crl stale_crl(void)
{
	struct world_crl crl = world_good_crl(&world.amd);

	crl.not_after = WORLD_NOW;
	return crl;
}

static struct world_crl foreign_crl(void)
{
	struct world_crl crl = world_good_crl(&world.amd);

	crl.issuer_name = "ARK-Genoa";
	return crl;
}

static void require(bool is_required)
{
	evidence_world_put_policy(&world, is_required ?
		"{\"version\":1,\"report\":{\"measurements\":\"any\",\"crl\":\"required\"}}" :
		"{\"version\":1,\"report\":{\"measurements\":\"any\",\"crl\":\"if-given\"}}");
}

static void assert_passes(enum appraisal_state state, const char *reason)
{
	const struct appraisal_line *line;

	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
	line = evidence_world_line(&world, "crl");
	assert_int_equal(line->state, state);
	if (!strstr(line->reason, reason))
		fail_msg("says: %s", line->reason);
	drop_crls();
}

static void assert_fails(const char *reason)
{
	assert_int_equal(evidence_world_run(&world), VERDICT_REJECTED);
	evidence_world_assert_fails(&world, "crl", reason);
	drop_crls();
}

static void a_list_in_force_acquits(void **state)
{
	struct world_crl crl = world_good_crl(&world.amd);

	require(REQUIRED);
	add(&crl, BY_NAME);
	assert_passes(APPRAISAL_PASSED, "'SEV-Milan' and 'ARK-Milan' are not revoked");
	add(&crl, FROM_CACHE);
	assert_passes(APPRAISAL_PASSED, "are not revoked");
}

static void a_policy_may_require_a_list(void **state)
{
	require(REQUIRED);
	assert_fails("missing, and the policy requires it");
	require(IF_GIVEN);
	assert_passes(APPRAISAL_STATED, "there is no revocation list");
}

static void what_is_revoked_is_refused_whoever_says_so(void **state)
{
	static const bool sources[] = { BY_NAME, FROM_CACHE };
	struct world_crl crl = world_good_crl(&world.amd);
	size_t i;

	require(IF_GIVEN);
	for (i = 0; i < 2; i++) {
		crl.serials = ask_serial;
		add(&crl, sources[i]);
		assert_fails("'SEV-Milan' is revoked");
		crl.serials = ark_serial;
		add(&crl, sources[i]);
		assert_fails("'ARK-Milan' is revoked");
	}
}

static void a_list_out_of_date_still_revokes_and_does_not_acquit(void **state)
{
	struct world_crl crl = stale_crl();

	require(REQUIRED);
	add(&crl, FROM_CACHE);
	assert_fails("out of date, and the policy requires one in force");
	require(IF_GIVEN);
	add(&crl, FROM_CACHE);
	assert_passes(APPRAISAL_STATED, "by a list that is out of date");
	add(&crl, BY_NAME);
	assert_fails("is out of date");
	crl.serials = ask_serial;
	add(&crl, FROM_CACHE);
	assert_fails("'SEV-Milan' is revoked");
}

static void a_newer_list_does_not_hide_an_older_ones_revocation(void **state)
{
	struct world_crl good = world_good_crl(&world.amd), stale = stale_crl();

	require(REQUIRED);
	add(&good, FROM_CACHE);
	add(&stale, FROM_CACHE);
	assert_passes(APPRAISAL_PASSED, "are not revoked");
	stale.serials = ask_serial;
	add(&good, FROM_CACHE);
	add(&stale, FROM_CACHE);
	assert_fails("'SEV-Milan' is revoked");
}

static void another_roots_list_counts_for_nothing(void **state)
{
	struct world_crl crl = foreign_crl();

	require(IF_GIVEN);
	add(&crl, BY_NAME);
	assert_fails("is of 'ARK-Genoa', not of 'ARK-Milan'");
	add(&crl, FROM_CACHE);
	assert_passes(APPRAISAL_STATED, "there is no revocation list of this root");
	require(REQUIRED);
	add(&crl, FROM_CACHE);
	assert_fails("missing");
	crl = world_good_crl(&world.amd);
	crl.issuer_key = world.amd.ask_key;
	add(&crl, BY_NAME);
	assert_fails("is not signed by 'ARK-Milan'");
	add(&crl, FROM_CACHE);
	assert_fails("missing");
}

static void what_is_no_list_is_refused_when_it_was_given(void **state)
{
	require(IF_GIVEN);
	crls[0] = (struct evidence_verify_crl){ OPENSSL_memdup("no list", 7), 7, BY_NAME };
	world.params.crl_count = 1;
	assert_fails("neither DER nor PEM of one list");
	crls[0] = (struct evidence_verify_crl){ OPENSSL_memdup("no list", 7), 7, FROM_CACHE };
	world.params.crl_count = 1;
	assert_passes(APPRAISAL_STATED, "there is no revocation list");
}

static void more_lists_than_are_read_are_refused(void **state)
{
	struct world_crl crl = world_good_crl(&world.amd);

	require(IF_GIVEN);
	while (world.params.crl_count <= EVIDENCE_VERIFY_CRLS_MAX)
		add(&crl, FROM_CACHE);
	assert_fails("more lists than");
}

#define TEST(name_)	cmocka_unit_test_setup_teardown(name_, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_list_in_force_acquits),
		TEST(a_policy_may_require_a_list),
		TEST(what_is_revoked_is_refused_whoever_says_so),
		TEST(a_list_out_of_date_still_revokes_and_does_not_acquit),
		TEST(a_newer_list_does_not_hide_an_older_ones_revocation),
		TEST(another_roots_list_counts_for_nothing),
		TEST(what_is_no_list_is_refused_when_it_was_given),
		TEST(more_lists_than_are_read_are_refused),
	};

	return cmocka_run_group_tests_name("evidence_chain", tests, evidence_fixture_begin,
					   evidence_fixture_end);
}
