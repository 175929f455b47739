/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The emulated AMD's list of revoked certificates.  See revocation.h.
 */
#include "tests/emu/revocation.h"

#include <errno.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <time.h>

#include "tests/emu/certificate.h"
#include "tests/emu/folder.h"
#include "tests/emu/say.h"

#define DAY_S		(24L * 60 * 60)
#define CRL_DAYS	30
#define PSS_SALT_LEN	48

static bool list(X509_CRL *crl, X509 *revoked)
{
	X509_REVOKED *entry = X509_REVOKED_new();

	if (entry &&
	    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked)) &&
	    X509_REVOKED_set_revocationDate(entry, (ASN1_TIME *)X509_CRL_get0_lastUpdate(crl)) &&
	    X509_CRL_add0_revoked(crl, entry))
		return true;
	X509_REVOKED_free(entry);
	return false;
}

/* Version 2 wants a number and the issuer's key (RFC 5280, sections 5.2.1 and 5.2.3). */
static bool add_extensions(X509_CRL *crl, X509 *ark)
{
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	X509_EXTENSION *key = NULL;
	X509V3_CTX context;
	bool ok;

	X509V3_set_ctx(&context, ark, NULL, NULL, crl, 0);
	key = X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
	ok = number && key && ASN1_INTEGER_set_int64(number, time(NULL)) &&
	     X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0) &&
	     X509_CRL_add_ext(crl, key, -1);
	X509_EXTENSION_free(key);
	ASN1_INTEGER_free(number);
	return ok;
}

static bool set_times(X509_CRL *crl)
{
	ASN1_TIME *from = X509_gmtime_adj(NULL, -DAY_S);
	ASN1_TIME *until = X509_gmtime_adj(NULL, CRL_DAYS * DAY_S);
	bool ok = from && until && X509_CRL_set1_lastUpdate(crl, from) &&
		  X509_CRL_set1_nextUpdate(crl, until);

	ASN1_TIME_free(from);
	ASN1_TIME_free(until);
	return ok;
}

static bool sign(X509_CRL *crl, EVP_PKEY *key)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;
	bool ok;

	ok = context && EVP_DigestSignInit(context, &options, EVP_sha384(), NULL, key) > 0 &&
	     EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0 &&
	     EVP_PKEY_CTX_set_rsa_mgf1_md(options, EVP_sha384()) > 0 &&
	     EVP_PKEY_CTX_set_rsa_pss_saltlen(options, PSS_SALT_LEN) > 0 &&
	     X509_CRL_sign_ctx(crl, context) > 0;
	EVP_MD_CTX_free(context);
	return ok;
}

static X509_CRL *make(const struct certificate_issuer *ark, X509 *revoked)
{
	X509_CRL *crl = X509_CRL_new();

	if (crl && X509_CRL_set_version(crl, X509_CRL_VERSION_2) &&
	    X509_CRL_set_issuer_name(crl, X509_get_subject_name(ark->certificate)) &&
	    set_times(crl) && (!revoked || list(crl, revoked)) &&
	    add_extensions(crl, ark->certificate) && sign(crl, ark->key))
		return crl;
	X509_CRL_free(crl);
	return NULL;
}

static int write_bio(int folder, const char *file, BIO *bio)
{
	char *bytes;
	long len = BIO_get_mem_data(bio, &bytes);

	return len > 0 ? folder_replace(folder, file, bytes, (size_t)len, 0644) : -ENOMEM;
}

int revocation_write(int folder, const struct certificate_issuer *ark, X509 *revoked)
{
	BIO *pem = BIO_new(BIO_s_mem()), *der = BIO_new(BIO_s_mem());
	X509_CRL *crl = make(ark, revoked);
	int error = -ENOMEM;

	if (pem && der && crl && PEM_write_bio_X509_CRL(pem, crl) && i2d_X509_CRL_bio(der, crl)) {
		error = write_bio(folder, "crl.der", der);
		if (!error)
			error = write_bio(folder, "crl.pem", pem);
	}
	if (error < 0)
		say("cannot make 'pki/crl.pem'");
	X509_CRL_free(crl);
	BIO_free(der);
	BIO_free(pem);
	return error;
}
