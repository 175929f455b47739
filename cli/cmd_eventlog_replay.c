/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl eventlog replay: what the PCRs hold if the logs tell the truth.
 */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/log_json.h"
#include "cli/log_set.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

enum { OPTION_FORMAT, OPTION_JSON };

static void print_bank(const struct replay_bank *bank)
{
	char text[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)], space[BANK_NAME_SIZE];
	unsigned int pcr;

	printf("%s:%s\n", log_json_bank_name(bank->algorithm, space),
	       bank->is_computable ? "" : " cannot be computed here");
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++) {
		if (!bank->is_computable || !((bank->extended | bank->incomplete) >> pcr & 1))
			continue;
		printf("  %2u: %s%s\n", pcr, hex_encode(bank->pcrs[pcr], bank->digest_size, text),
		       bank->incomplete >> pcr & 1 ?
			       " (some events have no digest for this bank)" :
			       "");
	}
}

static void print_text(const struct log_set *set, const struct replay *replay)
{
	char text[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)];
	size_t i;

	for (i = 0; i < set->count; i++)
		printf("# %s: %s, %zu events\n", set->files[i]->path,
		       eventlog_format_name(set->files[i]->log.format), set->files[i]->events);
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
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	_cleanup_(cleanup_json) struct json_object *object = NULL;
	struct fault fault = FAULT_NONE;
	int r;

	r = log_set_read(&set, values + COMMAND_OPTIONS_MAX, values[OPTION_FORMAT], &fault);
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
	log_set_say_incomplete(&set, command->name);
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
