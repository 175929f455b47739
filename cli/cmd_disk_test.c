/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk test: whether a token opens its volume now; nothing is activated.
 */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/disk_env.h"
#include "cli/disk_number.h"
#include "cli/disk_pin.h"
#include "cli/disk_told.h"
#include "cli/json_look.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_test.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/luks.h"

enum { OPTION_TOKEN, OPTION_PIN_FILE, OPTION_PCR_SIGNATURE, OPTION_TCTI, OPTION_JSON };

static int ask_pin(const void *user, struct secret *ret, struct fault *fault)
{
	return disk_pin_ask(user, ret, fault);
}

static void print_token(const struct json_reader_value *token)
{
	_cleanup_(cleanup_free) char *reason = json_look_text(token, "reason");
	const unsigned int number = (unsigned int)json_look_number(token, "token");

	if (json_look_is_true(token, "opens"))
		printf("token %-2u opens it\n", number);
	else
		printf("token %-2u does NOT open it: %s\n", number, reason);
}

static bool is_wanted(const struct json_reader_value *token, int wanted)
{
	return wanted == LUKS_ANY || json_look_number(token, "token") == (uint64_t)wanted;
}

/* svsmd tries all of them. */
static void print_text(const char *command, const struct json_reader_value *volume, int wanted)
{
	_cleanup_(cleanup_free) char *path = json_look_text(volume, "volume");
	struct cursor tokens = json_look_array(volume, "tokens");
	struct json_reader_value token;
	unsigned int count = 0;

	while (json_reader_element(&tokens, &token) > 0) {
		if (!is_wanted(&token, wanted))
			continue;
		print_token(&token);
		count++;
	}
	if (!count)
		say_note(command, "%s: has no such token of type '%s'", path, SVSM_TOKEN_TYPE);
}

static bool does_open(const struct json_reader_value *volume, int wanted)
{
	struct cursor tokens = json_look_array(volume, "tokens");
	struct json_reader_value token;

	while (json_reader_element(&tokens, &token) > 0)
		if (is_wanted(&token, wanted) && json_look_is_true(&token, "opens"))
			return true;
	return false;
}

static struct json_object *try(const char *const values[], struct luks *luks, int token)
{
	const struct disk_places places = disk_env(values[OPTION_TCTI],
						   values[OPTION_PCR_SIGNATURE]);

	return disk_test_json(&(struct disk_test){
			.places = &places,
			.luks = luks,
			.token = token,
			.ask_pin = ask_pin,
			.user = values[OPTION_PIN_FILE],
		});
}

static int run(const struct command *command, const char *const values[])
{
	const struct disk_question question = {
		.command = command->name,
		.volume = values[COMMAND_OPTIONS_MAX],
		.method = "Test",
		.is_local = values[OPTION_TCTI] || values[OPTION_PCR_SIGNATURE] ||
			    values[OPTION_PIN_FILE] ||
			    (values[OPTION_TOKEN] && values[OPTION_JSON]),
	};
	_cleanup_(disk_told_deinit) struct disk_told told = DISK_TOLD_NONE;
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	struct fault fault = FAULT_NONE;
	int token = LUKS_ANY;

	if (disk_number_parse(values[OPTION_TOKEN], &token, &fault) < 0) {
		say_usage(command->name, "--token: %s", fault.text);
		return EXIT_USAGE;
	}
	if (disk_told_begin(&question, &luks, &told) < 0)
		return EXIT_NO;
	if (luks)
		disk_told_take(&told, try(values, luks, token));
	if (values[OPTION_JSON])
		puts(told.text);
	else
		print_text(command->name, &told.volume, token);
	return does_open(&told.volume, token) ? EXIT_DONE : EXIT_NO;
}

const struct command disk_test_command = {
	.name = "disk test",
	.summary = "tell whether this boot can open a volume by its token",
	.details = "The TPM is asked for the key, which is thrown away; nothing is activated.  Exit "
		   "status 0: one\ntoken opens it; 1: none does.\n",
	.options =
		{
			[OPTION_TOKEN] = {"token", "NUMBER", "this token only"},
			[OPTION_PIN_FILE] = {"pin-file", "FILE", "the PIN, for scripts"},
			[OPTION_PCR_SIGNATURE] = {"pcr-signature", "FILE",
						  "signatures over PCRs, instead of systemd's"},
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM, instead of the SVSM's"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.operands = "VOLUME",
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
