/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One certificate of the emulated AMD.  See certificate.h.
 */
#include "tests/emu/certificate.h"

#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "tests/emu/pki.h"

#define DAY_S			(24L * 60 * 60)
#define CA_DAYS			(25L * 365)
#define LEAF_DAYS		(7L * 365)
#define PSS_SALT_LEN		48

/* Extensions of AMD's leaf certificates, below 1.3.6.1.4.1.3704.1. */
#define OID_AMD			"1.3.6.1.4.1.3704.1."
#define OID_STRUCT_VERSION	OID_AMD "1"
#define OID_PRODUCT_NAME	OID_AMD "2"
#define OID_BOOTLOADER_SPL	OID_AMD "3.1"
#define OID_TEE_SPL		OID_AMD "3.2"
#define OID_SNP_SPL		OID_AMD "3.3"
#define OID_RESERVED_SPL	OID_AMD "3."	/* 3.4 to 3.7 */
#define OID_MICROCODE_SPL	OID_AMD "3.8"
#define OID_FMC_SPL		OID_AMD "3.9"
#define OID_HWID		OID_AMD "4"
#define OID_CSP_ID		OID_AMD "5"

static bool set_name(X509_NAME *name, const char *common_name)
{
	/* The organisation is ours: nobody shall take these for AMD's. */
	static const char *const parts[][2] = {
		{ "OU", "Engineering" },
		{ "C", "US" },
		{ "L", "Santa Clara" },
		{ "ST", "CA" },
		{ "O", "svsm-guest emulator" },
	};
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!X509_NAME_add_entry_by_txt(name, parts[i][0], MBSTRING_ASC,
						(const unsigned char *)parts[i][1], -1, -1, 0))
			return false;
	return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
					  (const unsigned char *)common_name, -1, -1, 0);
}

static X509 *certificate_begin(const char *common_name, EVP_PKEY *key, long serial, long days,
			       const struct certificate_issuer *issuer)
{
	X509 *certificate = X509_new();

	if (!certificate)
		return NULL;
	if (X509_set_version(certificate, X509_VERSION_3) &&
	    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) &&
	    /* A guest's clock may be behind the host's. */
	    X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY_S) &&
	    X509_gmtime_adj(X509_getm_notAfter(certificate), days * DAY_S) &&
	    set_name(X509_get_subject_name(certificate), common_name) &&
	    X509_set_issuer_name(certificate, issuer->certificate ?
				 X509_get_subject_name(issuer->certificate) :
				 X509_get_subject_name(certificate)) &&
	    X509_set_pubkey(certificate, key))
		return certificate;
	X509_free(certificate);
	return NULL;
}

static bool certificate_sign(X509 *certificate, EVP_PKEY *key)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;
	bool ok;

	ok = context && EVP_DigestSignInit(context, &options, EVP_sha384(), NULL, key) > 0 &&
	     EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0 &&
	     EVP_PKEY_CTX_set_rsa_mgf1_md(options, EVP_sha384()) > 0 &&
	     EVP_PKEY_CTX_set_rsa_pss_saltlen(options, PSS_SALT_LEN) > 0 &&
	     X509_sign_ctx(certificate, context) > 0;
	EVP_MD_CTX_free(context);
	return ok;
}

static X509 *certificate_end(X509 *certificate, bool is_complete, EVP_PKEY *key)
{
	if (is_complete && certificate_sign(certificate, key))
		return certificate;
	X509_free(certificate);
	return NULL;
}

static bool add_standard(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *extension;
	X509V3_CTX context;
	bool ok;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	ok = extension && X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
	return ok;
}

X509 *certificate_new_ca(const char *common_name, EVP_PKEY *key, long serial, int path_len,
			 const struct certificate_issuer *issuer)
{
	X509 *certificate = certificate_begin(common_name, key, serial, CA_DAYS, issuer);
	char constraints[64];

	if (!certificate)
		return NULL;
	snprintf(constraints, sizeof(constraints), "critical,CA:TRUE,pathlen:%d", path_len);
	return certificate_end(certificate,
		add_standard(certificate, certificate, NID_subject_key_identifier, "hash") &&
		add_standard(certificate, issuer->certificate ? issuer->certificate : certificate,
			     NID_authority_key_identifier, "keyid:always") &&
		add_standard(certificate, certificate, NID_basic_constraints, constraints) &&
		add_standard(certificate, certificate, NID_key_usage,
			     "critical,keyCertSign,cRLSign"), issuer->key);
}

/* An extension whose value is exactly these bytes. */
static bool add_raw(X509 *certificate, const char *oid, const void *bytes, size_t len)
{
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *extension = NULL;
	bool ok = false;

	if (object && value && ASN1_OCTET_STRING_set(value, bytes, (int)len))
		extension = X509_EXTENSION_create_by_OBJ(NULL, object, 0, value);
	if (extension)
		ok = X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(object);
	return ok;
}

static bool add_integer(X509 *certificate, const char *oid, uint8_t number)
{
	/* DER: an INTEGER whose top bit is set needs a leading zero byte. */
	const uint8_t small[] = { 0x02, 1, number };
	const uint8_t large[] = { 0x02, 2, 0, number };

	return number < 0x80 ? add_raw(certificate, oid, small, sizeof(small)) :
			       add_raw(certificate, oid, large, sizeof(large));
}

static bool add_text(X509 *certificate, const char *oid, const char *text)
{
	const size_t len = strlen(text);
	uint8_t der[2 + 127] = { 0x16, (uint8_t)len };	/* IA5String, short form */

	if (len > 127)
		return false;
	memcpy(der + 2, text, len);
	return add_raw(certificate, oid, der, 2 + len);
}

static bool add_patch_levels(X509 *certificate, const struct product *product)
{
	char oid[sizeof(OID_RESERVED_SPL) + 1];
	int reserved;

	if (!add_integer(certificate, OID_BOOTLOADER_SPL, product->tcb.bootloader) ||
	    !add_integer(certificate, OID_TEE_SPL, product->tcb.tee) ||
	    !add_integer(certificate, OID_SNP_SPL, product->tcb.snp))
		return false;
	for (reserved = 4; reserved <= 7; reserved++) {
		snprintf(oid, sizeof(oid), OID_RESERVED_SPL "%d", reserved);
		if (!add_integer(certificate, oid, 0))
			return false;
	}
	return add_integer(certificate, OID_MICROCODE_SPL, product->tcb.microcode) &&
	       (!product->has_fmc || add_integer(certificate, OID_FMC_SPL, product->tcb.fmc));
}

X509 *certificate_new_leaf(const struct pki *pki, EVP_PKEY *key,
			   const struct certificate_issuer *issuer)
{
	const struct product *product = &pki->product;
	/* Turin's chip ids have eight bytes; the report pads them with zeros. */
	const size_t hwid_len = product->has_fmc ? 8 : CHIP_ID_LEN;
	X509 *certificate;
	bool ok;

	/* Leaf certificates carry serial number 0: they are retired by patch level. */
	certificate = certificate_begin(pki->is_vlek ? "SEV-VLEK" : "SEV-VCEK", key, 0,
					LEAF_DAYS, issuer);
	if (!certificate)
		return NULL;
	ok = add_integer(certificate, OID_STRUCT_VERSION, product->has_fmc) &&
	     add_text(certificate, OID_PRODUCT_NAME,
		      pki->is_vlek ? product->name : product->stepping_name) &&
	     add_patch_levels(certificate, product) &&
	     (pki->is_vlek ? add_text(certificate, OID_CSP_ID, "svsm-guest emulator") :
			     add_raw(certificate, OID_HWID, pki->chip_id, hwid_len));
	return certificate_end(certificate, ok, issuer->key);
}
