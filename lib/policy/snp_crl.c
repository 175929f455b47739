/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Revocation lists by OpenSSL's X.509.
 */
#include "lib/policy/snp_crl.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/policy/pss.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_chain.h"

#define DER_SEQUENCE	0x30

struct snp_crl {
	X509_CRL *list;
	unsigned char *der;	/* OpenSSL's to free */
	size_t der_size;
	char issuer[SNP_CERT_NAME_MAX];
};

static void cleanup_bio(BIO **bio)
{
	BIO_free(*bio);
}

/* One list, and nothing that could be taken for another behind it. */
static X509_CRL *read_pem(const void *data, size_t size)
{
	_cleanup_(cleanup_bio) BIO *bio = BIO_new_mem_buf(data, (int)size);
	X509_CRL *list = bio ? PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL) : NULL;
	X509_CRL *second = list ? PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL) : NULL;

	if (second) {
		X509_CRL_free(list);
		list = NULL;
	}
	X509_CRL_free(second);
	ERR_clear_error(); /* why not is of no interest: it is none */
	return list;
}

static X509_CRL *read_der(const uint8_t *data, size_t size)
{
	const uint8_t *at = data;
	X509_CRL *list = d2i_X509_CRL(NULL, &at, (long)size);

	if (list && at == data + size)
		return list;
	X509_CRL_free(list);
	ERR_clear_error();
	return NULL;
}

/* Of characters that do nothing to a terminal, or nothing. */
static void read_name(const X509_CRL *list, char ret[static SNP_CERT_NAME_MAX])
{
	char name[SNP_CERT_NAME_MAX] = "";
	const char *at;

	if (X509_NAME_get_text_by_NID(X509_CRL_get_issuer(list), NID_commonName, name,
				      sizeof(name)) <= 0)
		return;
	for (at = name; *at; at++)
		if (*at < 0x20 || *at > 0x7e)
			return;
	memcpy(ret, name, sizeof(name));
}

int snp_crl_new(const void *data, size_t size, struct snp_crl **ret, struct fault *fault)
{
	_cleanup_(snp_crl_cleanup) struct snp_crl *crl = calloc(1, sizeof(*crl));
	int length;

	if (!crl)
		return fault_set(fault, -ENOMEM, "revocation list: out of memory");
	if (size > SNP_CRL_SIZE_MAX)
		return fault_set(fault, -E2BIG, "revocation list: %zu bytes, more than %u", size,
				 SNP_CRL_SIZE_MAX);
	if (size)
		crl->list = *(const uint8_t *)data == DER_SEQUENCE ? read_der(data, size) :
								     read_pem(data, size);
	if (!crl->list)
		return fault_set(fault, -EBADMSG, "revocation list: neither DER nor PEM of one list");
	if (X509_CRL_get_ext_by_critical(crl->list, 1, -1) >= 0)
		return fault_set(fault, -EBADMSG, "revocation list: has a critical extension, none "
				 "of which is known here");
	length = i2d_X509_CRL(crl->list, &crl->der);
	if (length <= 0)
		return fault_set(fault, -ENOMEM, "revocation list: out of memory");
	crl->der_size = (size_t)length;
	read_name(crl->list, crl->issuer);
	*ret = TAKE_PTR(crl);
	return 0;
}

int snp_crl_check_issuer(const struct snp_crl *crl, const struct snp_cert *ark,
			 struct fault *fault)
{
	const X509_ALGOR *algorithm = NULL;
	bool is_signed;

	if (X509_NAME_cmp(X509_CRL_get_issuer(crl->list), X509_get_subject_name(ark->x509)))
		return fault_set(fault, -EKEYREJECTED, "the revocation list is of '%s', not of "
				 "'%s' or another of that name", crl->issuer, ark->name);
	is_signed = X509_CRL_verify(crl->list, ark->key) == 1;
	ERR_clear_error();
	if (!is_signed)
		return fault_set(fault, -EKEYREJECTED, "the revocation list is not signed by '%s'",
				 ark->name);
	X509_CRL_get0_signature(crl->list, NULL, &algorithm);
	return pss_check(algorithm, "the revocation list", fault);
}

int snp_crl_check_time(const struct snp_crl *crl, int64_t now, struct fault *fault)
{
	const ASN1_TIME *until = X509_CRL_get0_nextUpdate(crl->list);
	time_t when = (time_t)now;

	/* Both answer 0 for a date that cannot be read. */
	if (X509_cmp_time(X509_CRL_get0_lastUpdate(crl->list), &when) >= 0)
		return fault_set(fault, -ESTALE, "the revocation list of '%s' is not in force yet",
				 crl->issuer);
	if (!until || X509_cmp_time(until, &when) <= 0)
		return fault_set(fault, -ESTALE, "the revocation list of '%s' is out of date",
				 crl->issuer);
	return 0;
}

int snp_crl_check_cert(const struct snp_crl *crl, const struct snp_cert *cert,
		       struct fault *fault)
{
	X509_REVOKED *entry;

	/* 2: it was listed to be taken off again, which no list of AMD's does. */
	if (X509_CRL_get0_by_cert(crl->list, &entry, cert->x509))
		return fault_set(fault, -EKEYREJECTED, "'%s' is revoked", cert->name);
	return 0;
}

int snp_crl_check(const void *data, size_t size, const struct snp_chain *chain, int64_t now,
		  struct fault *fault)
{
	_cleanup_(snp_crl_cleanup) struct snp_crl *crl = NULL;
	int r;

	r = snp_crl_new(data, size, &crl, fault);
	if (!r)
		r = snp_crl_check_issuer(crl, chain->root, fault);
	if (!r)
		r = snp_crl_check_time(crl, now, fault);
	if (!r)
		r = snp_crl_check_cert(crl, chain->issuer, fault);
	return r ?: snp_crl_check_cert(crl, chain->root, fault);
}

void snp_crl_issuer(const struct snp_crl *crl, uint8_t ret[static SNP_CRL_ISSUER_SIZE])
{
	/* Fails only for want of memory; then all lists share one name, and one is kept. */
	memset(ret, 0, SNP_CRL_ISSUER_SIZE);
	(void)X509_NAME_digest(X509_CRL_get_issuer(crl->list), EVP_sha256(), ret, NULL);
}

const char *snp_crl_issuer_name(const struct snp_crl *crl)
{
	return crl->issuer;
}

size_t snp_crl_count(const struct snp_crl *crl)
{
	int count = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl->list));

	return count < 0 ? 0 : (size_t)count;
}

int64_t snp_crl_expiry(const struct snp_crl *crl)
{
	const ASN1_TIME *until = X509_CRL_get0_nextUpdate(crl->list);
	struct tm tm;

	return until && ASN1_TIME_to_tm(until, &tm) == 1 ? timegm(&tm) : 0;
}

const void *snp_crl_der(const struct snp_crl *crl, size_t *ret_size)
{
	*ret_size = crl->der_size;
	return crl->der;
}

void snp_crl_free(struct snp_crl *crl)
{
	if (!crl)
		return;
	X509_CRL_free(crl->list);
	OPENSSL_free(crl->der);
	free(crl);
}

void snp_crl_cleanup(struct snp_crl **crl)
{
	snp_crl_free(*crl);
}
