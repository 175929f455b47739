/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl trust history: every change of the state, also of earlier boots.
 */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/trust_view.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/show/json.h"
#include "lib/sys/trust_history.h"

enum { OPTION_JSON };

struct listing {
	struct json_object *array;	/* NULL: lines */
	struct trust_entry last;
	size_t count;
	size_t missing;			/* numbers that no line has */
};

static void print(const struct trust_entry *entry)
{
	char when[32];

	trust_view_time(entry->time, when);
	printf("%s  %-10s %-6s %s: %s\n", when, entry->state, entry->assurance, entry->event,
	       entry->cause);
}

static int take(void *user, const struct trust_entry *entry)
{
	struct listing *listing = user;

	if (listing->count && entry->number > listing->last.number + 1)
		listing->missing += entry->number - listing->last.number - 1;
	if (listing->array)
		json_append(listing->array, trust_view_entry_json(entry));
	else if (listing->count &&
		 memcmp(listing->last.boot_id, entry->boot_id, sizeof(entry->boot_id)))
		printf("-- another boot\n");
	if (!listing->array)
		print(entry);
	listing->last = *entry;
	listing->count++;
	return 0;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(json_cleanup) struct json_object *array = NULL;
	struct listing listing = { .count = 0 };
	struct fault fault = FAULT_NONE;
	char path[PATH_MAX];
	size_t skipped;

	if (values[OPTION_JSON])
		listing.array = array = json_new_array();
	trust_view_history_path(path);
	if (trust_history_each(path, take, &listing, &skipped, &fault) < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	if (array)
		json_print(array);
	if (skipped)
		say_note(command->name, "%s: lines that are none of svsmd's, passed over: %zu",
			 path, skipped);
	if (listing.missing)
		say_note(command->name, "%s: changes that are missing in between: %zu; somebody "
			 "took them away", path, listing.missing);
	return EXIT_DONE;
}

const struct command trust_history_command = {
	.name = "trust history",
	.summary = "list the changes of the state, also of earlier boots",
	.details = "The oldest first.  It is no proof: who may write the file may write anything "
		   "into it.\n",
	.options =
		{
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.run = run,
};
