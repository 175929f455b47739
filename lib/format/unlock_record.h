/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What became of the attempts to get a volume's key out of the TPM in this boot, for
 * `svsmctl disk explain`: in UNLOCK_RECORD_FOLDER a file for each volume, named after the
 * UUID of its LUKS2 header.  In JSON, members sorted, no blanks:
 *
 *	{"attempts":[{"branches":[{"bank":"sha256","pcrs":128,"standing":"pcrs-differ"}],
 *	  "error":129,"reason":TEXT,"result":"failed","road":"socket","time":SECONDS,
 *	  "token":0}],"format":"svsm-guest/unlock-record","uuid":TEXT,"version":1}
 *
 * "pcrs" is a mask (bit n: PCR n), "error" an errno (0: none), "token" is left out where
 * the volume has none.  An attempt that is "unfinished" was begun, and whoever made it was
 * killed, or waits for the TPM to this moment.  There is no secret in it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/fault.h"
#include "lib/format/sealed_policy.h"

struct buffer;

#define UNLOCK_RECORD_FOLDER		"/run/svsm/unlock"
#define UNLOCK_RECORD_SIZE_MAX		(64u * 1024)
#define UNLOCK_RECORD_ATTEMPTS_MAX	32	/* as many as LUKS2 has tokens */
#define UNLOCK_RECORD_TOKEN_MAX		31
#define UNLOCK_RECORD_UUID_MAX		40
#define UNLOCK_RECORD_STANDING_MAX	24
#define UNLOCK_RECORD_ERROR_MAX		4095

enum unlock_result {
	UNLOCK_UNFINISHED,
	UNLOCK_FAILED,
	UNLOCK_OPENED,		/* the TPM gave the key out */
};

enum unlock_road {
	UNLOCK_BY_PLUGIN,
	UNLOCK_BY_SOCKET,
	UNLOCK_BY_SCRIPT,	/* Debian's cryptroot */
};

/* How the boot stood to one branch of the token's policy. */
struct unlock_branch {
	uint16_t bank;
	uint32_t pcrs;
	char standing[UNLOCK_RECORD_STANDING_MAX + 1];	/* "pcrs-differ", "satisfied", ... */
};

struct unlock_attempt {
	bool has_token;
	unsigned int token;
	enum unlock_road road;
	enum unlock_result result;
	unsigned int error;
	uint64_t time;			/* seconds since 1970, as the machine's clock said */
	char reason[FAULT_TEXT_MAX];	/* in words; "" where it was opened */
	struct unlock_branch branches[SEALED_POLICY_BRANCHES_MAX];
	size_t branch_count;		/* 0: it did not come so far */
};

struct unlock_record {
	char uuid[UNLOCK_RECORD_UUID_MAX + 1];
	struct unlock_attempt attempts[UNLOCK_RECORD_ATTEMPTS_MAX];
	size_t count;			/* the latest of each token, oldest first */
};

/* Names of the JSON, and for people. */
const char *unlock_record_result(enum unlock_result result);
const char *unlock_record_road(enum unlock_road road);

/* Whether @uuid can be a file's name: hexadecimal digits and "-", not none. */
bool unlock_record_is_uuid(const char *uuid);

/*
 * Puts @attempt behind the others; that of the same token, or of none, goes, and the
 * oldest where there is no room.  What of its reason is no text becomes "?".
 */
void unlock_record_add(struct unlock_record *record, const struct unlock_attempt *attempt);

/* The attempt of that token (-1: of none), or NULL. */
const struct unlock_attempt *unlock_record_find(const struct unlock_record *record, int token);

/* 0; -EINVAL for what unlock_record_decode() would refuse; -E2BIG, -ENOMEM. */
int unlock_record_encode(const struct unlock_record *record, struct buffer *out);

/* 0; -EBADMSG; -E2BIG.  On failure @ret is untouched. */
int unlock_record_decode(const void *text, size_t size, struct unlock_record *ret,
			 struct fault *fault);
