/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk test: whether a token opens its volume now; nothing is activated.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/disk_number.h"
#include "cli/disk_pin.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/vtpm.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/format/svsm_token.h"
#include "lib/format/token_head.h"
#include "lib/policy/seal_policy.h"
#include "lib/sys/luks.h"
#include "lib/unlock/unlock.h"

enum { OPTION_TOKEN, OPTION_PIN_FILE, OPTION_PCR_SIGNATURE, OPTION_TCTI };

/* 0, or why not. */
static int try_token(const char *const values[], struct luks *luks, const char *json,
		     struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret pin = SECRET_NONE, key = SECRET_NONE,
					       volume_key = SECRET_NONE;
	_cleanup_(unlock_cleanup) struct unlock *unlock = NULL;
	struct seal_outlook outlook;
	struct svsm_token token;
	struct vtpm vtpm;
	int r;

	r = svsm_token_decode(json, strlen(json), &token, fault);
	if (!r)
		r = vtpm_find(values[OPTION_TCTI], &vtpm, fault);
	if (!r && token.policy.has_pin)
		r = disk_pin_ask(values[OPTION_PIN_FILE], &pin, fault);
	if (r < 0)
		return r;
	r = unlock_open(&(struct unlock_options){ .tcti = vtpm.tcti,
						  .signatures = values[OPTION_PCR_SIGNATURE] },
			&unlock, fault);
	if (!r)
		r = unlock_key(unlock, json, &pin, &key, &outlook, fault);
	if (!r)
		r = luks_volume_key(luks, LUKS_ANY, &key, &volume_key, fault);
	return r < 0 ? r : 0;
}

static bool is_ours(const char *json)
{
	struct token_head head;

	return !token_head_parse(json, strlen(json), &head, NULL) &&
	       !strcmp(head.type, SVSM_TOKEN_TYPE);
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	struct fault fault = FAULT_NONE;
	int wanted = LUKS_ANY, token, tried = 0, opened = 0;

	if (disk_number_parse(values[OPTION_TOKEN], &wanted, &fault) < 0) {
		say_usage(command->name, "--token: %s", fault.text);
		return EXIT_USAGE;
	}
	if (luks_open(values[COMMAND_OPTIONS_MAX], &luks, &fault) < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	for (token = 0; token < luks_tokens_max(luks); token++) {
		const char *json = luks_token_read(luks, token);

		if (!json || !is_ours(json) || (wanted != LUKS_ANY && wanted != token))
			continue;
		tried++;
		fault = FAULT_NONE;
		if (try_token(values, luks, json, &fault) < 0) {
			printf("token %-2d does NOT open it: %s\n", token, fault.text);
			continue;
		}
		opened++;
		printf("token %-2d opens it\n", token);
	}
	if (!tried)
		say_note(command->name, "%s: has no such token of type '%s'", luks_path(luks),
			 SVSM_TOKEN_TYPE);
	return opened ? EXIT_DONE : EXIT_NO;
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
		},
	.operands = "VOLUME",
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
