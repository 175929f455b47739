/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl eventlog replay: what the PCRs hold if the logs tell the truth.
 */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/log_places.h"
#include "cli/log_say.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"
#include "lib/show/log_set.h"

enum { OPTION_FORMAT, OPTION_JSON };

static void put(const char *text)
{
	(void)fputs(text, stdout); /* main() asks whether all was written */
}

/*
 * Printed by hand: printf() alone pages in a quarter of a MiB of the C library, which is
 * a fifteenth of what the whole command takes.
 */
static void put_number(size_t number, size_t width)
{
	char text[24], *start = text + sizeof(text);

	*--start = '\0';
	do {
		*--start = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	while ((size_t)(text + sizeof(text) - 1 - start) < width)
		*--start = ' ';
	put(start);
}

static void print_bank(const struct replay_bank *bank)
{
	char text[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)], space[BANK_NAME_SIZE];
	unsigned int pcr;

	put(log_json_bank_name(bank->algorithm, space));
	put(bank->is_computable ? ":\n" : ": cannot be computed here\n");
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++) {
		if (!bank->is_computable || !((bank->extended | bank->incomplete) >> pcr & 1))
			continue;
		put("  ");
		put_number(pcr, 2);
		put(": ");
		put(hex_encode(bank->pcrs[pcr], bank->digest_size, text));
		put(bank->incomplete >> pcr & 1 ? " (some events have no digest for this bank)\n" :
						  "\n");
	}
}

static void print_text(const struct log_set *set, const struct replay *replay)
{
	char text[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)];
	size_t i;

	for (i = 0; i < set->count; i++) {
		put("# ");
		put(set->files[i]->path);
		put(": ");
		put(eventlog_format_name(set->files[i]->log.format));
		put(", ");
		put_number(set->files[i]->events, 0);
		put(log_file_is_complete(set->files[i]) ? " events\n" : " events, INCOMPLETE\n");
	}
	if (replay_locality(replay))
		printf("# PCR 0 starts with %u\n", replay_locality(replay));
	if (replay_has_dynamic_launch(replay))
		puts("# a dynamic launch has reset PCRs 17 to 22");
	for (i = 0; i < replay_bank_count(replay); i++)
		print_bank(replay_bank(replay, i));
	for (i = 0; i < replay_nv_count(replay); i++) {
		const struct replay_nv *nv = replay_nv(replay, i);

		printf("NV index 0x%08x: %s\n", nv->index,
		       hex_encode(nv->value, nv->digest_size, text));
	}
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(log_set_deinit) struct log_set set = { .count = 0 };
	const struct collect_log_paths own = log_places();
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	struct fault fault = FAULT_NONE;
	int r;

	if (!log_say_has_format(values[OPTION_FORMAT], command->name))
		return EXIT_USAGE;
	r = log_set_read(&set, values + COMMAND_OPTIONS_MAX, values[OPTION_FORMAT], &own,
			 &fault);
	if (r >= 0)
		r = log_set_replay(&set, &replay, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	if (values[OPTION_JSON]) {
		object = json_new_object();
		log_json_add_set(object, &set);
		log_json_add_replay(object, replay);
		json_print(object);
	} else {
		print_text(&set, replay);
	}
	log_say_incomplete(&set, command->name);
	return log_set_is_complete(&set) ? EXIT_DONE : EXIT_NO;
}

const struct command eventlog_replay_command = {
	.name = "eventlog replay",
	.summary = "print what the PCRs hold if the logs tell the truth",
	.details = "Without FILE: this machine's logs.  Exit status 1, also when a log breaks off: "
		   "what was\nread before is printed all the same.\n",
	.options =
		{
			[OPTION_FORMAT] = {"format", "NAME",
					   "tcg, tcg-sha1, ccel, cel-tlv, cel-json, systemd, ima, "
					   "ima-ascii; else recognised"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.operands = "[FILE...]",
	.operands_max = LOG_SET_MAX,
	.run = run,
};
