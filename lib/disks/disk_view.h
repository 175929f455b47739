/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What opens a volume: its keyslots and tokens, whoever made them, and for those of a TPM
 * what they are bound to and whether this boot satisfies it.
 */
#pragma once

#include <stdint.h>

#include "lib/base/fault.h"
#include "lib/format/svsm_token.h"
#include "lib/format/token_head.h"
#include "lib/sys/luks.h"

struct pcr_signatures;
struct pcr_values;

#define DISK_VIEW_KEYSLOTS	TOKEN_HEAD_KEYSLOTS
#define DISK_VIEW_TOKENS	32
#define DISK_VIEW_BINDING_MAX	256
#define DISK_VIEW_RECOVERY_TYPE	"systemd-recovery"	/* systemd-cryptenroll's */

enum disk_token_kind {
	DISK_TOKEN_OTHER = 0,
	DISK_TOKEN_SVSM,
	DISK_TOKEN_SYSTEMD_TPM2,
	DISK_TOKEN_RECOVERY,
	DISK_TOKEN_CLEVIS,
	DISK_TOKEN_BROKEN,	/* of a type that is known, but cannot be read */
};

/* Whether this boot satisfies what the token is bound to. */
enum disk_standing {
	DISK_STANDING_NONE = 0,	/* it is not of a TPM */
	DISK_STANDING_UNTOLD,
	DISK_STANDING_NO,
	DISK_STANDING_YES,
};

struct disk_token {
	int number;
	enum disk_token_kind kind;
	char type[TOKEN_HEAD_TYPE_SIZE];
	uint32_t keyslots;
	enum svsm_token_road road;		/* of one of type "svsm" */
	uint8_t record[SVSM_TOKEN_RECORD_SIZE];	/* likewise */
	char binding[DISK_VIEW_BINDING_MAX];	/* "PCR 4+11 (sha256), PIN"; empty: nothing */
	enum disk_standing standing;
	char reason[FAULT_TEXT_MAX];		/* for UNTOLD, NO, and what is broken */
};

struct disk_view {
	struct luks_keyslot keyslots[DISK_VIEW_KEYSLOTS];
	int keyslot_count;			/* that there can be */
	struct disk_token tokens[DISK_VIEW_TOKENS];
	int token_count;			/* that there are */
};

/* What this boot can show. */
struct disk_boot {
	const struct pcr_values *live;		/* of the SVSM's TPM; NULL: not read */
	const char *why_not;			/* then: why */
	const struct pcr_signatures *signatures;	/* NULL: there are none */
};

void disk_view_read(struct luks *luks, const struct disk_boot *boot, struct disk_view *ret);

/* The token that names @keyslot, or NULL. */
const struct disk_token *disk_view_token_of(const struct disk_view *view, int keyslot);

/* "yes", "no", "unknown"; "none" where no TPM is asked. */
const char *disk_standing_name(enum disk_standing standing);

/* Whether a keyslot has a key that only a program can know, and no token tells of one. */
bool disk_view_is_orphan(const struct disk_view *view, int keyslot);
