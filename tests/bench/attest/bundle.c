/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What verifying a whole bundle costs beside its public-key operations and hashes
 * alone, in one process and turn by turn, so that both see the same machine.
 *
 *	bundle ROUNDS
 *
 * prints lines "NAME VALUE": microseconds for each way, the ratio, and by how much memory
 * grew.  Guest and AMD are the unit tests' own.  The verifier has the chain already, as
 * one that is asked by the same machine again.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/policy/snp_trust.h"
#include "tests/unit/evidence_world.h"

#define TURN	20	/* operations before the other way has its turn */

static struct evidence_world world;
static struct snp_trust trust;
static struct buffer text = BUFFER_INIT(EVIDENCE_SIZE_MAX);

/* A signature of the same kind, over as many bytes. */
struct bare {
	EVP_PKEY *key;
	const EVP_MD *hash;
	size_t size;		/* of the message */
	uint8_t signature[512];
	size_t signature_size;
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
	fprintf(stderr, "bundle: %s\n", what);
	exit(1);
}

static void set_pss(const struct bare *bare, EVP_PKEY_CTX *options)
{
	if (EVP_PKEY_is_a(bare->key, "RSA"))
		check(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
		      EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 48) == 1, "no PSS");
}

static void bare_sign(struct bare *bare)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;

	bare->signature_size = sizeof(bare->signature);
	check(EVP_DigestSignInit(context, &options, bare->hash, NULL, bare->key) == 1, "no key");
	set_pss(bare, options);
	check(EVP_DigestSign(context, bare->signature, &bare->signature_size, text.data,
			     bare->size) == 1, "no signature");
	EVP_MD_CTX_free(context);
}

static void bare_verify(const struct bare *bare)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;

	check(EVP_DigestVerifyInit(context, &options, bare->hash, NULL, bare->key) == 1, "no key");
	set_pss(bare, options);
	check(EVP_DigestVerify(context, bare->signature, bare->signature_size, text.data,
			       bare->size) == 1, "a bare signature is wrong");
	EVP_MD_CTX_free(context);
}

/* What is hashed beside what is signed; how it is found out is no part of it. */
static const struct {
	size_t size, count;
	const char *hash;
} hashes[] = {
	{ 90, 1, "SHA2-256" },		/* name of the AK */
	{ 314, 1, "SHA2-256" },		/* of the EK */
	{ 38, 1, "SHA2-256" },		/* qualified name */
	{ 119, 1, "SHA2-512" },		/* report nonce */
	{ 426, 1, "SHA2-512" },		/* REPORT_DATA */
	{ 1546, 1, "SHA2-256" },	/* report and manifest */
	{ 84, 1, "SHA2-256" },		/* quote nonce */
	{ 288, 1, "SHA2-256" },		/* PCRs */
	{ 1184, 1, "SHA2-256" },	/* digest of the report */
	{ 64, 4, "SHA2-256" },		/* PCRs extended */
	{ 40, 3, "SHA1" },		/* likewise */
};

/*
 * The AK comes with each bundle as the bytes of a point; that it lies on its curve is part
 * of taking it.
 */
static void bare_import(EVP_PKEY *ak)
{
	static OSSL_PARAM *params;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;

	if (!params)
		check(EVP_PKEY_todata(ak, EVP_PKEY_PUBLIC_KEY, &params) == 1, "no point");
	check(EVP_PKEY_fromdata_init(context) == 1 &&
	      EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) == 1, "no AK");
	EVP_PKEY_free(key);
	EVP_PKEY_CTX_free(context);
}

/* Report, leaf, quote, seal; the text, which the seal's digest is of; and the above. */
static void bare(const struct bare all[static 4])
{
	static EVP_MD *found[sizeof(hashes) / sizeof(hashes[0])];
	uint8_t digest[64];
	size_t i, k;

	for (i = 0; i < 4; i++)
		bare_verify(&all[i]);
	bare_import(all[2].key);
	check(EVP_Digest(text.data, text.size, digest, NULL, EVP_sha256(), NULL) == 1, "no hash");
	for (i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
		if (!found[i])
			found[i] = EVP_MD_fetch(NULL, hashes[i].hash, NULL);
		for (k = 0; k < hashes[i].count; k++)
			check(EVP_Digest(text.data, hashes[i].size, digest, NULL, found[i],
					 NULL) == 1, "no hash");
	}
}

static void full(void)
{
	check(evidence_verify(&world.params, &world.verification) == VERDICT_ACCEPTED,
	      "not accepted");
}

/* Bytes in use on the heap: the kernel counts resident pages by the hundred KiB. */
static long memory(void)
{
	const struct mallinfo2 info = mallinfo2();

	return (long)(info.uordblks + info.hblkhd);
}

int main(int argc, char **argv)
{
	const int rounds = argc > 1 ? atoi(argv[1]) : 50;
	double alone = 0, whole = 0, begin;
	struct snp_certs known = { .count = 0 };
	struct bare all[4];
	long before = 0;
	int i, k;

	evidence_world_make_keys(&world);
	evidence_world_init(&world);
	evidence_world_write(&world, &text);
	world.params.bundle = text.data;
	world.params.bundle_size = text.size;
	for (i = 0; i < 3; i++)
		check(!snp_certs_add(&known, world.certs[i], world.evidence.certs[i].size, NULL),
		      "no chain");
	world.params.certs = &known;
	world.params.trust = &trust;
	all[0] = (struct bare){ .key = world.amd.leaf_key, .hash = EVP_sha384(),
				.size = SNP_REPORT_SIGNED_SIZE };
	all[1] = (struct bare){ .key = world.amd.ask_key, .hash = EVP_sha384(),
				.size = world.evidence.certs[0].size };
	all[2] = (struct bare){ .key = world.ak_key, .hash = EVP_sha256(),
				.size = world.evidence.attest.size };
	all[3] = (struct bare){ .key = world.ak_key, .hash = EVP_sha256(), .size = 51 };
	for (i = 0; i < 4; i++)
		bare_sign(&all[i]);
	for (k = -2; k < rounds; k++) {
		if (!k) {
			alone = whole = 0;
			before = memory();
		}
		for (begin = now(), i = 0; i < TURN; i++)
			bare(all);
		alone += (now() - begin) / TURN;
		for (begin = now(), i = 0; i < TURN; i++)
			full();
		whole += (now() - begin) / TURN;
	}
	printf("bundle-bytes %zu\nbundle-bare-us %.1f\nbundle-us %.1f\nbundle-ratio %.3f\n"
	       "bundle-grew-bytes %ld\n", text.size, alone / rounds, whole / rounds, alone / whole,
	       memory() - before);
	snp_certs_deinit(&known);
	evidence_world_deinit(&world);
	evidence_world_free_keys(&world);
	buffer_deinit(&text);
	return 0;
}
