/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk explain: what became of the attempts to open a volume in this boot, as the
 * token plugin, the key socket and the keyscript have noted it; and which events of the boot
 * are others than at enrollment.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/disk_cause.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/pcr_mask.h"
#include "lib/format/svsm_token.h"
#include "lib/format/unlock_record.h"
#include "lib/show/json.h"
#include "lib/sys/file.h"
#include "lib/sys/luks.h"

enum { OPTION_JSON, OPTION_RECORDS };

#define TIME_TEXT_MAX	32

/* In UTC: an initrd knows no other. */
static void time_text(uint64_t seconds, char ret[TIME_TEXT_MAX])
{
	const time_t when = (time_t)seconds;
	struct tm parts;

	if (!gmtime_r(&when, &parts) ||
	    !strftime(ret, TIME_TEXT_MAX, "%Y-%m-%dT%H:%M:%SZ", &parts))
		(void)snprintf(ret, TIME_TEXT_MAX, "?");
}

/* What the token of @attempt was bound to, against this boot. */
static void find_cause(struct luks *luks, const struct unlock_attempt *attempt,
		       struct disk_cause *ret)
{
	_cleanup_(cleanup_free) struct svsm_token *token = calloc(1, sizeof(*token));
	const char *json;

	if (!token || !attempt->has_token)
		return;
	json = luks_token_read(luks, (int)attempt->token);
	/* One that is gone, or damaged, has no record; the attempt's reason is what there is. */
	if (json && !svsm_token_decode(json, strlen(json), token, NULL))
		disk_cause_find(token, attempt, ret);
}

static void print_attempt(struct luks *luks, const struct unlock_attempt *attempt)
{
	_cleanup_(disk_cause_deinit) struct disk_cause cause = DISK_CAUSE_NONE;
	char when[TIME_TEXT_MAX], pcrs[PCR_MASK_TEXT_SIZE];
	size_t i;

	time_text(attempt->time, when);
	if (attempt->has_token)
		printf("token %-5u %s by the %s, %s\n", attempt->token,
		       unlock_record_result(attempt->result), unlock_record_road(attempt->road),
		       when);
	else
		printf("no token    %s by the %s, %s\n", unlock_record_result(attempt->result),
		       unlock_record_road(attempt->road), when);
	if (*attempt->reason)
		printf("%-11s %s\n", "", attempt->reason);
	for (i = 0; i < attempt->branch_count; i++) {
		const struct unlock_branch *branch = &attempt->branches[i];

		printf("%-11s branch %zu: PCR %s (%s): %s\n", "", i + 1,
		       pcr_mask_text(branch->pcrs, pcrs),
		       hash_algorithm_name(branch->bank), branch->standing);
	}
	find_cause(luks, attempt, &cause);
	disk_cause_print(&cause, "            ");
}

static struct json_object *attempt_json(struct luks *luks,
					const struct unlock_attempt *attempt)
{
	_cleanup_(disk_cause_deinit) struct disk_cause cause = DISK_CAUSE_NONE;
	struct json_object *object = json_new_object(), *branches = json_new_array();
	size_t i;

	for (i = 0; i < attempt->branch_count; i++) {
		const struct unlock_branch *from = &attempt->branches[i];
		struct json_object *branch = json_new_object(), *pcrs = json_new_array();
		unsigned int pcr;

		for (pcr = 0; pcr < 24; pcr++)
			if (from->pcrs >> pcr & 1)
				json_append(pcrs, json_new_number(pcr));
		json_add(branch, "bank", json_new_text(hash_algorithm_name(from->bank)));
		json_add(branch, "pcrs", pcrs);
		json_add(branch, "standing", json_new_text(from->standing));
		json_append(branches, branch);
	}
	json_add(object, "token", attempt->has_token ? json_new_number(attempt->token) : NULL);
	json_add(object, "road", json_new_text(unlock_record_road(attempt->road)));
	json_add(object, "result", json_new_text(unlock_record_result(attempt->result)));
	json_add(object, "time", json_new_number(attempt->time));
	json_add(object, "reason", *attempt->reason ? json_new_text(attempt->reason) : NULL);
	json_add(object, "branches", branches);
	find_cause(luks, attempt, &cause);
	disk_cause_add_json(&cause, object);
	return object;
}

static void print_json(struct luks *luks, const struct unlock_record *record)
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();
	struct json_object *attempts = json_new_array();
	size_t i;

	for (i = 0; i < record->count; i++)
		json_append(attempts, attempt_json(luks, &record->attempts[i]));
	json_add(object, "volume", json_new_text(luks_path(luks)));
	json_add(object, "uuid", json_new_text(luks_uuid(luks)));
	json_add(object, "attempts", attempts);
	json_print(object);
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

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	struct fault fault = FAULT_NONE;
	struct unlock_record record;
	size_t i;
	int r;

	if (luks_open(values[COMMAND_OPTIONS_MAX], &luks, &fault) < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	r = read_record(values[OPTION_RECORDS] ?: UNLOCK_RECORD_FOLDER, luks_uuid(luks), &record,
			&fault);
	if (r < 0) {
		say_error(command->name, &fault, r == -ENOENT ?
			  "nobody has tried to open it by a token of type 'svsm' in this boot; "
			  "'svsmctl disk test' tries it now" : NULL);
		return EXIT_NO;
	}
	if (values[OPTION_JSON]) {
		print_json(luks, &record);
		return EXIT_DONE;
	}
	printf("volume      %s, UUID %s\n", luks_path(luks), luks_uuid(luks));
	for (i = 0; i < record.count; i++)
		print_attempt(luks, &record.attempts[i]);
	return EXIT_DONE;
}

const struct command disk_explain_command = {
	.name = "disk explain",
	.summary = "tell what became of the attempts to open a volume in this boot",
	.details = "What the token plugin, the key socket and the keyscript have noted, the latest of "
		   "each token,\nand what was measured otherwise than at enrollment.\nExit status 0: there is such a note; 1: there is none.\n",
	.options =
		{
			[OPTION_JSON] = {"json", NULL, "print JSON"},
			[OPTION_RECORDS] = {"records", "FOLDER",
					    "where the notes are (" UNLOCK_RECORD_FOLDER ")"},
		},
	.operands = "VOLUME",
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
