/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making JSON of attempts.
 */
#include "lib/disks/disk_explain.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_cause.h"
#include "lib/disks/disk_places.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/svsm_token.h"
#include "lib/format/unlock_record.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"
#include "lib/sys/file.h"
#include "lib/sys/luks.h"

/* What the token of @attempt was bound to, against this boot. */
static void find_cause(const struct disk_places *places, struct luks *luks,
		       const struct unlock_attempt *attempt, struct disk_cause *ret)
{
	_cleanup_(cleanup_free) struct svsm_token *token = calloc(1, sizeof(*token));
	const char *json;

	if (!token || !attempt->has_token)
		return;
	json = luks_token_read(luks, (int)attempt->token);
	/* One that is gone, or damaged, has no record; the attempt's reason is what there is. */
	if (json && !svsm_token_decode(json, strlen(json), token, NULL))
		disk_cause_find(places, token, attempt, ret);
}

static struct json_object *attempt_json(const struct disk_places *places, struct luks *luks,
					const struct unlock_attempt *attempt)
{
	_cleanup_(disk_cause_deinit) struct disk_cause cause = DISK_CAUSE_NONE;
	struct json_object *object = json_new_object(), *branches = json_new_array();
	size_t i;

	for (i = 0; i < attempt->branch_count; i++) {
		const struct unlock_branch *from = &attempt->branches[i];
		struct json_object *branch = json_new_object();

		json_add(branch, "bank", json_new_text(hash_algorithm_name(from->bank)));
		json_add(branch, "pcrs", log_json_new_pcrs(from->pcrs));
		json_add(branch, "standing", json_new_text(from->standing));
		json_append(branches, branch);
	}
	json_add(object, "token", attempt->has_token ? json_new_number(attempt->token) : NULL);
	json_add(object, "road", json_new_text(unlock_record_road(attempt->road)));
	json_add(object, "result", json_new_text(unlock_record_result(attempt->result)));
	json_add(object, "time", json_new_number(attempt->time));
	json_add(object, "reason", *attempt->reason ? json_new_text(attempt->reason) : NULL);
	json_add(object, "branches", branches);
	find_cause(places, luks, attempt, &cause);
	disk_cause_add_json(&cause, object);
	return object;
}

static int read_record(const char *folder, const char *uuid, struct unlock_record *ret,
		       struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(UNLOCK_RECORD_SIZE_MAX);
	struct fault reason = FAULT_NONE;
	char path[PATH_MAX];
	int r;

	if (!unlock_record_is_uuid(uuid) ||
	    (size_t)snprintf(path, sizeof(path), "%s/%s", folder, uuid) >= sizeof(path))
		return fault_set(fault, -EINVAL, "'%s': no name for a record", uuid);
	r = file_read(path, &text, fault);
	if (r < 0)
		return r;
	r = unlock_record_decode(text.data, text.size, ret, &reason);
	return r < 0 ? fault_set_at(fault, r, reason.offset, "%s: %s", path, reason.text) : 0;
}

int disk_explain_json(const struct disk_places *places, struct luks *luks,
		      struct json_object **ret, struct fault *fault)
{
	struct json_object *object, *attempts;
	struct unlock_record record;
	size_t i;
	int r;

	r = read_record(places->attempts, luks_uuid(luks), &record, fault);
	if (r < 0)
		return r;
	object = json_new_object();
	attempts = json_new_array();
	for (i = 0; i < record.count; i++)
		json_append(attempts, attempt_json(places, luks, &record.attempts[i]));
	json_add(object, "volume", json_new_text(luks_path(luks)));
	json_add(object, "uuid", json_new_text(luks_uuid(luks)));
	json_add(object, "attempts", attempts);
	*ret = object;
	return 0;
}
