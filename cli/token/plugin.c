/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The plugin, in the process of whoever opens the volume: no globals, nothing printed.
 */
#include "cli/token/plugin.h"

#include <errno.h>
#include <libcryptsetup.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/token/place.h"
#include "cli/token/words.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/base/version.h"
#include "lib/format/svsm_token.h"
#include "lib/policy/seal_policy.h"
#include "lib/unlock/unlock.h"
#include "lib/unlock/unlock_note.h"

const char *cryptsetup_token_version(void)
{
	return SVSM_GUEST_VERSION;
}

/* What libcryptsetup may be told of @error. */
static int answer(int error)
{
	switch (error) {
	case -ENODEV:
	case -EAGAIN:
		return -EAGAIN;
	case -ENOANO:
	case -EILSEQ:
		return -ENOANO;
	}
	return -ENOENT;
}

static void tell(struct crypt_device *cd, int level, int token, const char *reason)
{
	char line[FAULT_TEXT_MAX + 64];

	(void)snprintf(line, sizeof(line), "Token %d (svsm): %s.\n", token, reason);
	crypt_log(cd, level, line);
}

static int find_key(struct crypt_device *cd, int number, const struct secret *pin,
		    struct secret *ret, struct seal_outlook *ret_outlook, struct fault *fault)
{
	_cleanup_(unlock_cleanup) struct unlock *unlock = NULL;
	struct unlock_options options = { .root = place_root() };
	struct svsm_token token;
	const char *json;
	int r;

	if (crypt_token_json_get(cd, number, &json) < 0)
		return fault_set(fault, -ENOENT, "there is no such token");
	r = svsm_token_decode(json, strlen(json), &token, fault);
	if (r < 0)
		return r == -EAGAIN || r == -ENODEV ? -EBADMSG : r;
	/* Before the TPM is touched: whoever has the PIN is asked, and nothing else is. */
	if (token.policy.has_pin && !pin)
		return fault_set(fault, -ENOANO, "a PIN is needed");
	r = place_tpm(&options.tcti, fault);
	if (!r)
		r = unlock_open(&options, &unlock, fault);
	return r < 0 ? r : unlock_key(unlock, json, pin, ret, ret_outlook, fault);
}

/* For `svsmctl disk explain`; that it cannot be kept costs nobody a disk. */
static void note(struct crypt_device *cd, int token, int error, const struct fault *fault,
		 const struct seal_outlook *outlook)
{
	struct unlock_attempt attempt = {
		.has_token = true,
		.token = (unsigned int)token,
		.road = UNLOCK_BY_PLUGIN,
		.result = error < 0 ? UNLOCK_FAILED : UNLOCK_OPENED,
		.error = (unsigned int)-error,
	};
	struct fault why = FAULT_NONE;
	char folder[PATH_MAX];

	(void)snprintf(attempt.reason, sizeof(attempt.reason), "%s", error < 0 ? fault->text : "");
	unlock_note_outlook(&attempt, outlook);
	if ((size_t)snprintf(folder, sizeof(folder), "%s" UNLOCK_RECORD_FOLDER, place_root()) >=
		    sizeof(folder) ||
	    unlock_note_write(folder, crypt_get_uuid(cd) ?: "", &attempt, &why) < 0)
		tell(cd, CRYPT_LOG_DEBUG, token, why.text);
}

static int open_token(struct crypt_device *cd, int token, const struct secret *pin,
		      char **buffer, size_t *buffer_len)
{
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	struct seal_outlook outlook = { .count = 0 };
	struct fault fault = FAULT_NONE;
	char *copy;
	int r;

	r = find_key(cd, token, pin, &key, &outlook, &fault);
	/* That a PIN is needed is a question, not a failure. */
	if (r != -ENOANO)
		note(cd, token, r, &fault, &outlook);
	if (r < 0) {
		tell(cd, r == -ENOANO ? CRYPT_LOG_VERBOSE : CRYPT_LOG_ERROR, token, fault.text);
		return answer(r);
	}
	copy = malloc(key.size);
	if (!copy) {
		tell(cd, CRYPT_LOG_ERROR, token, "out of memory");
		return -ENOENT;
	}
	memcpy(copy, key.bytes, key.size);
	*buffer = copy;
	*buffer_len = key.size;
	return 0;
}

int cryptsetup_token_open(struct crypt_device *cd, int token, char **buffer, size_t *buffer_len,
			  void *usrptr)
{
	return open_token(cd, token, NULL, buffer, buffer_len);
}

int cryptsetup_token_open_pin(struct crypt_device *cd, int token, const char *pin,
			      size_t pin_size, char **buffer, size_t *buffer_len, void *usrptr)
{
	_cleanup_(secret_deinit) struct secret copy = SECRET_NONE;

	if (!pin || !pin_size)
		return open_token(cd, token, NULL, buffer, buffer_len);
	if (secret_init(&copy, pin_size) < 0) {
		tell(cd, CRYPT_LOG_ERROR, token, "the PIN is too long");
		return -ENOANO;
	}
	memcpy(copy.bytes, pin, pin_size);
	return open_token(cd, token, &copy, buffer, buffer_len);
}

void cryptsetup_token_buffer_free(void *buffer, size_t buffer_len)
{
	if (buffer)
		explicit_bzero(buffer, buffer_len);
	free(buffer);
}

/* By the decoder that opens: what is valid here is what can be tried there. */
int cryptsetup_token_validate(struct crypt_device *cd, const char *json)
{
	struct fault fault = FAULT_NONE;
	struct svsm_token token;

	if (!svsm_token_decode(json, strlen(json), &token, &fault))
		return 0;
	crypt_logf(cd, CRYPT_LOG_DEBUG, "%s\n", fault.text);
	return -EINVAL;
}

void cryptsetup_token_dump(struct crypt_device *cd, const char *json)
{
	struct svsm_token token;

	if (!svsm_token_decode(json, strlen(json), &token, NULL))
		words_log_token(cd, &token);
}
