/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sealing a new key of a volume to the TPM.  The volume changes last, when the TPM has
 * given the key back by the token that is going to be written; and in an order in which it
 * opens by what it had, wherever it is cut off:
 *
 *	1. the log of this boot is kept, for 'disk explain'; the volume opens without it too
 *	2. the line in volumes.conf is written, where there is to be a key socket (a socket
 *	   that has no key to give is followed by the prompt)
 *	3. the keyslot is added (cut off here: an orphan, which 'disk list' names)
 *	4. the token is added, and names it (from here on it opens the volume)
 *	5. the keyslot is preferred, so that libcryptsetup tries its token first
 */
#pragma once

#include <stdbool.h>

#include "lib/base/fault.h"
#include "lib/format/sealed_policy.h"

struct disk_gate;
struct disk_road;
struct luks;
struct secret;
struct tpm;

struct disk_enroll_request {
	struct luks *luks;
	struct tpm *tpm;
	const char *tcti;		/* of the same TPM, for the rehearsal */
	const char *signatures;		/* a .pcrsig file; NULL: looked for */
	const struct secret *volume_key;
	const struct secret *pin;	/* NULL: none */
	const struct sealed_policy *policy;
	const struct disk_gate *gate;
	const struct disk_road *road;
};

struct disk_enrolled {
	int keyslot, token;
	bool has_new_line;		/* in volumes.conf */
	struct fault record_fault;	/* with a text: the boot's log was not kept, and why */
};

/* 0; -EKEYREJECTED when this boot does not satisfy the policy; -errno. */
int disk_enroll(const struct disk_enroll_request *request, struct disk_enrolled *ret,
		struct fault *fault);
