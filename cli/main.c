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
#include "cli/version.h"

static const struct command *const commands[] = {
	&status_command,
	&services_command,
	&attest_command,
};

#define COMMANDS_COUNT	(sizeof(commands) / sizeof(commands[0]))

static void print_help(void)
{
	size_t i;

	puts("svsmctl COMMAND [OPTIONS]\n\n"
	     "Shows and uses what the SVSM (Secure VM Service Module) below this guest offers.\n");
	for (i = 0; i < COMMANDS_COUNT; i++)
		printf("  %-12s %s\n", commands[i]->name, commands[i]->summary);
	puts("\n"
	     "  --help       show this; 'svsmctl COMMAND --help' shows a command's options\n"
	     "  --version    show the version\n\n"
	     "Exit status: 0 done or yes, 1 failed or no, 2 wrong usage.  See svsmctl(8).");
}

static int run(int argc, char **argv)
{
	const char *values[COMMAND_OPTIONS_MAX];
	size_t i;

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
	for (i = 0; i < COMMANDS_COUNT; i++) {
		if (strcmp(argv[1], commands[i]->name))
			continue;
		switch (options_parse(commands[i], argc - 1, argv + 1, values)) {
		case OPTIONS_RUN:
			return commands[i]->run(commands[i], values);
		case OPTIONS_HELP:
			return EXIT_DONE;
		case OPTIONS_WRONG:
			return EXIT_USAGE;
		}
	}
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
