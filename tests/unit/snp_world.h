/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A small AMD of the tests' own: keys made anew in each run, certificates and a report
 * made from tables that a test spoils in one place.  The root's key is nobody's but
 * this process's, so the root is trusted by name, never pinned.
 */
#pragma once

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#include "lib/format/snp_report.h"
#include "lib/policy/snp_certs.h"
#include "lib/policy/snp_verify.h"
#include "tests/unit/unit.h"

#define WORLD_NOW		1800000000	/* some day in 2027 */
#define WORLD_YEAR		(365L * 24 * 60 * 60)
#define WORLD_EXTENSIONS_MAX	16
#define WORLD_VALUE_MAX		80
#define WORLD_AMD		"1.3.6.1.4.1.3704.1."

struct world_extension {
	const char *oid;	/* NULL: none */
	uint8_t value[WORLD_VALUE_MAX];
	size_t size;
	bool is_critical;
};

struct world_cert {
	const char *name, *issuer_name;
	EVP_PKEY *key, *issuer_key;
	long not_before, not_after;
	const EVP_MD *digest, *mask;
	int salt;			/* -1: PKCS #1 v1.5 instead of PSS */
	const char *constraints;	/* in OpenSSL's words; NULL: none */
	const char *constraints_again;	/* the same extension once more */
	const char *usage;
	struct world_extension extensions[WORLD_EXTENSIONS_MAX];
	long serial;
	bool is_version_1;
	bool is_left_out;
};

/* A list of revoked certificates. */
struct world_crl {
	const char *issuer_name;
	EVP_PKEY *issuer_key;
	long not_before, not_after;	/* 0: it does not say until when */
	const EVP_MD *digest;
	int salt;			/* -1: PKCS #1 v1.5 instead of PSS */
	const long *serials;		/* that it lists, up to 0; NULL: none */
	bool has_critical;		/* an extension that nobody knows */
};

struct world {
	EVP_PKEY *ark_key, *ask_key, *leaf_key;	/* owned by the group of tests */
	struct world_cert ark, ask, leaf;
	struct bytes report;		/* unsigned until world_sign() */
};

/* Takes long: two RSA keys of 4096 bits.  Freed by world_free_keys(). */
void world_make_keys(struct world *world);
void world_free_keys(struct world *world);

/* Fills in everything but the keys: a genuine report of version 3, of Milan, by a VCEK. */
void world_reset(struct world *world);

/* Makes it that of Turin, version 5; that of a VLEK. */
void world_make_turin(struct world *world);
void world_make_vlek(struct world *world);

/* The leaf's extension with that OID below AMD's, which must be there. */
struct world_extension *world_extension(struct world *world, const char *oid);
void world_add_extension(struct world_cert *cert, const char *oid, const void *value,
			 size_t size);

/* Signs @world's report by @key. */
void world_sign(struct world *world, EVP_PKEY *key);

/* DER of the certificate; the caller frees it with OPENSSL_free(). */
uint8_t *world_encode(const struct world_cert *cert, size_t *ret_size);

/* A list of @world's ARK that lists nothing; and its DER, to be freed with OPENSSL_free(). */
struct world_crl world_good_crl(const struct world *world);
uint8_t *world_encode_crl(const struct world_crl *crl, size_t *ret_size);

/* Adds the certificate, unless it is left out. */
void world_add(const struct world_cert *cert, struct snp_certs *certs);

/* Verifies the report as it is; the root is trusted if it is named.  @ret has no chain. */
enum verdict world_verify(const struct world *world, bool is_root_named,
			  struct snp_verification *ret);

/* Rejected, by this step and for this reason; no other step fails. */
void world_assert_fails(const struct snp_verification *verification, enum snp_verify_step step,
			const char *reason, const char *name);
