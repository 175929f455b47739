/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Certificates by OpenSSL's X.509.  Chains are not built with X509_verify_cert(): it
 * would answer one code for a dozen questions, and none of those that are AMD's.
 */
#include "lib/policy/snp_cert.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/policy/hasher.h"
#include "lib/policy/pss.h"

#define CA_KEY_BITS	4096

static void cleanup_constraints(BASIC_CONSTRAINTS **constraints)
{
	BASIC_CONSTRAINTS_free(*constraints);
}

/* What is printed later: one common name, of characters that do nothing to a terminal. */
static void read_name(const X509 *x509, char ret[static SNP_CERT_NAME_MAX])
{
	const X509_NAME *subject = X509_get_subject_name(x509);
	int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1), i, length;
	const ASN1_STRING *text;
	const uint8_t *data;

	if (index < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, index) >= 0)
		return;
	text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index));
	data = ASN1_STRING_get0_data(text);
	length = ASN1_STRING_length(text);
	if (length >= SNP_CERT_NAME_MAX)
		return;
	for (i = 0; i < length; i++)
		if (data[i] < 0x20 || data[i] > 0x7e)
			return;
	memcpy(ret, data, (size_t)length);
}

/* In seconds since 1970, or @unreadable. */
static int64_t read_time(const ASN1_TIME *time, int64_t unreadable)
{
	time_t epoch = 0;
	struct tm tm;

	/* The former takes nothing but RFC 5280's forms, and answers 0 for others. */
	if (!X509_cmp_time(time, &epoch) || ASN1_TIME_to_tm(time, &tm) != 1)
		return unreadable;
	return timegm(&tm);
}

int snp_cert_new(const void *der, size_t size, struct snp_cert **ret, struct fault *fault)
{
	_cleanup_(snp_cert_cleanup) struct snp_cert *cert = calloc(1, sizeof(*cert));
	const uint8_t *at = der;

	if (!cert)
		return fault_set(fault, -ENOMEM, "certificate: out of memory");
	if (size > SNP_CERT_SIZE_MAX)
		return fault_set(fault, -E2BIG, "certificate: %zu bytes, more than %u", size,
				 SNP_CERT_SIZE_MAX);
	cert->x509 = d2i_X509(NULL, &at, (long)size);
	if (!cert->x509)
		return fault_set(fault, -EBADMSG, "certificate: not X.509 in DER");
	if (at != (const uint8_t *)der + size)
		return fault_set(fault, -EBADMSG, "certificate: bytes behind its end");
	cert->key = X509_get0_pubkey(cert->x509);
	if (!cert->key)
		return fault_set(fault, -EBADMSG, "certificate: its public key cannot be decoded");
	hasher_sha256(der, size, cert->digest);
	cert->not_before = read_time(X509_get0_notBefore(cert->x509), INT64_MAX);
	cert->not_after = read_time(X509_get0_notAfter(cert->x509), INT64_MIN);
	read_name(cert->x509, cert->name);
	*ret = TAKE_PTR(cert);
	return 0;
}

bool snp_cert_is_leaf(const struct snp_cert *cert)
{
	return EVP_PKEY_get_base_id(cert->key) == EVP_PKEY_EC;
}

bool snp_cert_names_issuer(const struct snp_cert *cert, const struct snp_cert *issuer)
{
	return !X509_NAME_cmp(X509_get_issuer_name(cert->x509),
			      X509_get_subject_name(issuer->x509));
}

bool snp_cert_is_same(const struct snp_cert *a, const struct snp_cert *b)
{
	return !memcmp(a->digest, b->digest, sizeof(a->digest));
}

bool snp_cert_is_signed_by(const struct snp_cert *cert, const struct snp_cert *issuer)
{
	return X509_verify(cert->x509, issuer->key) == 1;
}

int snp_cert_check_leaf_key(const struct snp_cert *cert, struct fault *fault)
{
	char curve[32] = "no named curve";
	int is_explicit = 1;

	if (!snp_cert_is_leaf(cert))
		return fault_set(fault, -EKEYREJECTED, "its key is not on an elliptic curve");
	if (EVP_PKEY_get_group_name(cert->key, curve, sizeof(curve), NULL) != 1 ||
	    OBJ_txt2nid(curve) != NID_secp384r1)
		return fault_set(fault, -EKEYREJECTED, "its key is on %s, not on P-384", curve);
	/* A curve by its parameters may have a base point of the attacker's choosing. */
	if (EVP_PKEY_get_int_param(cert->key,
				   OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
				   &is_explicit) != 1 || is_explicit)
		return fault_set(fault, -EKEYREJECTED, "its curve is not given by name");
	return 0;
}

int snp_cert_check_algorithm(const struct snp_cert *cert, struct fault *fault)
{
	const X509_ALGOR *algorithm = NULL;

	X509_get0_signature(NULL, &algorithm, cert->x509);
	return pss_check(algorithm, cert->name, fault);
}

/* OpenSSL's own reading of the standard extensions, duplicates included. */
static int check_standard_extensions(const struct snp_cert *cert, struct fault *fault)
{
	const uint32_t flags = X509_get_extension_flags(cert->x509);

	if (flags & EXFLAG_INVALID)
		return fault_set(fault, -EKEYREJECTED, "'%s' has a malformed extension",
				 cert->name);
	if (flags & EXFLAG_CRITICAL)
		return fault_set(fault, -EKEYREJECTED, "'%s' has a critical extension that is not "
				 "known", cert->name);
	if (X509_get_version(cert->x509) != X509_VERSION_3)
		return fault_set(fault, -EKEYREJECTED, "'%s' is not of X.509 version 3",
				 cert->name);
	return 0;
}

int snp_cert_check_ca(const struct snp_cert *cert, int below, struct fault *fault)
{
	_cleanup_(cleanup_constraints) BASIC_CONSTRAINTS *constraints = NULL;
	int critical = 0, r;
	long path;

	if (EVP_PKEY_get_base_id(cert->key) != EVP_PKEY_RSA ||
	    EVP_PKEY_get_bits(cert->key) != CA_KEY_BITS)
		return fault_set(fault, -EKEYREJECTED, "the key of '%s' is not RSA of %u bits",
				 cert->name, CA_KEY_BITS);
	r = check_standard_extensions(cert, fault);
	if (r < 0)
		return r;
	constraints = X509_get_ext_d2i(cert->x509, NID_basic_constraints, &critical, NULL);
	if (!constraints || !constraints->ca || critical != 1)
		return fault_set(fault, -EKEYREJECTED, "'%s' is not a CA by critical basic "
				 "constraints", cert->name);
	path = X509_get_pathlen(cert->x509); /* -1: there is no limit */
	if (below ? path >= 0 && path < below : path != 0)
		return fault_set(fault, -EKEYREJECTED, "'%s' has path length %ld, which is not an "
				 "%s's", cert->name, path, below ? "ARK" : "ASK");
	if (X509_get_extension_flags(cert->x509) & EXFLAG_KUSAGE &&
	    X509_get_key_usage(cert->x509) & KU_KEY_CERT_SIGN)
		return 0;
	return fault_set(fault, -EKEYREJECTED, "'%s' may not sign certificates by its key usage",
			 cert->name);
}

int snp_cert_check_no_ca(const struct snp_cert *cert, struct fault *fault)
{
	int r = check_standard_extensions(cert, fault);

	if (r < 0)
		return r;
	if (X509_get_extension_flags(cert->x509) & EXFLAG_CA)
		return fault_set(fault, -EKEYREJECTED, "'%s' says that it is a CA", cert->name);
	if (X509_get_extension_flags(cert->x509) & EXFLAG_KUSAGE &&
	    !(X509_get_key_usage(cert->x509) & KU_DIGITAL_SIGNATURE))
		return fault_set(fault, -EKEYREJECTED, "'%s' may not sign by its key usage",
				 cert->name);
	return 0;
}

int snp_cert_check_time(const struct snp_cert *cert, int64_t now, struct fault *fault)
{
	if (cert->not_before > now)
		return fault_set(fault, -EKEYREJECTED, "'%s' is not valid yet", cert->name);
	if (cert->not_after <= now)
		return fault_set(fault, -EKEYREJECTED, "'%s' has expired", cert->name);
	return 0;
}

int64_t snp_cert_expiry(const struct snp_cert *cert)
{
	return cert->not_after == INT64_MIN ? 0 : cert->not_after;
}

int snp_cert_extensions(const struct snp_cert *cert, struct snp_extensions *ret,
			struct fault *fault)
{
	struct snp_extensions extensions = { 0 };
	int i, r;

	for (i = 0; i < X509_get_ext_count(cert->x509); i++) {
		X509_EXTENSION *extension = X509_get_ext(cert->x509, i);
		const ASN1_OBJECT *object = X509_EXTENSION_get_object(extension);
		const ASN1_STRING *value = X509_EXTENSION_get_data(extension);

		r = snp_extensions_take(&extensions, OBJ_get0_data(object), OBJ_length(object),
					ASN1_STRING_get0_data(value),
					(size_t)ASN1_STRING_length(value), fault);
		if (r < 0)
			return r;
	}
	r = snp_extensions_end(&extensions, fault);
	if (r < 0)
		return r;
	*ret = extensions;
	return 0;
}

int snp_cert_encode(const struct snp_cert *cert, struct buffer *ret)
{
	int size = i2d_X509(cert->x509, NULL), r;
	uint8_t *at;

	if (size <= 0)
		return -ENOMEM;
	r = buffer_reserve(ret, (size_t)size);
	if (r < 0)
		return r;
	at = ret->data + ret->size;
	ret->size += (size_t)i2d_X509(cert->x509, &at);
	return 0;
}

void snp_cert_free(struct snp_cert *cert)
{
	if (!cert)
		return;
	X509_free(cert->x509);
	free(cert);
}

void snp_cert_cleanup(struct snp_cert **cert)
{
	snp_cert_free(*cert);
}
