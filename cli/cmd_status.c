/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl status: is there an SVSM, which TPM is its own, and does the boot that
 * was logged match that TPM?
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/status.h"
#include "lib/base/cleanup.h"

enum { OPTION_TCTI, OPTION_EVENTLOG, OPTION_JSON };

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(cleanup_free) struct status *status = malloc(sizeof(*status));
	const struct status_options options = {
		.tcti = values[OPTION_TCTI] ?: getenv("SVSM_TCTI"),
		.log_path = values[OPTION_EVENTLOG],
	};
	bool is_well;

	if (!status) {
		say_error(command->name, &(struct fault){ "out of memory", FAULT_NOWHERE }, NULL);
		return EXIT_NO;
	}
	status_gather(&options, status);
	if (values[OPTION_JSON])
		status_print_json(status);
	else
		status_print_text(status);
	is_well = status_is_under_svsm(status) && !status_has_problem(status);
	status_deinit(status);
	return is_well ? EXIT_DONE : EXIT_NO;
}

const struct command status_command = {
	.name = "status",
	.summary = "show the SVSM, its services, its TPM, whether the boot log replays and the TPM lasts",
	.details = "Never makes the SVSM work.  Works as a normal user and says what needs root.\n"
		   "Exit status 0: under an SVSM, and no problem was found.\n",
	.options =
		{
			[OPTION_TCTI] = {"tcti", "TCTI",
					 "the TPM to compare with (default: the SVSM's)"},
			[OPTION_EVENTLOG] = {"eventlog", "FILE",
					     "the firmware's event log (default: the chip's)"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.run = run,
};
