/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A command of svsmctl and its options, as one table: what is parsed is what
 * --help prints.  All options are long; "--name VALUE" and "--name=VALUE" alike.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define COMMAND_OPTIONS_MAX	16
#define COMMAND_OPERANDS_MAX	16
#define COMMAND_VALUES_MAX	(COMMAND_OPTIONS_MAX + COMMAND_OPERANDS_MAX)

struct command_option {
	const char *name;	/* "nonce" */
	const char *value;	/* what --help calls its value; NULL for a switch */
	const char *help;	/* one line */
	bool is_repeatable;	/* its values go behind the operands; one option of a command */
};

struct command {
	const char *name;	/* "status"; "eventlog replay" of a command of commands */
	const char *summary;	/* one line */
	const char *details;	/* what --help adds; lines end in newlines */
	struct command_option options[COMMAND_OPTIONS_MAX];
	const char *operands;	/* what --help calls them; NULL: there are none */
	unsigned int operands_min;
	unsigned int operands_max; /* at most COMMAND_OPERANDS_MAX; without any, of repetitions */
	const struct command *const *commands;	/* up to NULL; then all below is unused */
	/*
	 * @values[i]: the value of options[i], "" for a switch, NULL when not given;
	 * @values[COMMAND_OPTIONS_MAX + i]: the i-th operand, NULL when not given; behind
	 * operands_max of them, or from 0 where there are none, the repeated option's values.
	 */
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
				  const char *ret_values[static COMMAND_VALUES_MAX]);

/* The one of @commands whose name ends in the word @name, or NULL. */
const struct command *command_find(const struct command *const *commands, const char *name);

void command_print_help(const struct command *command);
