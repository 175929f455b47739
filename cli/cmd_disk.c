/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk: the commands about encrypted volumes.
 */
#include "cli/commands.h"
#include "cli/options.h"

static const struct command *const commands[] = {
	&disk_list_command,
	&disk_enroll_command,
	&disk_test_command,
	&disk_explain_command,
	&disk_revoke_command,
	&disk_recovery_command,
	NULL,
};

const struct command disk_command = {
	.name = "disk",
	.summary = "seal volumes to the SVSM's TPM, and see what opens them",
	.details = "A volume is a LUKS2 device, or a file with one in it.\n",
	.commands = commands,
};
