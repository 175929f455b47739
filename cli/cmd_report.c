/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl report: the commands about bare SNP reports.
 */
#include "cli/commands.h"
#include "cli/options.h"

static const struct command *const commands[] = {
	&report_show_command,
	&report_verify_command,
	&report_archive_command,
	NULL,
};

const struct command report_command = {
	.name = "report",
	.summary = "show and verify bare SNP reports, or gather what a support case needs",
	.details = "A report says what the secure processor launched, and who asked for it; 'show' "
		   "and 'verify'\nwork on any machine and without a network.  'archive' reports on this "
		   "guest.\n",
	.commands = commands,
};
