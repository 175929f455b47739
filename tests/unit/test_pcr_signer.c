/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who signs PCRs: keys from PEM, their fingerprints, and the signatures of
 * tests/data/pcr_signature, which Python's arithmetic made.  Run from the top of the tree.
 */
#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/svsm_token.h"
#include "lib/policy/pcr_signer.h"
#include "lib/sys/file.h"

static struct buffer read_file(const char *path)
{
	struct buffer file = BUFFER_INIT(1 << 20);

	if (file_read(path, &file, NULL) < 0)
		fail_msg("%s: cannot be read", path);
	return file;
}

static struct pcr_signatures *read_signatures(const char *path)
{
	struct pcr_signatures *signatures = NULL;
	struct buffer file = read_file(path);

	assert_int_equal(pcr_signatures_parse(file.data, file.size, &signatures, NULL), 0);
	buffer_deinit(&file);
	return signatures;
}

static void token_with_signer(struct svsm_token *ret)
{
	struct buffer file = read_file("tests/data/svsm_token/signed.bin");

	assert_int_equal(svsm_token_decode((char *)file.data, file.size, ret, NULL), 0);
	buffer_deinit(&file);
}

static void its_own_signatures_verify_and_no_others(void **state)
{
	struct pcr_signatures *four = read_signatures("tests/data/pcr_signature/four.bin");
	struct pcr_signer *signer = NULL;
	struct fault fault = FAULT_NONE;
	struct svsm_token token;
	struct pcr_signature bad;

	token_with_signer(&token);
	assert_int_equal(pcr_signer_new(token.policy.branches[0].signer.key,
					token.policy.branches[0].signer.key_size, &signer, NULL),
			 0);
	assert_int_equal(four->count, 4);
	assert_int_equal(pcr_signer_verify(signer, &four->entries[0], NULL), 0);
	assert_int_equal(pcr_signer_verify(signer, &four->entries[1], &fault), -EKEYREJECTED);
	assert_true(*fault.text);
	assert_int_equal(pcr_signer_verify(signer, &four->entries[2], NULL), 0);
	assert_int_equal(pcr_signer_verify(signer, &four->entries[3], NULL), 0);
	assert_memory_equal(pcr_signer_fingerprint(signer), four->entries[0].fingerprint, 32);
	assert_memory_not_equal(pcr_signer_fingerprint(signer), four->entries[1].fingerprint, 32);
	bad = four->entries[3];
	bad.ref[0] ^= 1;
	assert_int_equal(pcr_signer_verify(signer, &bad, NULL), -EKEYREJECTED);
	bad = four->entries[2];
	bad.policy[0] ^= 1;
	assert_int_equal(pcr_signer_verify(signer, &bad, NULL), -EKEYREJECTED);
	bad = four->entries[2];
	bad.size--;
	assert_int_equal(pcr_signer_verify(signer, &bad, NULL), -EKEYREJECTED);
	pcr_signer_free(signer);
	pcr_signer_free(NULL);
	pcr_signatures_free(four);
}

/* The public half of a new key, in PEM. */
static size_t pem_of(EVP_PKEY *key, char *ret, size_t size)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int length;

	assert_non_null(key);
	assert_int_equal(PEM_write_bio_PUBKEY(bio, key), 1);
	length = BIO_read(bio, ret, (int)size);
	assert_true(length > 0);
	BIO_free(bio);
	EVP_PKEY_free(key);
	return (size_t)length;
}

static void a_key_comes_from_pem_as_a_tpm_loads_it(void **state)
{
	/* type, nameAlg, attributes, policy, cipher, scheme, bits, exponent, size */
	static const uint8_t head[] = { 0, 1, 0, 0x0b, 0, 6, 0, 0x40, 0, 0, 0, 0x10, 0, 0x10,
					0x08, 0, 0, 0, 0, 0, 1, 0 };
	struct pcr_signer *signer = NULL;
	uint8_t key[SEALED_POLICY_KEY_MAX];
	char pem[4096];
	size_t size, pem_size;

	pem_size = pem_of(EVP_RSA_gen(2048), pem, sizeof(pem));
	assert_int_equal(pcr_signer_from_pem(pem, pem_size, key, &size, NULL), 0);
	assert_int_equal(size, sizeof(head) + 256);
	assert_memory_equal(key, head, sizeof(head));
	assert_int_equal(pcr_signer_new(key, size, &signer, NULL), 0);
	assert_int_equal(pcr_signer_name(signer)[1], 0x0b);
	pcr_signer_free(signer);
	pem_size = pem_of(EVP_RSA_gen(4096), pem, sizeof(pem));
	assert_int_equal(pcr_signer_from_pem(pem, pem_size, key, &size, NULL), 0);
	assert_int_equal(size, sizeof(head) + 512);
}

static void other_keys_are_refused(void **state)
{
	uint8_t key[SEALED_POLICY_KEY_MAX];
	struct fault fault = FAULT_NONE;
	char pem[4096];
	size_t size, pem_size;

	assert_int_equal(pcr_signer_from_pem("", 0, key, &size, &fault), -EBADMSG);
	assert_int_equal(pcr_signer_from_pem("-----BEGIN", 10, key, &size, NULL), -EBADMSG);
	pem_size = pem_of(EVP_EC_gen("P-256"), pem, sizeof(pem));
	assert_int_equal(pcr_signer_from_pem(pem, pem_size, key, &size, &fault), -EOPNOTSUPP);
	assert_non_null(strstr(fault.text, "not RSA"));
	pem_size = pem_of(EVP_RSA_gen(1024), pem, sizeof(pem));
	assert_int_equal(pcr_signer_from_pem(pem, pem_size, key, &size, NULL), -EKEYREJECTED);
	pem_size = pem_of(EVP_RSA_gen(4096 + 64), pem, sizeof(pem));
	assert_int_equal(pcr_signer_from_pem(pem, pem_size, key, &size, NULL), -E2BIG);
}

static void another_form_of_a_key_is_refused(void **state)
{
	/* Offsets whose byte may not change: type, nameAlg, attributes, cipher, exponent. */
	static const struct {
		size_t offset;
		uint8_t value;
	} changes[] = { { 1, 0x23 }, { 3, 0x0c }, { 7, 0x44 }, { 11, 0x11 }, { 19, 3 } };
	struct pcr_signer *signer = NULL;
	struct svsm_token token;
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		token_with_signer(&token);
		token.policy.branches[0].signer.key[changes[i].offset] = changes[i].value;
		assert_true(pcr_signer_new(token.policy.branches[0].signer.key,
					   token.policy.branches[0].signer.key_size, &signer,
					   NULL) < 0);
		assert_null(signer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_own_signatures_verify_and_no_others),
		cmocka_unit_test(a_key_comes_from_pem_as_a_tpm_loads_it),
		cmocka_unit_test(other_keys_are_refused),
		cmocka_unit_test(another_form_of_a_key_is_refused),
	};

	return cmocka_run_group_tests_name("pcr_signer", tests, NULL, NULL);
}
