/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parsing a command's options by its table.
 */
#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/say.h"

/* What getopt_long() answers for options[i] and for --help: neither 0 nor a character. */
#define OPTION_BASE	0x100
#define HELP_OPTION	(OPTION_BASE + COMMAND_OPTIONS_MAX)
#define HELP_COLUMN	24

static unsigned int option_count(const struct command *command)
{
	unsigned int count = 0;

	while (count < COMMAND_OPTIONS_MAX && command->options[count].name)
		count++;
	return count;
}

const struct command *command_find(const struct command *const *commands, const char *name)
{
	for (; *commands; commands++) {
		const char *space = strrchr((*commands)->name, ' ');

		if (!strcmp(space ? space + 1 : (*commands)->name, name))
			return *commands;
	}
	return NULL;
}

static void print_commands(const struct command *command)
{
	const struct command *const *below;

	printf("svsmctl %s COMMAND [OPTIONS]\n\n%s.\n%s\n", command->name, command->summary,
	       command->details);
	for (below = command->commands; *below; below++)
		printf("  %-20s %s\n", (*below)->name, (*below)->summary);
	printf("\n  --help%*s%s\n", HELP_COLUMN - 8, "", "show this, or a command's options");
}

void command_print_help(const struct command *command)
{
	unsigned int i;

	if (command->commands) {
		print_commands(command);
		return;
	}
	printf("svsmctl %s", command->name);
	for (i = 0; i < option_count(command); i++)
		printf(command->options[i].is_repeatable ? " [--%s %s]..." :
		       command->options[i].value	 ? " [--%s %s]" :
							   " [--%s]",
		       command->options[i].name, command->options[i].value);
	if (command->operands)
		printf(" %s", command->operands);
	printf("\n\n%s.\n%s\n", command->summary, command->details);
	for (i = 0; i < option_count(command); i++) {
		const struct command_option *option = &command->options[i];
		int width = printf("  --%s %s", option->name, option->value ?: "");

		printf("%*s%s\n", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "", option->help);
	}
	printf("  --help%*s%s\n", HELP_COLUMN - 8, "", "show this");
}

/* @found is getopt_long()'s answer; it leaves a known option with a value too many in optopt. */
static void say_wrong_option(const struct command *command, int found, const char *argument)
{
	if (found == ':')
		say_usage(command->name, "%s: needs a value", argument);
	else if (optopt >= OPTION_BASE)
		say_usage(command->name, "%s: takes no value", argument);
	else
		say_usage(command->name, "%s: there is no such option", argument);
}

static enum options_result take_operands(const struct command *command, unsigned int count,
					 char **operands,
					 const char *ret_values[static COMMAND_VALUES_MAX])
{
	unsigned int i;

	if (count && !command->operands) {
		say_usage(command->name, "'%s': takes no arguments, only options", operands[0]);
		return OPTIONS_WRONG;
	}
	if (count > command->operands_max) {
		say_usage(command->name, "'%s': one argument too many",
			  operands[command->operands_max]);
		return OPTIONS_WRONG;
	}
	if (count < command->operands_min) {
		say_usage(command->name, "%s is missing", command->operands);
		return OPTIONS_WRONG;
	}
	for (i = 0; i < count; i++)
		ret_values[COMMAND_OPTIONS_MAX + i] = operands[i];
	return OPTIONS_RUN;
}

enum options_result options_parse(const struct command *command, int argc, char **argv,
				  const char *ret_values[static COMMAND_VALUES_MAX])
{
	struct option table[COMMAND_OPTIONS_MAX + 2] = { { 0 } };
	unsigned int count = option_count(command), repeated = 0, i;
	/* Where repetitions go, and how many fit: behind the operands, or in their place. */
	const unsigned int first = command->operands ? command->operands_max : 0;
	const unsigned int most = command->operands ? COMMAND_OPERANDS_MAX - first :
						      command->operands_max;
	int found;

	for (i = 0; i < count; i++)
		table[i] = (struct option){
			.name = command->options[i].name,
			.has_arg = command->options[i].value ? required_argument : no_argument,
			.val = OPTION_BASE + (int)i,
		};
	table[count] = (struct option){ .name = "help", .val = HELP_OPTION };

	memset(ret_values, 0, COMMAND_VALUES_MAX * sizeof(*ret_values));
	opterr = 0; /* errors are said here, in one shape */
	optind = 1;
	while ((found = getopt_long(argc, argv, ":", table, NULL)) != -1) {
		if (found == HELP_OPTION) {
			command_print_help(command);
			return OPTIONS_HELP;
		}
		if (found == ':' || found == '?') {
			say_wrong_option(command, found, argv[optind - 1]);
			return OPTIONS_WRONG;
		}
		ret_values[found - OPTION_BASE] = optarg ?: "";
		if (!command->options[found - OPTION_BASE].is_repeatable)
			continue;
		if (repeated == most) {
			say_usage(command->name, "--%s: given more than %u times",
				  command->options[found - OPTION_BASE].name, repeated);
			return OPTIONS_WRONG;
		}
		ret_values[COMMAND_OPTIONS_MAX + first + repeated++] = optarg;
	}
	return take_operands(command, (unsigned int)(argc - optind), argv + optind, ret_values);
}
