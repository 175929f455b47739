/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ECDSA over the report, in OpenSSL's form: R and S as big integers in DER.
 */
#include "lib/policy/snp_signature.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <stddef.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/policy/curve_order.h"
#include "lib/policy/snp_cert.h"

#define PART_SIZE	72	/* of R or S in the report */
#define NUMBER_SIZE	CURVE_ORDER_P384_SIZE
#define DER_MAX		128

static void cleanup_signature(ECDSA_SIG **signature)
{
	ECDSA_SIG_free(*signature);
}

static void cleanup_number(BIGNUM **number)
{
	BN_free(*number);
}

static void cleanup_context(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

static int check_number(struct cursor *signature, const char *name, struct fault *fault)
{
	const uint8_t *part = cursor_bytes(signature, PART_SIZE); /* little endian */
	uint8_t number[NUMBER_SIZE], any = 0;
	size_t i;

	for (i = 0; i < NUMBER_SIZE; i++) {
		number[NUMBER_SIZE - 1 - i] = part[i];
		any |= part[i];
	}
	for (; i < PART_SIZE; i++)
		if (part[i])
			return fault_set(fault, -EKEYREJECTED, "the padding of %s is not zero",
					 name);
	if (!any)
		return fault_set(fault, -EKEYREJECTED, "%s is zero", name);
	if (memcmp(number, curve_order_p384, NUMBER_SIZE) >= 0)
		return fault_set(fault, -EKEYREJECTED, "%s is not below the order of the curve",
				 name);
	return 0;
}

int snp_signature_check_form(const uint8_t signature[static SNP_REPORT_SIGNATURE_SIZE],
			     struct fault *fault)
{
	struct cursor cursor;
	int r;

	cursor_init(&cursor, signature, SNP_REPORT_SIGNATURE_SIZE);
	r = check_number(&cursor, "R", fault);
	if (!r)
		r = check_number(&cursor, "S", fault);
	if (r < 0)
		return r;
	if (!cursor_is_filled_with(&cursor, 0))
		return fault_set(fault, -EKEYREJECTED, "the bytes behind R and S are not zero");
	return 0;
}

/* The signature in DER; 0 when OpenSSL fails. */
static size_t encode(const uint8_t *signature, uint8_t ret[static DER_MAX])
{
	_cleanup_(cleanup_number) BIGNUM *r = NULL;
	_cleanup_(cleanup_number) BIGNUM *s = NULL;
	_cleanup_(cleanup_signature) ECDSA_SIG *ecdsa = ECDSA_SIG_new();
	uint8_t *at = ret;
	struct cursor cursor;
	int size;

	cursor_init(&cursor, signature, SNP_REPORT_SIGNATURE_SIZE);
	r = BN_lebin2bn(cursor_bytes(&cursor, PART_SIZE), PART_SIZE, NULL);
	s = BN_lebin2bn(cursor_bytes(&cursor, PART_SIZE), PART_SIZE, NULL);
	if (!ecdsa || !r || !s || BN_num_bytes(r) > NUMBER_SIZE || BN_num_bytes(s) > NUMBER_SIZE ||
	    ECDSA_SIG_set0(ecdsa, r, s) != 1)
		return 0;
	r = s = NULL; /* the ECDSA_SIG's now */
	size = i2d_ECDSA_SIG(ecdsa, NULL);
	if (size <= 0 || size > DER_MAX || i2d_ECDSA_SIG(ecdsa, &at) != size)
		return 0;
	return (size_t)size;
}

bool snp_signature_is_by(const uint8_t report[static SNP_REPORT_SIZE],
			 const struct snp_cert *cert)
{
	_cleanup_(cleanup_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t der[DER_MAX];
	size_t size;

	/* An RSA key is none that could have signed: it would read R and S as something else. */
	if (!context || !snp_cert_is_leaf(cert))
		return false;
	size = encode(report + SNP_REPORT_SIGNED_SIZE, der);
	return size &&
	       EVP_DigestVerifyInit(context, NULL, EVP_sha384(), NULL, cert->key) == 1 &&
	       EVP_DigestVerify(context, der, size, report, SNP_REPORT_SIGNED_SIZE) == 1;
}
