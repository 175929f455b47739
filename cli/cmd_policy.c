/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl policy: the commands about what is demanded of evidence.
 */
#include "cli/commands.h"
#include "cli/options.h"

static const struct command *const commands[] = {
	&policy_new_command,
	&policy_check_command,
	NULL,
};

const struct command policy_command = {
	.name = "policy",
	.summary = "draw and check policies, which evidence is verified by",
	.details = "A policy says what a machine must show to be trusted.  Its format is in "
		   "svsm-policy(5).\n",
	.commands = commands,
};
