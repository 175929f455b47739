/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl challenge: the verifier's commands for the interactive proof that a guest's AK
 * and EK live in one TPM.
 */
#include "cli/commands.h"
#include "cli/options.h"

static const struct command *const commands[] = {
	&challenge_new_command,
	&challenge_accept_command,
	NULL,
};

const struct command challenge_command = {
	.name = "challenge",
	.summary = "let a guest show that its AK lives in the SVSM's TPM",
	.details = "The verifier makes a challenge from a bundle; the guest answers it by 'svsmctl "
		   "respond';\nthe verifier accepts the answer and has a record for 'svsmctl verify "
		   "--binding'.\n",
	.commands = commands,
};
