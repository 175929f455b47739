/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading a public key.
 */
#include "lib/policy/ephemeral_key.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "lib/base/fault.h"

/* DER must be all of the input. */
static EVP_PKEY *read_der(const void *data, size_t size)
{
	const unsigned char *position = data;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &position, (long)size);

	if (key && position != (const unsigned char *)data + size) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	return key;
}

static EVP_PKEY *read_pem(const void *data, size_t size)
{
	BIO *bio = BIO_new_mem_buf(data, (int)size);
	EVP_PKEY *key = bio ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	return key;
}

int ephemeral_key_read(const void *data, size_t size, uint8_t ret[static EPHEMERAL_KEY_MAX],
		       size_t *ret_size, struct fault *fault)
{
	unsigned char *position = ret;
	EVP_PKEY *key;
	int length;

	if (size > 4 * EPHEMERAL_KEY_MAX)
		return fault_set(fault, -E2BIG, "ephemeral key: %zu bytes", size);
	key = read_der(data, size) ?: read_pem(data, size);
	ERR_clear_error(); /* of the form that it is not */
	if (!key)
		return fault_set(fault, -EBADMSG, "ephemeral key: is no public key, PEM or DER");
	length = i2d_PUBKEY(key, NULL);
	if (length > 0 && length <= EPHEMERAL_KEY_MAX)
		length = i2d_PUBKEY(key, &position);
	else if (length > 0)
		length = -E2BIG;
	EVP_PKEY_free(key);
	if (length <= 0)
		return fault_set(fault, length ?: -EBADMSG, "ephemeral key: cannot be written as "
				 "at most %d bytes of DER", EPHEMERAL_KEY_MAX);
	*ret_size = (size_t)length;
	return 0;
}
