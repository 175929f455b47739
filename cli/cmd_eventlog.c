/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl eventlog: the commands about logs of measurements.
 */
#include "cli/commands.h"
#include "cli/options.h"

static const struct command *const commands[] = {
	&eventlog_show_command,
	&eventlog_replay_command,
	&eventlog_verify_command,
	&eventlog_diff_command,
	&eventlog_cel_command,
	NULL,
};

const struct command eventlog_command = {
	.name = "eventlog",
	.summary = "read, replay, verify and compare logs of measurements",
	.details = "Reads the logs of firmware (TCG, CC-EL), systemd, IMA and TCG CEL.  Several logs "
		   "of one\nboot are given in the order in which they were written: firmware, "
		   "systemd, IMA.\n",
	.commands = commands,
};
