/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl trust check: yes or no, for scripts.
 *
 * No is the answer to all that is not known: a state of another boot, one that nobody looks
 * after any more, one that is older than whoever asks wants it.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/trust_view.h"
#include "lib/base/fault.h"
#include "lib/format/time_span.h"

enum { OPTION_SELF, OPTION_MAX_AGE };

static int judge(const struct trust_view *view, bool is_self_enough, const uint64_t *max_age_ms,
		 struct fault *fault)
{
	const struct trust_entry *entry = &view->entry;

	if (!view->has_state)
		return fault_set(fault, -EKEYREJECTED, "nothing was shown in this boot: is svsmd started? 'systemctl start svsmd'");
	if (view->keeper == TRUST_KEEPER_AWAY)
		return fault_set(fault, -EKEYREJECTED, "svsmd does not run ('systemctl start svsmd'): "
				 "the state was %s when it last looked", entry->state);
	if (view->keeper == TRUST_KEEPER_UNSEEN && !max_age_ms)
		return fault_set(fault, -EACCES, "only root sees whether svsmd runs; others say "
				 "by --max-age how old the last look may be");
	if (max_age_ms && view->age_ms > *max_age_ms)
		return fault_set(fault, -EKEYREJECTED, "the last look was %llu s ago",
				 (unsigned long long)view->age_ms / 1000);
	if (!strcmp(entry->state, "trusted") &&
	    (is_self_enough || !strcmp(entry->assurance, "remote")))
		return 0;
	if (!strcmp(entry->state, "consistent") && is_self_enough)
		return 0;
	return fault_set(fault, -EKEYREJECTED, "the state is %s (assurance %s)%s%s", entry->state,
			 entry->assurance, *entry->cause ? ": " : "", entry->cause);
}

static int run(const struct command *command, const char *const values[])
{
	const char *text = values[OPTION_MAX_AGE];
	struct fault fault = FAULT_NONE;
	uint64_t max_age_ms = 0;
	struct trust_view view;
	int r;

	if (text && time_span_parse(text, &max_age_ms) < 0) {
		say_usage(command->name, "--max-age: '%s' is no span of time such as 90min", text);
		return EXIT_USAGE;
	}
	r = trust_view_read(&view, &fault);
	if (!r)
		r = judge(&view, !!values[OPTION_SELF], text ? &max_age_ms : NULL, &fault);
	if (!r)
		return EXIT_DONE;
	say_error(command->name, &fault, NULL);
	return EXIT_NO;
}

const struct command trust_check_command = {
	.name = "trust check",
	.summary = "tell by the exit status whether this guest is to be trusted",
	.details = "Exit status 0 only for \"trusted\" by a verifier's verdict, in this boot, while "
		   "svsmd runs.\n",
	.options =
		{
			[OPTION_SELF] = {"self", NULL, "the guest's own word is enough"},
			[OPTION_MAX_AGE] = {"max-age", "TIME",
					    "how old the last look may be, such as 90min"},
		},
	.run = run,
};
