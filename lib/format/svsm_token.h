/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The LUKS2 token of type "svsm", version 1: all that is needed to get a volume's key out
 * of the SVSM's TPM, and nothing that is secret.  Documentation/token-format.md is the
 * specification.
 *
 * A LUKS2 header lies on a disk that the host holds, so a token is hostile until a TPM
 * has opened what is in it.  libcryptsetup keeps tokens in whatever order and spacing it
 * likes; so the text is read in any, and written in one: sorted, without blanks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/sealed_policy.h"

struct buffer;
struct fault;

#define SVSM_TOKEN_TYPE			"svsm"
#define SVSM_TOKEN_VERSION		1
#define SVSM_TOKEN_SIZE_MAX		8192	/* a LUKS2 header has 12 KiB for all its JSON */
#define SVSM_TOKEN_KEYSLOTS		32	/* as many as LUKS2 has */
#define SVSM_TOKEN_SRK_MAX		560	/* TPMT_PUBLIC of RSA with 4096 bits: 534 */
#define SVSM_TOKEN_SEALED_PUBLIC_MAX	128	/* 78 are ours */
#define SVSM_TOKEN_SEALED_PRIVATE_MAX	512	/* some 200 */
#define SVSM_TOKEN_NAME_MIN		34	/* u16 algorithm, SHA-256 */
#define SVSM_TOKEN_NAME_MAX		66	/* SHA-512 */
#define SVSM_TOKEN_HANDLE_MIN		0x81000000u	/* persistent objects: part 2, 7.2 */
#define SVSM_TOKEN_HANDLE_MAX		0x81ffffffu
#define SVSM_TOKEN_CREATED_MAX		253402300799u	/* the last second of the year 9999 */
#define SVSM_TOKEN_MEASUREMENT_SIZE	48
#define SVSM_TOKEN_RECORD_SIZE		16
#define SVSM_TOKEN_SALT_SIZE		16

/* Limits of what a token may ask Argon2id for; RFC 9106 says what is sensible. */
#define SVSM_TOKEN_MEMORY_MIN		8192		/* KiB */
#define SVSM_TOKEN_MEMORY_MAX		4194304		/* KiB */
#define SVSM_TOKEN_ITERATIONS_MAX	64
#define SVSM_TOKEN_LANES_MAX		16

/* Who opens the volume at boot; both are in the architecture, "Facts that bite". */
enum svsm_token_road {
	SVSM_TOKEN_PLUGIN,
	SVSM_TOKEN_SOCKET,
};

/* What Argon2id stretches a PIN by. */
struct svsm_token_pin {
	uint8_t salt[SVSM_TOKEN_SALT_SIZE];
	uint32_t memory;	/* KiB */
	uint32_t iterations;
	uint32_t lanes;
};

struct svsm_token {
	uint32_t keyslots;		/* bit n: keyslot n; libcryptsetup's to change */
	enum svsm_token_road road;
	uint64_t created;		/* seconds since 1970 */
	uint8_t record[SVSM_TOKEN_RECORD_SIZE];	/* under which enrollment's log is kept */

	/* The storage root key; its name is that of these bytes, whatever a TPM says. */
	uint32_t srk_handle;		/* persistent */
	uint8_t srk[SVSM_TOKEN_SRK_MAX];	/* TPMT_PUBLIC */
	size_t srk_size;

	uint8_t sealed_public[SVSM_TOKEN_SEALED_PUBLIC_MAX];	/* TPMT_PUBLIC */
	size_t sealed_public_size;
	uint8_t sealed_private[SVSM_TOKEN_SEALED_PRIVATE_MAX];	/* what a TPM2B_PRIVATE holds */
	size_t sealed_private_size;

	struct sealed_policy policy;
	struct svsm_token_pin pin;	/* where the policy has one */

	/* Which machine it was at enrollment, for what is told when it is another. */
	uint8_t ek_name[SVSM_TOKEN_NAME_MAX];
	size_t ek_name_size;
	bool has_measurement;
	uint8_t measurement[SVSM_TOKEN_MEASUREMENT_SIZE];	/* launch digest, accepted */
};

/*
 * Reads a token.  0; -EBADMSG when it is malformed, a member is unknown, missing or stands
 * twice, or a value is outside its limits; -EOPNOTSUPP for another version, or a bank that
 * this version does not take; -ENOENT when it is of another type; -E2BIG beyond
 * SVSM_TOKEN_SIZE_MAX.  On failure @ret is untouched.
 *
 * It says nothing about the keys and blobs inside: seal_policy_choose() looks whether
 * they agree with each other, and the TPM whether they are its own.
 */
int svsm_token_decode(const char *text, size_t size, struct svsm_token *ret, struct fault *fault);

/*
 * Writes the one text of a token, with a zero at its end that @out->size does not count.
 * 0; -EINVAL for what svsm_token_decode() would refuse; -E2BIG, -ENOMEM.
 */
int svsm_token_encode(const struct svsm_token *token, struct buffer *out);
