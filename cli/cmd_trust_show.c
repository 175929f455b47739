/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl trust show: the state, and what led to it.
 */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/trust_view.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/show/json.h"

enum { OPTION_JSON };

static const char *const keepers[] = {
	[TRUST_KEEPER_UNSEEN] = "only root sees whether svsmd runs",
	[TRUST_KEEPER_AWAY] = "svsmd does not run: nobody looks",
	[TRUST_KEEPER_RUNS] = "svsmd runs",
};

static void print(const struct trust_view *view)
{
	const struct trust_entry *entry = &view->entry;
	char when[32];

	if (!view->has_state) {
		printf("state       unknown: nothing was shown in this boot\n");
	} else {
		trust_view_time(entry->time, when);
		printf("state       %s\nassurance   %s\n", entry->state, entry->assurance);
		if (*entry->cause)
			printf("since       %s, %s: %s\n", when, entry->event, entry->cause);
		printf("last look   %llu s ago\n", (unsigned long long)view->age_ms / 1000);
	}
	printf("keeper      %s\n", keepers[view->keeper]);
}

static void print_json(const struct trust_view *view)
{
	_cleanup_(json_cleanup) struct json_object *document = json_new_object();

	json_add(document, "state", json_new_text(view->has_state ? view->entry.state : "unknown"));
	json_add(document, "last", view->has_state ? trust_view_entry_json(&view->entry) : NULL);
	json_add(document, "age_ms", view->has_state ? json_new_number(view->age_ms) : NULL);
	json_add(document, "is_watched", view->keeper == TRUST_KEEPER_UNSEEN ? NULL :
		 json_new_bool(view->keeper == TRUST_KEEPER_RUNS));
	json_print(document);
}

static int run(const struct command *command, const char *const values[])
{
	struct fault fault = FAULT_NONE;
	struct trust_view view;

	if (trust_view_read(&view, &fault) < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	if (values[OPTION_JSON])
		print_json(&view);
	else
		print(&view);
	return EXIT_DONE;
}

const struct command trust_show_command = {
	.name = "trust show",
	.summary = "show the state, who stands behind it, and what led to it",
	.details = "Asks neither TPM nor SVSM.  Exit status 0 whatever the state: see "
		   "'svsmctl trust check'.\n",
	.options =
		{
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.run = run,
};
