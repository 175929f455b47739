/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl birth: is this vTPM the one that this disk knows, and does it outlive a launch?
 */
#include "cli/commands.h"
#include "cli/options.h"

static const struct command *const commands[] = {
	&birth_show_command,
	&birth_record_command,
	NULL,
};

const struct command birth_command = {
	.name = "birth",
	.summary = "tell a vTPM that lasts from one that does not, and an old state of it",
	.details = "The vTPM holds a counter, the disk a record of it that the vTPM has signed; "
		   "both move on once\nper boot.  What does not fit together is said, and left as "
		   "it is until it is accepted.\n",
	.commands = commands,
};
