/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading public areas.
 */
#include "lib/format/tpm_public.h"

#include <errno.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"

#define P256_SIZE	32
#define P384_SIZE	48

size_t tpm_public_curve_size(uint16_t curve)
{
	switch (curve) {
	case TPM_CURVE_P256:
		return P256_SIZE;
	case TPM_CURVE_P384:
		return P384_SIZE;
	}
	return 0;
}

static const uint8_t *read_sized(struct cursor *cursor, size_t *ret_size)
{
	*ret_size = cursor_be16(cursor);
	return cursor_bytes(cursor, *ret_size);
}

/* Every error below leaves @cursor where the member that it is about ends. */

static int read_head(struct cursor *cursor, struct tpm_public *public, struct fault *fault)
{
	uint16_t type = cursor_be16(cursor);

	public->name_algorithm = cursor_be16(cursor);
	public->attributes = cursor_be32(cursor);
	public->policy = read_sized(cursor, &public->policy_size);
	if (!cursor_ok(cursor))
		return fault_set_at(fault, -EBADMSG, cursor_offset(cursor),
				    "public area: it is cut off");
	if (type != TPM_KEY_RSA && type != TPM_KEY_ECC)
		return fault_set_at(fault, -EOPNOTSUPP, 0,
				    "public area: type 0x%04x is neither RSA nor ECC", type);
	public->type = type;
	if (!hash_algorithm_size(public->name_algorithm))
		return fault_set(fault, -EOPNOTSUPP,
				 "public area: the hash of its name, 0x%04x, is not known",
				 public->name_algorithm);
	if (public->policy_size &&
	    public->policy_size != hash_algorithm_size(public->name_algorithm))
		return fault_set(fault, -EBADMSG,
				 "public area: a policy of %zu bytes is no digest of %s",
				 public->policy_size, hash_algorithm_name(public->name_algorithm));
	return 0;
}

static int read_cipher(struct cursor *cursor, struct tpm_public *public, struct fault *fault)
{
	public->symmetric = cursor_be16(cursor);
	if (public->symmetric == TPM_NO_ALGORITHM)
		return 0;
	if (cursor_ok(cursor) && public->symmetric != TPM_CIPHER_AES)
		return fault_set(fault, -EOPNOTSUPP, "public area: cipher 0x%04x is not known",
				 public->symmetric);
	public->symmetric_bits = cursor_be16(cursor);
	public->symmetric_mode = cursor_be16(cursor);
	return 0;
}

static int read_scheme(struct cursor *cursor, struct tpm_public *public, struct fault *fault)
{
	public->scheme = cursor_be16(cursor);
	switch (public->scheme) {
	case TPM_NO_ALGORITHM:
	case TPM_SCHEME_RSAES:
		return 0;
	case TPM_SCHEME_RSASSA:
	case TPM_SCHEME_RSAPSS:
	case TPM_SCHEME_OAEP:
	case TPM_SCHEME_ECDSA:
	case TPM_SCHEME_ECDH:
		break;
	default:
		return !cursor_ok(cursor) ? 0 :
		       fault_set(fault, -EOPNOTSUPP, "public area: scheme 0x%04x is not known",
				 public->scheme);
	}
	public->scheme_hash = cursor_be16(cursor);
	if (cursor_ok(cursor) && !hash_algorithm_size(public->scheme_hash))
		return fault_set(fault, -EOPNOTSUPP,
				 "public area: the hash of its scheme, 0x%04x, is not known",
				 public->scheme_hash);
	return 0;
}

static int read_rsa(struct cursor *cursor, struct tpm_public *public, struct fault *fault)
{
	public->bits = cursor_be16(cursor);
	public->exponent = cursor_be32(cursor);
	public->modulus = read_sized(cursor, &public->modulus_size);
	if (!cursor_ok(cursor))
		return 0; /* told by who reads the end */
	if (public->bits > TPM_PUBLIC_RSA_BITS_MAX)
		return fault_set(fault, -E2BIG, "public area: RSA of %u bits, more than %u",
				 public->bits, TPM_PUBLIC_RSA_BITS_MAX);
	if (!public->bits || public->bits % 8 || public->modulus_size != public->bits / 8u ||
	    !(public->modulus[0] & 0x80))
		return fault_set(fault, -EBADMSG,
				 "public area: its modulus of %zu bytes is not of %u bits",
				 public->modulus_size, public->bits);
	return 0;
}

static int read_ecc(struct cursor *cursor, struct tpm_public *public, struct fault *fault)
{
	uint16_t kdf;
	size_t size;

	public->curve = cursor_be16(cursor);
	kdf = cursor_be16(cursor);
	size = tpm_public_curve_size(public->curve);
	if (cursor_ok(cursor) && !size)
		return fault_set(fault, -EOPNOTSUPP,
				 "public area: curve 0x%04x is neither P-256 nor P-384",
				 public->curve);
	if (cursor_ok(cursor) && kdf != TPM_NO_ALGORITHM)
		return fault_set(fault, -EOPNOTSUPP,
				 "public area: key derivation 0x%04x is not known", kdf);
	public->x = read_sized(cursor, &public->x_size);
	public->y = read_sized(cursor, &public->y_size);
	if (!cursor_ok(cursor))
		return 0;
	if (!public->x_size || public->x_size > size || !public->y_size || public->y_size > size)
		return fault_set(fault, -EBADMSG,
				 "public area: coordinates of %zu and %zu bytes on a curve of %zu",
				 public->x_size, public->y_size, size);
	return 0;
}

int tpm_public_parse(const void *data, size_t size, struct tpm_public *ret, struct fault *fault)
{
	struct tpm_public public = { .whole = data, .whole_size = size };
	struct cursor cursor;
	int r;

	if (size > TPM_PUBLIC_SIZE_MAX)
		return fault_set(fault, -E2BIG, "public area: %zu bytes, more than %u", size,
				 TPM_PUBLIC_SIZE_MAX);
	cursor_init(&cursor, data, size);
	r = read_head(&cursor, &public, fault);
	if (!r)
		r = read_cipher(&cursor, &public, fault);
	if (!r)
		r = read_scheme(&cursor, &public, fault);
	if (!r && public.type == TPM_KEY_RSA)
		r = read_rsa(&cursor, &public, fault);
	else if (!r)
		r = read_ecc(&cursor, &public, fault);
	if (r < 0)
		return r;
	if (cursor_end(&cursor) < 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "public area: it is cut off, or something follows it");
	*ret = public;
	return 0;
}
