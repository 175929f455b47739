/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk explain: what became of the attempts to open a volume in this boot, as the
 * token plugin, the key socket and the keyscript have noted it; and which events of the boot
 * are others than at enrollment.
 */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/disk_env.h"
#include "cli/disk_told.h"
#include "cli/json_look.h"
#include "cli/log_diff_text.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_explain.h"
#include "lib/format/pcr_mask.h"
#include "lib/format/unlock_record.h"
#include "lib/sys/luks.h"

enum { OPTION_JSON, OPTION_RECORDS };

#define TIME_TEXT_MAX	32
#define INDENT		"            "
#define PCRS		0xffffffu

/* In UTC: an initrd knows no other. */
static void time_text(uint64_t seconds, char ret[TIME_TEXT_MAX])
{
	const time_t when = (time_t)seconds;
	struct tm parts;

	if (!gmtime_r(&when, &parts) ||
	    !strftime(ret, TIME_TEXT_MAX, "%Y-%m-%dT%H:%M:%SZ", &parts))
		(void)snprintf(ret, TIME_TEXT_MAX, "?");
}

static void print_pcrs(const struct json_reader_value *attempt, const char *key, const char *says)
{
	const uint32_t mask = json_look_mask(attempt, key) & PCRS;
	char pcrs[PCR_MASK_TEXT_SIZE];

	if (mask)
		printf(INDENT "PCR %s: %s\n", pcr_mask_text(mask, pcrs), says);
}

/* What was measured otherwise. */
static void print_cause(const struct json_reader_value *attempt)
{
	_cleanup_(cleanup_free) char *untold = json_look_text(attempt, "untold");
	struct cursor changes = json_look_array(attempt, "changes");
	struct json_reader_value change;

	if (*untold) {
		printf(INDENT "which event it was cannot be told: %s\n", untold);
		return;
	}
	while (json_reader_element(&changes, &change) > 0)
		log_diff_print_told(&change, INDENT);
	print_pcrs(attempt, "unlogged", "the firmware's log says the same as at enrollment: "
		   "something extended it, and did not log it there");
	print_pcrs(attempt, "foreign", "the log that was kept at enrollment does not replay to what "
		   "the token wants: nothing can be told from it");
}

static void print_branch(const struct json_reader_value *branch, unsigned int number)
{
	_cleanup_(cleanup_free) char *bank = json_look_text(branch, "bank");
	_cleanup_(cleanup_free) char *standing = json_look_text(branch, "standing");
	char pcrs[PCR_MASK_TEXT_SIZE];

	printf("%-11s branch %u: PCR %s (%s): %s\n", "", number,
	       pcr_mask_text(json_look_mask(branch, "pcrs") & PCRS, pcrs), bank, standing);
}

static void print_attempt(const struct json_reader_value *attempt)
{
	_cleanup_(cleanup_free) char *result = json_look_text(attempt, "result");
	_cleanup_(cleanup_free) char *road = json_look_text(attempt, "road");
	_cleanup_(cleanup_free) char *reason = json_look_text(attempt, "reason");
	struct cursor branches = json_look_array(attempt, "branches");
	struct json_reader_value token, branch;
	char when[TIME_TEXT_MAX];
	unsigned int number = 0;

	time_text(json_look_number(attempt, "time"), when);
	if (json_look(attempt, "token", &token))
		printf("token %-5u %s by the %s, %s\n",
		       (unsigned int)json_look_number(attempt, "token"), result, road, when);
	else
		printf("no token    %s by the %s, %s\n", result, road, when);
	if (*reason)
		printf("%-11s %s\n", "", reason);
	while (json_reader_element(&branches, &branch) > 0)
		print_branch(&branch, ++number);
	print_cause(attempt);
}

static void print_text(const struct json_reader_value *volume)
{
	_cleanup_(cleanup_free) char *path = json_look_text(volume, "volume");
	_cleanup_(cleanup_free) char *uuid = json_look_text(volume, "uuid");
	struct cursor attempts = json_look_array(volume, "attempts");
	struct json_reader_value attempt;

	printf("volume      %s, UUID %s\n", path, uuid);
	while (json_reader_element(&attempts, &attempt) > 0)
		print_attempt(&attempt);
}

static int run(const struct command *command, const char *const values[])
{
	struct disk_places places = disk_env(NULL, NULL);
	const struct disk_question question = {
		.command = command->name,
		.volume = values[COMMAND_OPTIONS_MAX],
		.method = "Explain",
		.is_local = values[OPTION_RECORDS],
	};
	_cleanup_(disk_told_deinit) struct disk_told told = DISK_TOLD_NONE;
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	struct json_object *object;
	struct fault fault = FAULT_NONE;
	int r;

	places.attempts = values[OPTION_RECORDS] ?: places.attempts;
	r = disk_told_begin(&question, &luks, &told);
	if (r < 0)
		return EXIT_NO;
	if (!r)
		r = disk_explain_json(&places, luks, &object, &fault);
	if (r < 0) {
		say_error(command->name, &fault, r == -ENOENT ?
			  "nobody has tried to open it by a token of type 'svsm' in this boot; "
			  "'svsmctl disk test' tries it now" : NULL);
		return EXIT_NO;
	}
	if (!r)
		disk_told_take(&told, object);
	if (values[OPTION_JSON])
		puts(told.text);
	else
		print_text(&told.volume);
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
