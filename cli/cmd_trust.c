/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl trust: what svsmd holds of this guest.
 */
#include "cli/commands.h"
#include "cli/options.h"

static const struct command *const commands[] = {
	&trust_show_command,
	&trust_check_command,
	&trust_history_command,
	&trust_reattest_command,
	&trust_reset_command,
	NULL,
};

const struct command trust_command = {
	.name = "trust",
	.summary = "show how far this guest is to be trusted, and who stands behind that",
	.details = "As svsmd(8) has found it in this boot.  \"consistent\" is the guest's own word, "
		   "and proves nothing.\n",
	.commands = commands,
};
