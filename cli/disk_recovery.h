/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Recovery keys of a volume: what is written down and opens it whatever happens to TPM and
 * boot.  They are those of systemd-cryptenroll, its token included, so that both know each
 * other's.
 */
#pragma once

#include <stdbool.h>

#include "lib/base/secret.h"

struct fault;
struct luks;

/* Whether a keyslot is in use that a recovery key's token names. */
bool disk_recovery_exists(struct luks *luks);

/* Whether a keyslot is in use that no token names, and that is no program's: a passphrase. */
bool disk_recovery_has_passphrase(struct luks *luks);

struct disk_recovery {
	struct secret text;	/* what is to be written down */
	int keyslot, token;
};

#define DISK_RECOVERY_NONE	((struct disk_recovery){ .keyslot = -1, .token = -1 })

/* Adds one, to what starts as DISK_RECOVERY_NONE.  0; or -errno, and the volume is as it was. */
int disk_recovery_add(struct luks *luks, const struct secret *volume_key,
		      struct disk_recovery *ret, struct fault *fault);

/* Takes it out of the volume again. */
void disk_recovery_undo(struct luks *luks, const struct disk_recovery *recovery);

/*
 * Shows it on standard output, with a QR code where one can be drawn, as command @name.
 * 0; -EIO when nobody can have seen it, and then it is undone.
 */
int disk_recovery_show(const char *name, struct luks *luks,
		       const struct disk_recovery *recovery, struct fault *fault);

/* Wipes the text. */
void disk_recovery_deinit(struct disk_recovery *recovery);
