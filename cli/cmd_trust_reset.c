/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl trust reset: has svsmd forget what it holds, and begin anew with what is there now.
 */
#include "cli/bus.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(bus_cleanup) struct bus *bus = NULL;
	struct fault fault = FAULT_NONE;
	int r;

	r = bus_open(&bus, &fault);
	if (!r) {
		bus_be_patient(bus);
		r = bus_call(bus, NULL, "Reset", NULL, &fault, "");
	}
	if (r < 0) {
		say_error(command->name, &fault, bus_remedy(r));
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command trust_reset_command = {
	.name = "trust reset",
	.summary = "have svsmd forget what failed, and hold the guest to what it is now",
	.details = "A failure is forgotten with all it was about: find out first what it was.  "
		   "The history\nkeeps it, and says that it was reset.\n",
	.run = run,
};
