/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Header, tokens, TPM.
 */
#include "daemon/key_volume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/key_options.h"
#include "daemon/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/format/svsm_token.h"
#include "lib/libcrypto/libcrypto.h"
#include "lib/policy/seal_policy.h"
#include "lib/sys/luks.h"
#include "lib/unlock/unlock.h"
#include "lib/unlock/unlock_note.h"

#define TPM_POLL_MS	50

/* One volume whose tokens are gone through. */
struct walk {
	struct luks *luks;
	struct unlock *unlock;		/* NULL until a token counts */
	enum unlock_road road;
	const struct key_options *options;
	uint64_t deadline;
	unsigned int tried, passed_over;
};

uint64_t key_volume_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void note(const struct walk *walk, const struct unlock_attempt *attempt)
{
	struct fault fault = FAULT_NONE;

	if (unlock_note_write(walk->options->notes, luks_uuid(walk->luks), attempt, &fault) < 0)
		say(SAY_WARNING, "no note of the attempt is kept: %s", fault.text);
}

/* The best priority of its keyslots; one that is to be ignored is tried by nobody. */
static enum luks_priority priority_of(struct luks *luks, const struct svsm_token *token)
{
	enum luks_priority best = LUKS_PRIORITY_IGNORE;
	int i;

	for (i = 0; i < luks_keyslots_max(luks) && i < SVSM_TOKEN_KEYSLOTS; i++) {
		struct luks_keyslot keyslot;

		if (!(token->keyslots >> i & 1))
			continue;
		keyslot = luks_keyslot_read(luks, i);
		if (keyslot.is_used && keyslot.priority > best)
			best = keyslot.priority;
	}
	return best;
}

/* The driver may be on its way: the initrd loads it when udev sees the device. */
static int open_tpm(struct walk *walk, struct fault *fault)
{
	const struct unlock_options options = {
		.tcti = walk->options->tcti,
		.signatures = walk->options->signatures,
	};
	const struct timespec pause = { .tv_nsec = TPM_POLL_MS * 1000000 };
	int r;

	while ((r = unlock_open(&options, &walk->unlock, fault)) == -EAGAIN &&
	       key_volume_now() < walk->deadline)
		(void)nanosleep(&pause, NULL); /* a shorter one does no harm */
	return r;
}

/* First as unfinished, so that an attempt which never ends is seen too. */
static int try_token(struct walk *walk, int number, const char *text, struct secret *ret,
		     struct fault *fault)
{
	struct unlock_attempt attempt = {
		.has_token = true,
		.token = (unsigned int)number,
		.road = walk->road,
		.result = UNLOCK_UNFINISHED,
		.reason = "the TPM was asked",
	};
	struct seal_outlook outlook = { .count = 0 };
	int r = 0;

	note(walk, &attempt);
	if (!walk->unlock)
		r = open_tpm(walk, fault);
	if (!r)
		r = unlock_key(walk->unlock, text, NULL, ret, &outlook, fault);
	attempt.result = r < 0 ? UNLOCK_FAILED : UNLOCK_OPENED;
	attempt.error = (unsigned int)-r;
	memcpy(attempt.reason, r < 0 ? fault->text : "", r < 0 ? sizeof(attempt.reason) : 1);
	unlock_note_outlook(&attempt, &outlook);
	note(walk, &attempt);
	if (r < 0)
		say(SAY_WARNING, "%s: token %d: %s", luks_path(walk->luks), number,
		    fault->text);
	return r;
}

/* The tokens of that priority.  0: the key is there; -ENODATA: there was none to try. */
static int try_tokens(struct walk *walk, enum luks_priority priority, struct secret *ret,
		      struct fault *fault)
{
	int result = -ENODATA, number, r;

	for (number = 0; number < luks_tokens_max(walk->luks); number++) {
		const char *text = luks_token_read(walk->luks, number);
		struct svsm_token token;

		if (!text)
			continue;
		r = svsm_token_decode(text, strlen(text), &token, NULL);
		if (r == -ENOENT)
			continue;
		if (r < 0) {
			/* It has no keyslots to go by; unlock_key() tells what is wrong. */
			if (priority != LUKS_PRIORITY_NORMAL)
				continue;
		} else if (priority_of(walk->luks, &token) != priority) {
			continue;
		} else if (walk->road == UNLOCK_BY_SOCKET && token.road != SVSM_TOKEN_SOCKET) {
			walk->passed_over++;
			continue;
		}
		walk->tried++;
		result = try_token(walk, number, text, ret, fault);
		if (!result)
			return 0;
	}
	return result;
}

static int tell_none(struct walk *walk, struct fault *fault)
{
	struct unlock_attempt attempt = {
		.road = walk->road,
		.result = UNLOCK_FAILED,
		.error = ENODATA,
	};

	(void)fault_set(fault, -ENODATA, walk->passed_over ?
			"%s: its svsm tokens are for the token plugin, not for the key socket" :
			"%s: it has no svsm token: 'svsmctl disk enroll' makes one",
			luks_path(walk->luks));
	memcpy(attempt.reason, fault->text, sizeof(attempt.reason));
	note(walk, &attempt);
	return -ENODATA;
}

int key_volume_unlock(const char *device, enum unlock_road road,
		      const struct key_options *options, uint64_t deadline, struct secret *ret,
		      struct fault *fault)
{
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	struct walk walk = { .road = road, .options = options, .deadline = deadline };
	int r;

	libcrypto_start_without_names();
	r = luks_open(device, &luks, fault);
	if (r < 0)
		return r;
	walk.luks = luks;
	r = try_tokens(&walk, LUKS_PRIORITY_PREFER, ret, fault);
	if (r < 0) {
		const int preferred = r;

		r = try_tokens(&walk, LUKS_PRIORITY_NORMAL, ret, fault);
		if (r == -ENODATA && preferred != -ENODATA)
			r = preferred;
	}
	unlock_close(walk.unlock);
	return r < 0 && !walk.tried ? tell_none(&walk, fault) : r;
}
