/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The unlock record on its file system.
 *
 * Two volumes have two files; one volume is unlocked by one program at a time, so the
 * file is read and written without a lock.
 */
#include "lib/unlock/unlock_note.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/seal_policy.h"
#include "lib/sys/file.h"
#include "lib/sys/whole_file.h"

#define FOLDER_MODE	0755

static const char *const standings[] = {
	[SEAL_UNKNOWN] = "unknown",
	[SEAL_BANK_MISSING] = "bank-missing",
	[SEAL_PCRS_DIFFER] = "pcrs-differ",
	[SEAL_NO_SIGNATURES] = "no-signatures",
	[SEAL_UNSIGNED] = "unsigned",
	[SEAL_SATISFIED] = "satisfied",
};

void unlock_note_outlook(struct unlock_attempt *attempt, const struct seal_outlook *outlook)
{
	size_t i;

	attempt->branch_count = 0;
	for (i = 0; i < outlook->count; i++) {
		const struct seal_branch_outlook *from = &outlook->branches[i];
		struct unlock_branch *branch = &attempt->branches[attempt->branch_count];

		if (!hash_algorithm_name(from->bank))
			continue;	/* it was not looked at */
		*branch = (struct unlock_branch){ .bank = from->bank, .pcrs = from->pcrs };
		(void)snprintf(branch->standing, sizeof(branch->standing), "%s",
			       standings[from->standing]);
		attempt->branch_count++;
	}
}

/* The folder, and the one above it. */
static int make_folder(const char *folder, struct fault *fault)
{
	char above[PATH_MAX];
	const char *last = strrchr(folder, '/');

	if (last && last > folder) {
		(void)snprintf(above, sizeof(above), "%.*s", (int)(last - folder), folder);
		(void)mkdir(above, FOLDER_MODE); /* the next one tells */
	}
	if (mkdir(folder, FOLDER_MODE) < 0 && errno != EEXIST)
		return fault_set(fault, -errno, "%s: %s", folder, error_text(errno));
	return 0;
}

static void read_record(const char *path, const char *uuid, struct unlock_record *ret)
{
	struct buffer text = BUFFER_INIT(UNLOCK_RECORD_SIZE_MAX);

	if (file_read(path, &text, NULL) < 0 ||
	    unlock_record_decode(text.data, text.size, ret, NULL) < 0 ||
	    strcmp(ret->uuid, uuid)) {
		ret->count = 0;
		(void)snprintf(ret->uuid, sizeof(ret->uuid), "%s", uuid);
	}
	buffer_deinit(&text);
}

int unlock_note_write(const char *folder, const char *uuid, const struct unlock_attempt *attempt,
		      struct fault *fault)
{
	struct buffer text = BUFFER_INIT(UNLOCK_RECORD_SIZE_MAX);
	struct unlock_attempt timed = *attempt;
	struct unlock_record record;
	const time_t now = time(NULL);
	char path[PATH_MAX];
	int r;

	folder = folder ?: UNLOCK_RECORD_FOLDER;
	if (!unlock_record_is_uuid(uuid))
		return fault_set(fault, -EINVAL, "a volume without a UUID has no unlock record");
	if (snprintf(path, sizeof(path), "%s/%s", folder, uuid) >= (int)sizeof(path))
		return fault_set(fault, -ENAMETOOLONG, "%s: too long", folder);
	r = make_folder(folder, fault);
	if (r < 0)
		return r;
	timed.time = now > 0 ? (uint64_t)now : 0;
	read_record(path, uuid, &record);
	unlock_record_add(&record, &timed);
	r = unlock_record_encode(&record, &text);
	if (r < 0)
		r = fault_set(fault, r, "%s: %s", path, error_text(r));
	else
		r = whole_file_write(path, text.data, text.size, fault);
	buffer_deinit(&text);
	return r;
}
