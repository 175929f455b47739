/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A command of svsmctl and its options, as one table: what is parsed is what
 * --help prints.  All options are long; "--name VALUE" and "--name=VALUE" alike.
 */
#pragma once

#define COMMAND_OPTIONS_MAX	8

struct command_option {
	const char *name;	/* "nonce" */
	const char *value;	/* what --help calls its value; NULL for a switch */
	const char *help;	/* one line */
};

struct command {
	const char *name;
	const char *summary;	/* one line */
	const char *details;	/* what --help adds; lines end in newlines */
	struct command_option options[COMMAND_OPTIONS_MAX];
	/* @values[i]: the value of options[i], "" for a switch, NULL when not given. */
	int (*run)(const struct command *command, const char *const values[]);
};

/* How parsing ended. */
enum options_result {
	OPTIONS_RUN,	/* values are filled in: run the command */
	OPTIONS_HELP,	/* help was asked for, and is printed */
	OPTIONS_WRONG,	/* the command line is wrong, and that was said */
};

/* @argv[0] is the command's name. */
enum options_result options_parse(const struct command *command, int argc, char **argv,
				  const char *ret_values[static COMMAND_OPTIONS_MAX]);

void command_print_help(const struct command *command);
