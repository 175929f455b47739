/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl: the administrator's hands on the guest side of an SVSM.  One table of
 * commands is what is dispatched and what --help prints.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/version.h"

static const struct command *const commands[] = {
	&status_command,
	&doctor_command,
	&services_command,
	&birth_command,
	&trust_command,
	&monitor_command,
	&attest_command,
	&verify_command,
	&challenge_command,
	&respond_command,
	&policy_command,
	&eventlog_command,
	&report_command,
	&certs_command,
	&disk_command,
	NULL,
};

static void print_help(void)
{
	const struct command *const *command;

	puts("svsmctl COMMAND [OPTIONS]\n\n"
	     "Shows and uses what the SVSM (Secure VM Service Module) below this guest offers.\n");
	for (command = commands; *command; command++)
		printf("  %-12s %s\n", (*command)->name, (*command)->summary);
	puts("\n"
	     "  --help       show this; 'svsmctl COMMAND --help' shows a command's options\n"
	     "  --version    show the version\n\n"
	     "Exit status: 0 done or yes, 1 failed or no, 2 wrong usage.  See svsmctl(8).");
}

/* @argv[0] is the command's own word. */
static int run_command(const struct command *command, int argc, char **argv)
{
	const char *values[COMMAND_VALUES_MAX];

	while (command->commands && argc > 1 && argv[1][0] != '-') {
		const struct command *below = command_find(command->commands, argv[1]);

		if (!below) {
			say_usage(command->name, "'%s': there is no such command", argv[1]);
			return EXIT_USAGE;
		}
		command = below;
		argc--;
		argv++;
	}
	switch (options_parse(command, argc, argv, values)) {
	case OPTIONS_HELP:
		return EXIT_DONE;
	case OPTIONS_WRONG:
		return EXIT_USAGE;
	case OPTIONS_RUN:
		break;
	}
	if (command->commands) {
		say_usage(command->name, "no command is given");
		return EXIT_USAGE;
	}
	return command->run(command, values);
}

static int run(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		fputs("svsmctl: no command is given; see 'svsmctl --help'\n", stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help")) {
		print_help();
		return EXIT_DONE;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("svsmctl " SVSM_GUEST_VERSION);
		return EXIT_DONE;
	}
	command = command_find(commands, argv[1]);
	if (command)
		return run_command(command, argc - 1, argv + 1);
	fprintf(stderr, "svsmctl: '%s': there is no such command; see 'svsmctl --help'\n", argv[1]);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	int code;

	/* tpm2-tss writes its own lines to standard error unless told not to; ours say it all. */
	(void)setenv("TSS2_LOG", "all+NONE", 0); /* then it is noisy, no more */

	code = run(argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		perror("svsmctl: standard output");
		return EXIT_NO;
	}
	return code;
}
