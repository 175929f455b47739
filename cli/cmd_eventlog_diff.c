/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl eventlog diff: what changed between two boots, by what it means.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/log_diff_text.h"
#include "cli/log_say.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/show/json.h"
#include "lib/show/log_diff.h"
#include "lib/show/log_set.h"
#include "lib/show/log_story.h"

enum { OPTION_FORMAT, OPTION_JSON };

struct boot {
	struct log_set set;
	struct log_story story;
};

static void boot_deinit(struct boot *boot)
{
	log_story_deinit(&boot->story);
	log_set_deinit(&boot->set);
}

/* @paths: files with commas between, as several logs may be of one boot. */
static int read_boot(struct boot *boot, const char *paths, const char *format,
		     struct fault *fault)
{
	_cleanup_(cleanup_free) char *copy = strdup(paths);
	const char *names[LOG_SET_MAX + 1] = { NULL };
	char *rest, *name;
	size_t count = 0;
	int r;

	if (!copy)
		return fault_set(fault, -ENOMEM, "%s: out of memory", paths);
	for (name = strtok_r(copy, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
		if (count == LOG_SET_MAX)
			return fault_set(fault, -E2BIG, "%s: more than %u logs", paths,
					 LOG_SET_MAX);
		names[count++] = name;
	}
	if (!count)
		return fault_set(fault, -EINVAL, "'%s': no file is named", paths);
	r = log_set_read(&boot->set, names, format, NULL, fault);
	return r < 0 ? r : log_story_read(&boot->story, &boot->set, LOG_STORY_ALL_PCRS, fault);
}

static bool is_whole(const struct boot *boot)
{
	return log_set_is_complete(&boot->set) && !boot->story.omitted;
}

static void say_incomplete(const struct boot *boot, const char *name)
{
	log_say_incomplete(&boot->set, name);
	if (boot->story.omitted)
		say_note(name, "%s: incomplete: only the first %u events are compared, %zu are not",
			 boot->set.files[0]->path, LOG_STORY_EVENTS_MAX, boot->story.omitted);
}

static void print_json(const struct log_diff *diff, bool is_complete)
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();
	struct json_object *changes = json_new_array();
	size_t i;

	for (i = 0; i < diff->count; i++)
		json_append(changes, log_diff_change_json(&diff->changes[i]));
	json_add(object, "same", json_new_bool(!diff->count));
	json_add(object, "complete", json_new_bool(is_complete));
	json_add(object, "changes", changes);
	json_print(object);
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(boot_deinit) struct boot before = { .set = { .count = 0 } };
	_cleanup_(boot_deinit) struct boot after = { .set = { .count = 0 } };
	_cleanup_(log_diff_deinit) struct log_diff diff = { 0 };
	struct fault fault = FAULT_NONE;
	bool is_complete;
	size_t i;
	int r;

	if (!log_say_has_format(values[OPTION_FORMAT], command->name))
		return EXIT_USAGE;
	r = read_boot(&before, values[COMMAND_OPTIONS_MAX], values[OPTION_FORMAT], &fault);
	if (r >= 0)
		r = read_boot(&after, values[COMMAND_OPTIONS_MAX + 1], values[OPTION_FORMAT],
			      &fault);
	if (r >= 0)
		r = log_diff_run(&before.story, &after.story, &diff, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	is_complete = is_whole(&before) && is_whole(&after);
	if (values[OPTION_JSON])
		print_json(&diff, is_complete);
	for (i = 0; !values[OPTION_JSON] && i < diff.count; i++)
		log_diff_print_change(&diff.changes[i], "");
	if (!diff.count && !values[OPTION_JSON])
		puts(is_complete ? "Both boots measured the same." :
				   "Both boots measured the same, as far as the logs go.");
	say_incomplete(&before, command->name);
	say_incomplete(&after, command->name);
	return diff.count || !is_complete ? EXIT_NO : EXIT_DONE;
}

const struct command eventlog_diff_command = {
	.name = "eventlog diff",
	.summary = "tell what changed between two boots",
	.details = "Each boot is a log, or several with commas between: firmware's,systemd's.  Exit "
		   "status 0:\nboth measured the same; 1: they did not.\n",
	.options =
		{
			[OPTION_FORMAT] = {"format", "NAME", "what the files are, see 'replay'"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.operands = "BEFORE AFTER",
	.operands_min = 2,
	.operands_max = 2,
	.run = run,
};
