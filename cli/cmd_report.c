/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl report: the commands about bare SNP reports.
 */
#include "cli/commands.h"
#include "cli/options.h"

static const struct command *const commands[] = {
	&report_show_command,
	&report_verify_command,
	NULL,
};

const struct command report_command = {
	.name = "report",
	.summary = "show and verify bare SNP reports",
	.details = "A report says what the secure processor launched, and who asked for it.  Both "
		   "commands\nwork on any machine and without a network.\n",
	.commands = commands,
};
