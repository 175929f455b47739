/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Revocation lists: which counts, and what it takes away.
 */
#include <openssl/bio.h>
#include <openssl/pem.h>

#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_chain.h"
#include "lib/policy/snp_crl.h"
#include "tests/unit/snp_world.h"

#define ASK_SERIAL	0x10000
#define ARK_SERIAL	0x20000

static struct world world;
static struct snp_certs certs;
static struct snp_chain chain;

static int set_up(void **state)
{
	world_make_keys(&world);
	world_reset(&world);
	world.ask.serial = ASK_SERIAL;
	world.ark.serial = ARK_SERIAL;
	world_add(&world.leaf, &certs);
	world_add(&world.ask, &certs);
	world_add(&world.ark, &certs);
	chain = (struct snp_chain){ certs.items[0], certs.items[1], certs.items[2] };
	return 0;
}

static int tear_down(void **state)
{
	snp_certs_deinit(&certs);
	world_free_keys(&world);
	return 0;
}

static void assert_bytes(const void *data, size_t size, int error, const char *reason)
{
	struct fault fault = FAULT_NONE;
	uint8_t *copy = exact_copy(data, size);
	int r = snp_crl_check(copy, size, &chain, WORLD_NOW, &fault);

	if (r != error || !strstr(fault.text, reason))
		fail_msg("%s: %d, %s", reason, r, fault.text);
	free(copy);
}

static void assert_crl(const struct world_crl *crl, int error, const char *reason)
{
	size_t size;
	uint8_t *der = world_encode_crl(crl, &size);

	assert_bytes(der, size, error, reason);
	OPENSSL_free(der);
}

static void a_list_that_lists_nothing_of_the_chain_is_good(void **state)
{
	static const long others[] = { 1, ASK_SERIAL + 1, 0 };
	struct world_crl crl = world_good_crl(&world);

	assert_crl(&crl, 0, "");
	crl.serials = others;
	assert_crl(&crl, 0, "");
}

static void what_is_listed_is_refused(void **state)
{
	static const long ask[] = { 1, ASK_SERIAL, 0 }, ark[] = { ARK_SERIAL, 0 };
	struct world_crl crl = world_good_crl(&world);

	crl.serials = ask;
	assert_crl(&crl, -EKEYREJECTED, "'SEV-Milan' is revoked");
	crl.serials = ark;
	assert_crl(&crl, -EKEYREJECTED, "'ARK-Milan' is revoked");
}

static void a_list_must_be_in_force(void **state)
{
	struct world_crl crl = world_good_crl(&world);

	crl.not_before = WORLD_NOW + 1;
	assert_crl(&crl, -ESTALE, "is not in force yet");
	crl = world_good_crl(&world);
	crl.not_after = WORLD_NOW;
	assert_crl(&crl, -ESTALE, "is out of date");
	crl.not_after = 0;
	assert_crl(&crl, -ESTALE, "is out of date");
}

static void only_the_root_of_the_chain_makes_lists(void **state)
{
	struct world_crl crl = world_good_crl(&world);

	crl.issuer_name = "ARK-Genoa";
	assert_crl(&crl, -EKEYREJECTED, "is of 'ARK-Genoa', not of 'ARK-Milan'");
	crl = world_good_crl(&world);
	crl.issuer_key = world.ask_key;
	assert_crl(&crl, -EKEYREJECTED, "is not signed by 'ARK-Milan'");
}

static void a_list_is_signed_as_amd_signs(void **state)
{
	struct world_crl crl = world_good_crl(&world);

	crl.salt = -1;
	assert_crl(&crl, -EKEYREJECTED, "RSASSA-PSS");
	crl.salt = 32;
	assert_crl(&crl, -EKEYREJECTED, "other parameters");
	crl = world_good_crl(&world);
	crl.digest = EVP_sha256();
	assert_crl(&crl, -EKEYREJECTED, "other parameters");
}

static void a_list_of_changes_is_not_all(void **state)
{
	struct world_crl crl = world_good_crl(&world);

	crl.has_critical = true;
	assert_crl(&crl, -EBADMSG, "critical extension");
}

static void no_byte_can_be_changed(void **state)
{
	static const long others[] = { 1, 0 };
	struct world_crl crl = world_good_crl(&world);
	unsigned int accepted = 0;
	size_t size, i;
	uint8_t *der;

	crl.serials = others;
	der = world_encode_crl(&crl, &size);
	for (i = 0; i < size; i++) {
		der[i] ^= 1;
		accepted += !snp_crl_check(der, size, &chain, WORLD_NOW, NULL);
		der[i] ^= 1;
	}
	assert_int_equal(accepted, 0);
	assert_bytes(der, size, 0, "");
	OPENSSL_free(der);
}

static void what_is_no_list_is_refused(void **state)
{
	struct world_crl crl = world_good_crl(&world);
	struct bytes longer = { .size = 0 };
	size_t size;
	uint8_t *der = world_encode_crl(&crl, &size);

	assert_bytes("", 0, -EBADMSG, "neither DER nor PEM");
	assert_bytes("0", 1, -EBADMSG, "neither DER nor PEM");
	assert_bytes("text", 4, -EBADMSG, "neither DER nor PEM");
	assert_bytes(der, size - 1, -EBADMSG, "neither DER nor PEM");
	put(&longer, der, size);
	put_fill(&longer, 0, 1);
	assert_bytes(longer.data, longer.size, -EBADMSG, "neither DER nor PEM");
	OPENSSL_free(der);
	der = calloc(1, SNP_CRL_SIZE_MAX + 1);
	assert_non_null(der);
	assert_bytes(der, SNP_CRL_SIZE_MAX + 1, -E2BIG, "more than");
	free(der);
}

static void pem_is_read_as_well_but_one_list_only(void **state)
{
	struct world_crl crl = world_good_crl(&world);
	BIO *bio = BIO_new(BIO_s_mem());
	size_t size;
	uint8_t *der = world_encode_crl(&crl, &size);
	char *text;
	long length;

	assert_true(PEM_write_bio(bio, PEM_STRING_X509_CRL, "", der, (long)size) > 0);
	length = BIO_get_mem_data(bio, &text);
	assert_bytes(text, (size_t)length, 0, "");
	assert_true(PEM_write_bio(bio, PEM_STRING_X509_CRL, "", der, (long)size) > 0);
	length = BIO_get_mem_data(bio, &text);
	assert_bytes(text, (size_t)length, -EBADMSG, "of one list");
	BIO_free(bio);
	OPENSSL_free(der);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_that_lists_nothing_of_the_chain_is_good),
		cmocka_unit_test(what_is_listed_is_refused),
		cmocka_unit_test(a_list_must_be_in_force),
		cmocka_unit_test(only_the_root_of_the_chain_makes_lists),
		cmocka_unit_test(a_list_is_signed_as_amd_signs),
		cmocka_unit_test(a_list_of_changes_is_not_all),
		cmocka_unit_test(no_byte_can_be_changed),
		cmocka_unit_test(what_is_no_list_is_refused),
		cmocka_unit_test(pem_is_read_as_well_but_one_list_only),
	};

	return cmocka_run_group_tests_name("snp_crl", tests, set_up, tear_down);
}
