/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bag of certificates: DER and PEM in, nothing else, each once, not too many.
 */
#include "tests/unit/snp_world.h"

#include <openssl/pem.h>

#include "lib/policy/snp_cert.h"

static struct world world;
static uint8_t *ark_der, *leaf_der;
static size_t ark_size, leaf_size;

/* Nothing here looks at a CA's key but that it is RSA: a small one is made faster. */
static int make(void **state)
{
	world.ark_key = EVP_RSA_gen(2048);
	world.ask_key = EVP_RSA_gen(2048);
	world.leaf_key = EVP_EC_gen("P-384");
	world_reset(&world);
	ark_der = world_encode(&world.ark, &ark_size);
	leaf_der = world_encode(&world.leaf, &leaf_size);
	return 0;
}

static int clean_up(void **state)
{
	OPENSSL_free(ark_der);
	OPENSSL_free(leaf_der);
	world_free_keys(&world);
	return 0;
}

static void put_pem(struct bytes *bytes, const char *name, const uint8_t *der, size_t size)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long length;

	assert_true(PEM_write_bio(bio, name, "", der, (long)size) > 0);
	length = BIO_get_mem_data(bio, &text);
	put(bytes, text, (size_t)length);
	BIO_free(bio);
}

static void pem_holds_several_and_der_one(void **state)
{
	struct snp_certs certs = { .count = 0 };
	struct bytes pem = { .size = 0 };

	put(&pem, "words before\n", 13);
	put_pem(&pem, "CERTIFICATE", leaf_der, leaf_size);
	put_pem(&pem, "CERTIFICATE", ark_der, ark_size);
	assert_int_equal(snp_certs_add(&certs, pem.data, pem.size, NULL), 0);
	assert_int_equal(certs.count, 2);
	assert_string_equal(certs.items[0]->name, "SEV-VCEK");
	assert_string_equal(certs.items[1]->name, "ARK-Milan");
	assert_int_equal(snp_certs_add(&certs, ark_der, ark_size, NULL), 0);
	assert_int_equal(certs.count, 2); /* it was there */
	assert_int_equal(snp_certs_count_leaves(&certs), 1);
	snp_certs_deinit(&certs);
}

static void assert_refused(const void *data, size_t size, int error, const char *reason)
{
	struct snp_certs certs = { .count = 0 };
	struct fault fault = FAULT_NONE;
	uint8_t *exact = exact_copy(data, size);

	assert_int_equal(snp_certs_add(&certs, exact, size, &fault), error);
	if (!strstr(fault.text, reason))
		fail_msg("says: %s", fault.text);
	snp_certs_deinit(&certs);
	free(exact);
}

static void anything_else_is_refused(void **state)
{
	struct bytes bytes = { .size = 0 };
	uint8_t large[SNP_CERT_SIZE_MAX + 1] = { 0x30 };

	assert_refused("", 0, -EBADMSG, "empty");
	assert_refused("no PEM", 6, -EBADMSG, "neither DER nor PEM");
	assert_refused(leaf_der, leaf_size - 1, -EBADMSG, "not X.509");
	put(&bytes, leaf_der, leaf_size);
	put_fill(&bytes, 0, 1);
	assert_refused(bytes.data, bytes.size, -EBADMSG, "bytes behind its end");
	assert_refused(large, sizeof(large), -E2BIG, "more than 8192");
	bytes.size = 0;
	put_pem(&bytes, "CERTIFICATE", leaf_der, leaf_size);
	put_pem(&bytes, "EC PRIVATE KEY", leaf_der, 16);
	assert_refused(bytes.data, bytes.size, -EBADMSG, "something else than certificates");
	bytes.size = 0;
	put_pem(&bytes, "CERTIFICATE", leaf_der, leaf_size);
	bytes.size -= 40;
	assert_refused(bytes.data, bytes.size, -EBADMSG, "damaged PEM");
}

static void there_is_an_end_to_how_many(void **state)
{
	struct snp_certs certs = { .count = 0 };
	struct world_cert cert = world.leaf;
	struct fault fault = FAULT_NONE;
	unsigned int i;

	for (i = 0; i <= SNP_CERTS_MAX; i++) {
		size_t size;
		uint8_t *der;
		int r;

		cert.not_after++;
		der = world_encode(&cert, &size);
		r = snp_certs_add(&certs, der, size, &fault);
		assert_int_equal(r, i < SNP_CERTS_MAX ? 0 : -E2BIG);
		OPENSSL_free(der);
	}
	assert_int_equal(certs.count, SNP_CERTS_MAX);
	snp_certs_deinit(&certs);
}

static void leaves_move_alone(void **state)
{
	struct snp_certs certs = { .count = 0 }, from = { .count = 0 };

	assert_int_equal(snp_certs_add(&from, ark_der, ark_size, NULL), 0);
	assert_int_equal(snp_certs_add(&from, leaf_der, leaf_size, NULL), 0);
	assert_int_equal(snp_certs_move(&certs, &from, true, NULL), 0);
	assert_int_equal(certs.count, 1);
	assert_string_equal(certs.items[0]->name, "SEV-VCEK");
	assert_int_equal(from.count, 1);
	assert_int_equal(snp_certs_move(&certs, &from, false, NULL), 0);
	assert_int_equal(certs.count, 2);
	assert_int_equal(from.count, 0);
	snp_certs_deinit(&certs);
	snp_certs_deinit(&from);
}

static void a_name_that_moves_the_cursor_is_no_name(void **state)
{
	struct snp_certs certs = { .count = 0 };
	struct world_cert cert = world.leaf;

	cert.name = "SEV\x1b[2J";
	world_add(&cert, &certs);
	assert_string_equal(certs.items[0]->name, "");
	snp_certs_deinit(&certs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pem_holds_several_and_der_one),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(there_is_an_end_to_how_many),
		cmocka_unit_test(leaves_move_alone),
		cmocka_unit_test(a_name_that_moves_the_cursor_is_no_name),
	};

	return cmocka_run_group_tests_name("snp_certs", tests, make, clean_up);
}
