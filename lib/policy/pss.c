/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parameters of a signature by RSASSA-PSS.
 */
#include "lib/policy/pss.h"

#include <errno.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"

#define PSS_TRAILER	1

static void cleanup_pss(RSA_PSS_PARAMS **params)
{
	RSA_PSS_PARAMS_free(*params);
}

static void cleanup_algorithm(X509_ALGOR **algorithm)
{
	X509_ALGOR_free(*algorithm);
}

/*
 * With parameters that are NULL or absent (RFC 4055, section 2.1).  OpenSSL 3.0 does not
 * look at them, and those outside of what a CA or a list says are not signed.
 */
static bool is_sha384(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *object = NULL;
	int type = V_ASN1_UNDEF;

	if (!algorithm)
		return false; /* absent means SHA-1 */
	X509_ALGOR_get0(&object, &type, NULL, algorithm);
	return OBJ_obj2nid(object) == NID_sha384 &&
	       (type == V_ASN1_NULL || type == V_ASN1_UNDEF);
}

/* MGF1, whose parameter is a hash algorithm of its own. */
static bool is_mgf1_sha384(const X509_ALGOR *mask)
{
	_cleanup_(cleanup_algorithm) X509_ALGOR *hash = NULL;
	const ASN1_OBJECT *object = NULL;
	const void *value = NULL;
	int type = V_ASN1_UNDEF;
	const uint8_t *der;

	if (!mask)
		return false;
	X509_ALGOR_get0(&object, &type, &value, mask);
	if (OBJ_obj2nid(object) != NID_mgf1 || type != V_ASN1_SEQUENCE)
		return false;
	der = ASN1_STRING_get0_data(value);
	hash = d2i_X509_ALGOR(NULL, &der, ASN1_STRING_length(value));
	return is_sha384(hash);
}

static bool is_number(const ASN1_INTEGER *integer, long number)
{
	return integer && ASN1_INTEGER_get(integer) == number;
}

int pss_check(const X509_ALGOR *algorithm, const char *name, struct fault *fault)
{
	_cleanup_(cleanup_pss) RSA_PSS_PARAMS *params = NULL;
	const ASN1_OBJECT *object = NULL;
	const void *value = NULL;
	int type = V_ASN1_UNDEF;
	const uint8_t *der;

	X509_ALGOR_get0(&object, &type, &value, algorithm);
	if (OBJ_obj2nid(object) != NID_rsassaPss || type != V_ASN1_SEQUENCE)
		return fault_set(fault, -EKEYREJECTED, "'%s' is not signed by RSASSA-PSS", name);
	der = ASN1_STRING_get0_data(value);
	params = d2i_RSA_PSS_PARAMS(NULL, &der, ASN1_STRING_length(value));
	if (!params || !is_sha384(params->hashAlgorithm) ||
	    !is_mgf1_sha384(params->maskGenAlgorithm) ||
	    !is_number(params->saltLength, PSS_SALT_SIZE) ||
	    (params->trailerField && !is_number(params->trailerField, PSS_TRAILER)))
		return fault_set(fault, -EKEYREJECTED, "'%s' is signed by RSASSA-PSS with other "
				 "parameters than SHA-384, MGF1 with SHA-384 and %u bytes of salt",
				 name, PSS_SALT_SIZE);
	return 0;
}
