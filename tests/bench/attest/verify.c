/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What verifying a report costs beside its public-key operations alone, in one process
 * and turn by turn, so that both see the same machine.
 *
 *	verify ROUNDS
 *
 * prints lines "NAME VALUE": microseconds for each way, ratios, and by how much memory
 * grew.  The AMD is the unit tests' own.
 */
#include <malloc.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_trust.h"
#include "tests/unit/snp_world.h"

#define TURN	20	/* operations before the other way has its turn */
#define MEASURE(sum, ...) do {						\
		double begin_ = now();					\
		int i_;							\
		for (i_ = 0; i_ < TURN; i_++) {				\
			__VA_ARGS__;					\
		}							\
		(sum) += (now() - begin_) / TURN;			\
	} while (0)

static struct world world;
static struct snp_certs certs, arks;
static struct snp_trust trust;
static struct snp_verification verification;

/* Signatures for the bare operations: the same keys, hashes and lengths. */
struct bare {
	uint8_t ecdsa[160], rsa[512];
	size_t ecdsa_size, rsa_size;
	uint8_t *leaf;
	size_t leaf_size;
};

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void check(int is_good, const char *what)
{
	if (is_good)
		return;
	fprintf(stderr, "verify: %s\n", what);
	exit(1);
}

static void set_pss(EVP_PKEY_CTX *options)
{
	check(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
	      EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 48) == 1, "no PSS");
}

static void sign(EVP_PKEY *key, const void *data, size_t size, uint8_t *ret, size_t *ret_size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;

	check(EVP_DigestSignInit(context, &options, EVP_sha384(), NULL, key) == 1, "no signature");
	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		set_pss(options);
	check(EVP_DigestSign(context, ret, ret_size, data, size) == 1, "no signature");
	EVP_MD_CTX_free(context);
}

static void bare_verify(EVP_PKEY *key, const void *data, size_t size, const uint8_t *signature,
			size_t signature_size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;

	check(EVP_DigestVerifyInit(context, &options, EVP_sha384(), NULL, key) == 1, "no key");
	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		set_pss(options);
	check(EVP_DigestVerify(context, signature, signature_size, data, size) == 1,
	      "a bare signature is wrong");
	EVP_MD_CTX_free(context);
}

/* The report by its leaf, the leaf by the ASK; links between CAs are known already. */
static void bare(const struct bare *bare)
{
	bare_verify(world.leaf_key, world.report.data, SNP_REPORT_SIGNED_SIZE, bare->ecdsa,
		    bare->ecdsa_size);
	bare_verify(world.ask_key, bare->leaf, bare->leaf_size, bare->rsa, bare->rsa_size);
}

static void full(const struct snp_certs *given)
{
	const struct snp_verify_params params = {
		.report = world.report.data,
		.report_size = SNP_REPORT_SIZE,
		.certs = given,
		.ark = arks.items[0],
		.now = WORLD_NOW,
		.trust = &trust,
	};

	check(snp_verify(&params, &verification) == VERDICT_ACCEPTED, "not accepted");
}

/* The CAs are kept, the leaf comes with each report. */
static void full_with_leaf(const struct bare *bare)
{
	struct snp_certs given = { { certs.items[1], certs.items[2] }, 2 };

	check(!snp_cert_new(bare->leaf, bare->leaf_size, &given.items[2], NULL), "no leaf");
	given.count = 3;
	full(&given);
	snp_cert_free(given.items[2]);
}

/* Bytes in use on the heap: the kernel counts resident pages by the hundred KiB. */
static long memory(void)
{
	const struct mallinfo2 info = mallinfo2();

	return (long)(info.uordblks + info.hblkhd);
}

int main(int argc, char **argv)
{
	const int rounds = argc > 1 ? atoi(argv[1]) : 20;
	double alone = 0, whole = 0, with_leaf = 0, leaf = 0;
	struct bare given = { .ecdsa_size = 160, .rsa_size = 512 };
	struct snp_cert *cert;
	long before;
	int i;

	world_make_keys(&world);
	world_reset(&world);
	world_sign(&world, world.leaf_key);
	world_add(&world.leaf, &certs);
	world_add(&world.ask, &certs);
	world_add(&world.ark, &certs);
	world_add(&world.ark, &arks);
	given.leaf = world_encode(&world.leaf, &given.leaf_size);
	sign(world.leaf_key, world.report.data, SNP_REPORT_SIGNED_SIZE, given.ecdsa,
	     &given.ecdsa_size);
	sign(world.ask_key, given.leaf, given.leaf_size, given.rsa, &given.rsa_size);
	/* What is allocated once is there before memory is looked at. */
	MEASURE(alone, bare(&given));
	MEASURE(whole, full(&certs));
	MEASURE(with_leaf, full_with_leaf(&given));
	alone = whole = with_leaf = 0;

	before = memory();
	for (i = 0; i < rounds; i++) {
		MEASURE(alone, bare(&given));
		MEASURE(whole, full(&certs));
		MEASURE(with_leaf, full_with_leaf(&given));
		MEASURE(leaf, check(!snp_cert_new(given.leaf, given.leaf_size, &cert, NULL), "");
			snp_cert_free(cert));
	}
	printf("bare-us %.1f\nverify-us %.1f\nverify-with-leaf-us %.1f\nleaf-us %.1f\n",
	       alone / rounds, whole / rounds, with_leaf / rounds, leaf / rounds);
	printf("verify-ratio %.3f\nverify-with-leaf-ratio %.3f\ngrew-bytes %ld\n", alone / whole,
	       alone / with_leaf, memory() - before);
	return 0;
}
