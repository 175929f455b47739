/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Remembering who has signed whom: a yes about CAs, and nothing else.
 */
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_trust.h"
#include "tests/unit/snp_world.h"

static struct world world;
static struct snp_certs certs;

static int set_up(void **state)
{
	world_make_keys(&world);
	world_reset(&world);
	world_add(&world.leaf, &certs);
	world_add(&world.ask, &certs);
	world_add(&world.ark, &certs);
	return 0;
}

static int tear_down(void **state)
{
	snp_certs_deinit(&certs);
	world_free_keys(&world);
	return 0;
}

static void signatures_of_cas_are_remembered(void **state)
{
	const struct snp_cert *ask = certs.items[1], *ark = certs.items[2];
	struct snp_trust trust = { .count = 0 };

	assert_true(snp_trust_is_signed_by(&trust, ask, ark));
	assert_true(snp_trust_is_signed_by(&trust, ask, ark));
	assert_true(snp_trust_is_signed_by(&trust, ark, ark));
	assert_int_equal(trust.count, 2);
	assert_memory_equal(trust.links[0].cert, ask->digest, SNP_CERT_DIGEST_SIZE);
	assert_memory_equal(trust.links[0].issuer, ark->digest, SNP_CERT_DIGEST_SIZE);
	assert_true(snp_trust_is_signed_by(NULL, ask, ark));
}

static void a_leaf_and_a_no_are_not(void **state)
{
	const struct snp_cert *leaf = certs.items[0], *ask = certs.items[1], *ark = certs.items[2];
	struct snp_trust trust = { .count = 0 };

	assert_true(snp_trust_is_signed_by(&trust, leaf, ask));
	assert_false(snp_trust_is_signed_by(&trust, leaf, ark));
	assert_false(snp_trust_is_signed_by(&trust, ark, ask));
	assert_int_equal(trust.count, 0);
}

/* The same names, another key: a link is of two certificates, not of two names. */
static void another_certificate_of_that_name_is_another(void **state)
{
	struct snp_certs others = { .count = 0 };
	struct world_cert forged = world.ask, twin = world.ark;
	struct snp_trust trust = { .count = 0 };

	forged.issuer_key = world.ask_key;
	world_add(&forged, &others);
	assert_true(snp_trust_is_signed_by(&trust, certs.items[1], certs.items[2]));
	assert_false(snp_trust_is_signed_by(&trust, others.items[0], certs.items[2]));
	twin.key = twin.issuer_key = world.ask_key;
	world_add(&twin, &others);
	assert_false(snp_trust_is_signed_by(&trust, certs.items[1], others.items[1]));
	snp_certs_deinit(&others);
}

static void a_full_memory_still_answers(void **state)
{
	struct snp_trust trust = { .count = SNP_TRUST_LINKS_MAX };

	assert_true(snp_trust_is_signed_by(&trust, certs.items[1], certs.items[2]));
	assert_int_equal(trust.count, SNP_TRUST_LINKS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_of_cas_are_remembered),
		cmocka_unit_test(a_leaf_and_a_no_are_not),
		cmocka_unit_test(another_certificate_of_that_name_is_another),
		cmocka_unit_test(a_full_memory_still_answers),
	};

	return cmocka_run_group_tests_name("snp_trust", tests, set_up, tear_down);
}
