/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the vTPM says of itself against what the disk remembers of it: the same vTPM that
 * has gone on from there, or which of the two is older, another, or not there.  Pure
 * judgement; Documentation/persistence.md argues every row of it.
 *
 * Memory of zeros is the worst: nothing was compared, nothing is known.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/birth_record.h"

#define BIRTH_REASON_MAX	384
#define BIRTH_REMEDY_MAX	256

enum birth_verdict {
	BIRTH_UNKNOWN = 0,	/* not compared */
	BIRTH_NO_RECORD,	/* the disk remembers nothing: unknown, not "the first boot" */
	BIRTH_NOT_AUTHENTIC,	/* what the disk has was not written by this TPM, or changed */
	BIRTH_REMADE,		/* it is about another TPM: this one was made since */
	BIRTH_INDEX_FOREIGN,	/* something else is at our NV index */
	BIRTH_INDEX_GONE,	/* our NV index was deleted, or the TPM's state is older */
	BIRTH_TPM_BEHIND,	/* the TPM's state is older than the disk's */
	BIRTH_DISK_BEHIND,	/* the record is older than the TPM's state: a restored backup */
	BIRTH_SAME,
	_BIRTH_VERDICT_MAX,
};

/* Whether what is kept in the vTPM is still there after a relaunch. */
enum birth_persistence {
	BIRTH_PERSISTENCE_UNKNOWN = 0,	/* to be treated as ephemeral */
	BIRTH_EPHEMERAL,	/* the TPM of the record did not outlive a launch */
	BIRTH_PERSISTENT,	/* our index was seen to: only with BIRTH_SAME */
};

enum birth_index {
	BIRTH_INDEX_ABSENT = 0,
	BIRTH_INDEX_OTHERS,	/* not of our attributes */
	BIRTH_INDEX_OURS,
};

/* What the vTPM says. */
struct birth_tpm {
	enum birth_index index;
	uint8_t instance[BIRTH_RECORD_INSTANCE_SIZE];	/* with BIRTH_INDEX_OURS */
	struct birth_clock clock;			/* its counter as well */
	uint8_t ak_name[BIRTH_RECORD_NAME_SIZE];
};

/* What this boot is. */
struct birth_now {
	uint8_t boot_id[BIRTH_RECORD_BOOT_ID_SIZE];
	uint8_t launch[BIRTH_RECORD_LAUNCH_SIZE];	/* zeros: not asked, or not to be had */
};

struct birth_facts {
	const struct birth_tpm *tpm;		/* NULL: it could not be asked: unknown */
	const struct birth_record *record;	/* NULL: there is none that can be read */
	const char *malformed;			/* why it cannot, or NULL: there is none */
	bool is_signed_by_tpm;			/* birth_signature_check() by the TPM's AK */
	struct birth_now now;
};

struct birth {
	enum birth_verdict verdict;
	enum birth_persistence persistence;
	bool is_of_this_boot;		/* with BIRTH_SAME: the record was completed in it */
	uint32_t survived;		/* with BIRTH_SAME: relaunches, this one included */
	char reason[BIRTH_REASON_MAX];		/* why that verdict */
	char persistence_reason[BIRTH_REASON_MAX];
	char remedy[BIRTH_REMEDY_MAX];		/* what to do; empty: nothing */
};

/* Always fills @ret. */
void birth_judge(const struct birth_facts *facts, struct birth *ret);

/* Whether a disk may rely on the vTPM: BIRTH_SAME and BIRTH_PERSISTENT. */
bool birth_is_reliable(const struct birth *birth);

/* "tpm-behind": for text, JSON and --accept alike.  And back; -ENOENT. */
const char *birth_verdict_name(enum birth_verdict verdict);
int birth_verdict_find(const char *name, enum birth_verdict *ret);

/* What has become of vTPM or disk, in words; NULL: nothing that is known. */
const char *birth_verdict_means(enum birth_verdict verdict);

/* "unknown", "ephemeral", "persistent". */
const char *birth_persistence_name(enum birth_persistence persistence);
