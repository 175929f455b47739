/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl policy check: is it one, and what does it ask?
 */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/policy_text.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/policy_file.h"
#include "lib/sys/file.h"

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(POLICY_SIZE_MAX + 1);
	_cleanup_(policy_cleanup) struct policy *policy = NULL;
	const char *path = values[COMMAND_OPTIONS_MAX];
	struct fault fault = FAULT_NONE, whole = FAULT_NONE;

	if (file_read(path, &bytes, &fault) < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	if (policy_parse(bytes.data, bytes.size, &policy, &fault) < 0) {
		(void)fault_set_at(&whole, 0, fault.offset, "%.120s: %.240s", path, fault.text);
		say_error(command->name, &whole, NULL);
		return EXIT_NO;
	}
	policy_print(policy);
	return EXIT_DONE;
}

const struct command policy_check_command = {
	.name = "policy check",
	.summary = "say whether a policy is one, and what it asks",
	.details = "What a policy does not ask is not looked at; what it allows by name is written "
		   "large.\n",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
