/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LUKS2 by libcryptsetup.
 */
#include "lib/sys/luks.h"

#include <errno.h>
#include <libcryptsetup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/sys/library.h"

#define LIBRARY	"libcryptsetup.so.12"

#define FUNCTIONS(FUNCTION)			\
	FUNCTION(crypt_init)			\
	FUNCTION(crypt_load)			\
	FUNCTION(crypt_free)			\
	FUNCTION(crypt_set_log_callback)	\
	FUNCTION(crypt_get_uuid)		\
	FUNCTION(crypt_get_volume_key_size)	\
	FUNCTION(crypt_keyslot_max)		\
	FUNCTION(crypt_keyslot_status)		\
	FUNCTION(crypt_keyslot_get_priority)	\
	FUNCTION(crypt_keyslot_set_priority)	\
	FUNCTION(crypt_keyslot_get_pbkdf)	\
	FUNCTION(crypt_set_pbkdf_type)		\
	FUNCTION(crypt_keyslot_add_by_volume_key) \
	FUNCTION(crypt_keyslot_destroy)		\
	FUNCTION(crypt_token_max)		\
	FUNCTION(crypt_token_json_get)		\
	FUNCTION(crypt_token_json_set)		\
	FUNCTION(crypt_volume_key_get)

#define MEMBER(name_)	__typeof__(name_) *name_;

struct luks {
	void *library;			/* what dlopen() gave */
	struct crypt_device *volume;
	char *path;
	char said[160];			/* the last error that libcryptsetup told */
	FUNCTIONS(MEMBER)
};

#undef MEMBER

static int load(struct luks *luks, struct fault *fault)
{
#define ROW(name_)	{ #name_, &luks->name_ },
	const struct library_function functions[] = { FUNCTIONS(ROW) };
#undef ROW

	return library_load(LIBRARY, "LUKS2 volumes need it (Debian: libcryptsetup12)", functions,
			    sizeof(functions) / sizeof(functions[0]), &luks->library, fault);
}

/* libcryptsetup tells more than its error numbers do; what it tells first is the cause. */
static void listen(int level, const char *text, void *user)
{
	struct luks *luks = user;

	if (level == CRYPT_LOG_ERROR && !*luks->said)
		(void)snprintf(luks->said, sizeof(luks->said), "%.*s",
			       (int)strcspn(text, "\n"), text);
}

/* Where there is no volume yet; without it, libcryptsetup writes to standard error. */
static void ignore(int level, const char *text, void *user)
{
}

static int refuse(struct luks *luks, int error, const char *what, struct fault *fault)
{
	const char *told = *luks->said ? luks->said : error_text(error);

	return fault_set(fault, error, "%s: %s: %s", luks->path, what, told);
}

/* libcryptsetup opens a pipe, and waits for ever. */
static int check_path(const char *path, struct fault *fault)
{
	struct stat found;

	if (access(path, R_OK) < 0 || stat(path, &found) < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	if (!S_ISBLK(found.st_mode) && !S_ISREG(found.st_mode))
		return fault_set(fault, -EBADMSG, "%s: is no LUKS2 volume: neither a block device "
				 "nor a file", path);
	return 0;
}

static int read_header(struct luks *luks, struct fault *fault)
{
	int r = check_path(luks->path, fault);

	if (r < 0)
		return r;
	luks->crypt_set_log_callback(NULL, ignore, NULL);
	r = luks->crypt_init(&luks->volume, luks->path);
	if (r < 0)
		return refuse(luks, r, "cannot be opened", fault);
	luks->crypt_set_log_callback(luks->volume, listen, luks);
	r = luks->crypt_load(luks->volume, CRYPT_LUKS2, NULL);
	if (!r)
		return 0;
	if (r == -EACCES || r == -EPERM || r == -ENOMEM)
		return refuse(luks, r, "cannot be read", fault);
	if (!luks->crypt_load(luks->volume, CRYPT_LUKS1, NULL))
		return fault_set(fault, -EOPNOTSUPP, "%s: is LUKS1, which has no tokens; "
				 "'cryptsetup convert --type luks2' makes it LUKS2", luks->path);
	return fault_set(fault, -EBADMSG, "%s: is no LUKS2 volume", luks->path);
}

int luks_open(const char *path, struct luks **ret, struct fault *fault)
{
	_cleanup_(luks_cleanup) struct luks *luks = calloc(1, sizeof(*luks));
	int r;

	if (!luks || !(luks->path = strdup(path)))
		return fault_set(fault, -ENOMEM, "%s: out of memory", path);
	r = load(luks, fault);
	if (!r)
		r = read_header(luks, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(luks);
	return 0;
}

const char *luks_path(const struct luks *luks)
{
	return luks->path;
}

const char *luks_uuid(const struct luks *luks)
{
	return luks->crypt_get_uuid(luks->volume) ?: "";
}

int luks_keyslots_max(const struct luks *luks)
{
	return luks->crypt_keyslot_max(CRYPT_LUKS2);
}

int luks_tokens_max(const struct luks *luks)
{
	return luks->crypt_token_max(CRYPT_LUKS2);
}

struct luks_keyslot luks_keyslot_read(struct luks *luks, int keyslot)
{
	const crypt_keyslot_info status = luks->crypt_keyslot_status(luks->volume, keyslot);
	struct luks_keyslot read = { .priority = LUKS_PRIORITY_NORMAL };
	struct crypt_pbkdf_type pbkdf = { .type = NULL };

	if (status == CRYPT_SLOT_INVALID || status == CRYPT_SLOT_INACTIVE)
		return read;
	read.is_used = true;
	read.is_unbound = status == CRYPT_SLOT_UNBOUND;
	switch (luks->crypt_keyslot_get_priority(luks->volume, keyslot)) {
	case CRYPT_SLOT_PRIORITY_IGNORE:
		read.priority = LUKS_PRIORITY_IGNORE;
		break;
	case CRYPT_SLOT_PRIORITY_PREFER:
		read.priority = LUKS_PRIORITY_PREFER;
		break;
	default:
		break;
	}
	if (!luks->crypt_keyslot_get_pbkdf(luks->volume, keyslot, &pbkdf) && pbkdf.type) {
		(void)snprintf(read.pbkdf, sizeof(read.pbkdf), "%s", pbkdf.type);
		read.iterations = pbkdf.iterations;
	}
	return read;
}

const char *luks_token_read(struct luks *luks, int token)
{
	const char *json;

	return luks->crypt_token_json_get(luks->volume, token, &json) < 0 ? NULL : json;
}

int luks_volume_key(struct luks *luks, int keyslot, const struct secret *key,
		    struct secret *ret, struct fault *fault)
{
	const int wanted = luks->crypt_get_volume_key_size(luks->volume);
	_cleanup_(secret_deinit) struct secret volume_key = SECRET_NONE;
	size_t size;
	int r;

	if (keyslot >= 0 && !luks_keyslot_read(luks, keyslot).is_used)
		return fault_set(fault, -ENOENT, "%s: keyslot %d is not in use", luks->path,
				 keyslot);
	if (wanted <= 0 || secret_init(&volume_key, (size_t)wanted) < 0)
		return fault_set(fault, -ENOMEM, "%s: no room for its volume key", luks->path);
	size = volume_key.size;
	*luks->said = '\0';
	r = luks->crypt_volume_key_get(luks->volume, keyslot < 0 ? CRYPT_ANY_SLOT : keyslot,
				       (char *)volume_key.bytes, &size,
				       (const char *)key->bytes, key->size);
	if (r == -EPERM || r == -ENOENT)
		return fault_set(fault, -EPERM, "%s: this key opens no keyslot of it", luks->path);
	if (r < 0)
		return refuse(luks, r, "its volume key", fault);
	if (size != volume_key.size)
		return fault_set(fault, -EIO, "%s: its volume key has %zu bytes, not %zu",
				 luks->path, size, volume_key.size);
	secret_deinit(ret);
	*ret = volume_key;
	volume_key = SECRET_NONE;
	return r;
}

int luks_keyslot_add(struct luks *luks, const struct secret *volume_key,
		     const struct secret *key, struct fault *fault)
{
	static const struct crypt_pbkdf_type cheap = {
		.type = CRYPT_KDF_PBKDF2,
		.hash = "sha256",
		.iterations = LUKS_CHEAP_ITERATIONS,
		.flags = CRYPT_PBKDF_NO_BENCHMARK,
	};
	int r;

	*luks->said = '\0';
	r = luks->crypt_set_pbkdf_type(luks->volume, &cheap);
	if (!r)
		r = luks->crypt_keyslot_add_by_volume_key(
			luks->volume, CRYPT_ANY_SLOT, (const char *)volume_key->bytes,
			volume_key->size, (const char *)key->bytes, key->size);
	return r < 0 ? refuse(luks, r, "no keyslot was added", fault) : r;
}

int luks_keyslot_set_priority(struct luks *luks, int keyslot, enum luks_priority priority,
			      struct fault *fault)
{
	static const crypt_keyslot_priority priorities[] = {
		[LUKS_PRIORITY_IGNORE] = CRYPT_SLOT_PRIORITY_IGNORE,
		[LUKS_PRIORITY_NORMAL] = CRYPT_SLOT_PRIORITY_NORMAL,
		[LUKS_PRIORITY_PREFER] = CRYPT_SLOT_PRIORITY_PREFER,
	};
	int r;

	*luks->said = '\0';
	r = luks->crypt_keyslot_set_priority(luks->volume, keyslot, priorities[priority]);
	return r < 0 ? refuse(luks, r, "the keyslot's priority", fault) : 0;
}

int luks_keyslot_destroy(struct luks *luks, int keyslot, struct fault *fault)
{
	int r;

	*luks->said = '\0';
	r = luks->crypt_keyslot_destroy(luks->volume, keyslot);
	return r < 0 ? refuse(luks, r, "the keyslot was not removed", fault) : 0;
}

int luks_token_set(struct luks *luks, int token, const char *json, struct fault *fault)
{
	int r;

	*luks->said = '\0';
	r = luks->crypt_token_json_set(luks->volume, token < 0 ? CRYPT_ANY_TOKEN : token, json);
	return r < 0 ? refuse(luks, r, "the token was not written", fault) : r;
}

int luks_token_remove(struct luks *luks, int token, struct fault *fault)
{
	int r;

	*luks->said = '\0';
	r = luks->crypt_token_json_set(luks->volume, token, NULL);
	return r < 0 ? refuse(luks, r, "the token was not removed", fault) : 0;
}

void luks_close(struct luks *luks)
{
	if (!luks)
		return;
	if (luks->volume)
		luks->crypt_free(luks->volume);
	library_unload(&luks->library);
	free(luks->path);
	free(luks);
}

void luks_cleanup(struct luks **luks)
{
	luks_close(*luks);
}
