/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl eventlog show: who measured what, PCR by PCR, and which of it is proven.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/log_html.h"
#include "cli/log_places.h"
#include "cli/log_say.h"
#include "cli/log_story_text.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"
#include "lib/show/log_set.h"
#include "lib/show/log_story.h"

enum { OPTION_PCR, OPTION_FORMAT, OPTION_HTML, OPTION_JSON };

static int print_json(const struct log_set *set, const struct log_story *story,
		      const struct replay *replay)
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();

	log_json_add_set(object, set);
	json_add(object, "story", log_story_json(story));
	log_json_add_replay(object, replay);
	json_print(object);
	return 0;
}

/* "7" or "0,7,11" */
static int parse_pcrs(const char *text, uint32_t *ret)
{
	uint32_t mask = 0;
	char *end;

	do {
		unsigned long pcr = strtoul(text, &end, 10);

		if (end == text || pcr >= EVENTLOG_PCRS || (*end && *end != ','))
			return -EINVAL;
		mask |= 1u << pcr;
		text = end + 1;
	} while (*end);
	*ret = mask;
	return 0;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(log_set_deinit) struct log_set set = { .count = 0 };
	const struct collect_log_paths own = log_places();
	_cleanup_(log_story_deinit) struct log_story story = { 0 };
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	uint32_t pcrs = LOG_STORY_ALL_PCRS;
	struct fault fault = FAULT_NONE;
	int r;

	if (values[OPTION_PCR] && parse_pcrs(values[OPTION_PCR], &pcrs) < 0) {
		say_usage(command->name, "--pcr '%s': not numbers from 0 to %u with commas between",
			  values[OPTION_PCR], EVENTLOG_PCRS - 1);
		return EXIT_USAGE;
	}
	if (!log_say_has_format(values[OPTION_FORMAT], command->name))
		return EXIT_USAGE;
	r = log_set_read(&set, values + COMMAND_OPTIONS_MAX, values[OPTION_FORMAT], &own,
			 &fault);
	if (r >= 0)
		r = log_set_replay(&set, &replay, &fault);
	if (r >= 0)
		r = log_story_read(&story, &set, pcrs, &fault);
	if (r >= 0 && values[OPTION_HTML])
		r = log_html_write(values[OPTION_HTML], &set, &story, replay, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	if (values[OPTION_JSON])
		print_json(&set, &story, replay);
	else if (!values[OPTION_HTML])
		log_story_text_print(&story, &set);
	log_say_incomplete(&set, command->name);
	return log_set_is_complete(&set) && !story.contradicted ? EXIT_DONE : EXIT_NO;
}

const struct command eventlog_show_command = {
	.name = "eventlog show",
	.summary = "tell what was measured, by whom, and which of it is proven",
	.details = "Without FILE: this machine's logs.  Exit status 1 when a log breaks off or an "
		   "event's\ntext and digest contradict each other.\n",
	.options =
		{
			[OPTION_PCR] = {"pcr", "LIST", "these PCRs only: 0,7,11"},
			[OPTION_FORMAT] = {"format", "NAME", "what the files are, see 'replay'"},
			[OPTION_HTML] = {"html", "FILE", "write a page with the boot as a picture"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.operands = "[FILE...]",
	.operands_max = LOG_SET_MAX,
	.run = run,
};
