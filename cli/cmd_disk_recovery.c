/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk recovery: a way into the volume that depends on nothing.
 */
#include <stddef.h>

#include "cli/commands.h"
#include "cli/disk_key.h"
#include "cli/disk_recovery.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/sys/luks.h"

enum { OPTION_KEY_FILE };

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(secret_deinit) struct secret volume_key = SECRET_NONE;
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	_cleanup_(disk_recovery_deinit) struct disk_recovery recovery = DISK_RECOVERY_NONE;
	struct fault fault = FAULT_NONE;
	int r;

	r = luks_open(values[COMMAND_OPTIONS_MAX], &luks, &fault);
	if (!r)
		r = disk_key_unlock(luks, values[OPTION_KEY_FILE], &volume_key, &fault);
	if (!r)
		r = disk_recovery_add(luks, &volume_key, &recovery, &fault);
	if (!r)
		r = disk_recovery_show(command->name, luks, &recovery, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command disk_recovery_command = {
	.name = "disk recovery",
	.summary = "add a recovery key to a volume, and show it once",
	.details = "A key of 256 bits as systemd-cryptenroll makes them, in letters that are the "
		   "same on every\nkeyboard, and as a QR code.\n",
	.options =
		{
			[OPTION_KEY_FILE] = {"key-file", "FILE",
					     "a key that opens it; without, one is asked for"},
		},
	.operands = "VOLUME",
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
