/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A LUKS2 volume, on a device or in a file, by libcryptsetup, which is loaded when a
 * volume is first opened and not before.
 *
 * "Open" means that its header was read: nothing is activated.  Every change is on the
 * disk when its function returns; libcryptsetup writes the two copies of the header one
 * after the other, so that one of them is whole at any moment.
 *
 * Keys that are added here have full entropy (a sealed key, a recovery key): their PBKDF
 * is PBKDF2 with 1000 iterations, the least that LUKS2 knows.  Never add what a person
 * has thought up.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault;
struct secret;

#define LUKS_ANY	(-1)	/* CRYPT_ANY_SLOT, CRYPT_ANY_TOKEN */
#define LUKS_CHEAP_ITERATIONS	1000u

struct luks;

enum luks_priority {	/* in which libcryptsetup tries keyslots and tokens */
	LUKS_PRIORITY_IGNORE,	/* only when it is named */
	LUKS_PRIORITY_NORMAL,
	LUKS_PRIORITY_PREFER,
};

struct luks_keyslot {
	bool is_used;
	bool is_unbound;		/* opens no data: it holds another key */
	enum luks_priority priority;
	char pbkdf[16];			/* "argon2id" */
	uint32_t iterations;
};

/*
 * 0; -EOPNOTSUPP: no libcryptsetup, or LUKS1; -EBADMSG: no LUKS2 volume; else the -errno
 * of opening it.
 */
int luks_open(const char *path, struct luks **ret, struct fault *fault);

const char *luks_path(const struct luks *luks);
const char *luks_uuid(const struct luks *luks);

/* How many keyslots and tokens there can be; their numbers are below. */
int luks_keyslots_max(const struct luks *luks);
int luks_tokens_max(const struct luks *luks);

struct luks_keyslot luks_keyslot_read(struct luks *luks, int keyslot);

/* The token's JSON, owned by @luks until it is changed; NULL: there is none. */
const char *luks_token_read(struct luks *luks, int token);

/*
 * The volume key, by the key of @keyslot (LUKS_ANY: of any); @ret is filled anew.  The
 * keyslot's number, at least 0; -EPERM: the key opens nothing; -ENOENT: @keyslot is not in
 * use; else -errno.
 */
int luks_volume_key(struct luks *luks, int keyslot, const struct secret *key,
		    struct secret *ret, struct fault *fault);

/* Adds @key, of full entropy.  The keyslot's number, at least 0; or -errno. */
int luks_keyslot_add(struct luks *luks, const struct secret *volume_key,
		     const struct secret *key, struct fault *fault);

int luks_keyslot_set_priority(struct luks *luks, int keyslot, enum luks_priority priority,
			      struct fault *fault);

/* Overwrites what the keyslot holds.  Tokens that named it are left without it. */
int luks_keyslot_destroy(struct luks *luks, int keyslot, struct fault *fault);

/*
 * Sets @token (LUKS_ANY: the first that is free) to @json.  Its number, at least 0;
 * -EINVAL when libcryptsetup or a plugin of that type refuses it; else -errno.
 */
int luks_token_set(struct luks *luks, int token, const char *json, struct fault *fault);

int luks_token_remove(struct luks *luks, int token, struct fault *fault);

/* Accepts NULL. */
void luks_close(struct luks *luks);
void luks_cleanup(struct luks **luks);
