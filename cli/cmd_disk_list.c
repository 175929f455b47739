/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk list: every way into a volume, whoever made it.
 */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/disk_road.h"
#include "cli/disk_tpm.h"
#include "cli/disk_view.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/policy/volume_road.h"
#include "lib/show/json.h"

enum { OPTION_JSON, OPTION_PCR_SIGNATURE, OPTION_TCTI };

static const char *priority_name(enum luks_priority priority)
{
	static const char *const names[] = {
		[LUKS_PRIORITY_IGNORE] = "ignore",
		[LUKS_PRIORITY_NORMAL] = "normal",
		[LUKS_PRIORITY_PREFER] = "prefer",
	};

	return names[priority];
}

static const char *keyslot_kind(const struct disk_view *view, int keyslot)
{
	const struct disk_token *token = disk_view_token_of(view, keyslot);

	if (view->keyslots[keyslot].is_unbound)
		return "unbound";
	if (disk_view_is_orphan(view, keyslot))
		return "orphan";
	if (!token)
		return "passphrase";
	return token->kind == DISK_TOKEN_RECOVERY ? "recovery" : "token";
}

static void print_keyslots(const struct disk_view *view)
{
	const char *title = "keyslots";
	int i;

	for (i = 0; i < view->keyslot_count; i++) {
		const struct disk_token *token = disk_view_token_of(view, i);

		if (!view->keyslots[i].is_used)
			continue;
		printf("%-11s %-2d %s, %s", title, i, keyslot_kind(view, i),
		       view->keyslots[i].pbkdf);
		if (view->keyslots[i].priority != LUKS_PRIORITY_NORMAL)
			printf(", priority %s", priority_name(view->keyslots[i].priority));
		if (token)
			printf(", token %d", token->number);
		printf("%s\n", disk_view_is_orphan(view, i) ?
				       ": left by an enrollment that was cut off; 'svsmctl disk "
				       "revoke --keyslot' removes it" :
				       "");
		title = "";
	}
}

static void print_road(const struct disk_token *token, const struct disk_road *road)
{
	const char *objection = disk_road_objection(road, token->road);

	printf("%-14s road %s", "", volume_road_name(token->road));
	if (token->road == SVSM_TOKEN_SOCKET && *road->line)
		printf(" ('%s')", road->line);
	printf("%s%s\n", objection ? ": NOT asked at boot: " : "", objection ?: "");
}

static void print_token(const char *title, const struct disk_token *token,
			const struct disk_road *road)
{
	static const char *const says[] = {
		[DISK_STANDING_NONE] = "",
		[DISK_STANDING_UNTOLD] = "whether this boot satisfies it cannot be told",
		[DISK_STANDING_NO] = "this boot does NOT satisfy it",
		[DISK_STANDING_YES] = "this boot satisfies it",
	};
	const char *joint = *token->binding ? ": " : "";

	printf("%-11s %-2d %s%s%s\n", title, token->number, token->type, joint, token->binding);
	if (token->kind == DISK_TOKEN_SVSM)
		print_road(token, road);
	if (!token->keyslots)
		printf("%-14s has no keyslot: it opens nothing\n", "");
	if (token->kind == DISK_TOKEN_BROKEN)
		printf("%-14s cannot be read: %s\n", "", token->reason);
	else if (token->standing != DISK_STANDING_NONE)
		printf("%-14s %s%s%s\n", "", says[token->standing], *token->reason ? ": " : "",
		       token->reason);
}

static void print_text(struct luks *luks, const struct disk_view *view,
		       const struct disk_road *road)
{
	int i;

	printf("volume      %s, UUID %s\n", luks_path(luks), luks_uuid(luks));
	print_keyslots(view);
	for (i = 0; i < view->token_count; i++)
		print_token(i ? "" : "tokens", &view->tokens[i], road);
	if (!view->token_count)
		printf("tokens      none\n");
}

static struct json_object *keyslot_json(const struct disk_view *view, int keyslot)
{
	const struct disk_token *token = disk_view_token_of(view, keyslot);
	struct json_object *object = json_new_object();

	json_add(object, "keyslot", json_new_number((uint64_t)keyslot));
	json_add(object, "kind", json_new_text(keyslot_kind(view, keyslot)));
	json_add(object, "pbkdf", json_new_text(view->keyslots[keyslot].pbkdf));
	json_add(object, "priority",
		 json_new_text(priority_name(view->keyslots[keyslot].priority)));
	json_add(object, "token", token ? json_new_number((uint64_t)token->number) : NULL);
	return object;
}

static struct json_object *token_json(const struct disk_token *token,
				      const struct disk_road *road)
{
	const bool is_ours = token->kind == DISK_TOKEN_SVSM;
	const char *objection = is_ours ? disk_road_objection(road, token->road) : NULL;
	struct json_object *object = json_new_object(), *keyslots = json_new_array();
	uint64_t i;

	for (i = 0; i < TOKEN_HEAD_KEYSLOTS; i++)
		if (token->keyslots >> i & 1)
			json_append(keyslots, json_new_number(i));
	json_add(object, "token", json_new_number((uint64_t)token->number));
	json_add(object, "type", json_new_text(token->type));
	json_add(object, "is_readable", json_new_bool(token->kind != DISK_TOKEN_BROKEN));
	json_add(object, "keyslots", keyslots);
	json_add(object, "binding", *token->binding ? json_new_text(token->binding) : NULL);
	json_add(object, "satisfied", json_new_text(disk_standing_name(token->standing)));
	json_add(object, "reason", *token->reason ? json_new_text(token->reason) : NULL);
	json_add(object, "road", is_ours ? json_new_text(volume_road_name(token->road)) : NULL);
	json_add(object, "objection", objection ? json_new_text(objection) : NULL);
	return object;
}

static void print_json(struct luks *luks, const struct disk_view *view,
		       const struct disk_road *road)
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();
	struct json_object *keyslots = json_new_array(), *tokens = json_new_array();
	int i;

	for (i = 0; i < view->keyslot_count; i++)
		if (view->keyslots[i].is_used)
			json_append(keyslots, keyslot_json(view, i));
	for (i = 0; i < view->token_count; i++)
		json_append(tokens, token_json(&view->tokens[i], road));
	json_add(object, "volume", json_new_text(luks_path(luks)));
	json_add(object, "uuid", json_new_text(luks_uuid(luks)));
	json_add(object, "key_socket", *road->line ? json_new_text(road->line) : NULL);
	json_add(object, "keyslots", keyslots);
	json_add(object, "tokens", tokens);
	json_print(object);
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	_cleanup_(disk_tpm_deinit) struct disk_tpm tpm = { .signatures = NULL };
	struct fault fault = FAULT_NONE;
	struct disk_view view;
	struct disk_road road;

	if (luks_open(values[COMMAND_OPTIONS_MAX], &luks, &fault) < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	disk_tpm_read(values[OPTION_TCTI], values[OPTION_PCR_SIGNATURE], &tpm);
	disk_view_read(luks, &tpm.boot, &view);
	if (disk_road_look(luks, &road, &fault) < 0)
		say_note(command->name, "%s: how it opens at boot is not known", fault.text);
	if (values[OPTION_JSON])
		print_json(luks, &view, &road);
	else
		print_text(luks, &view, &road);
	return EXIT_DONE;
}

const struct command disk_list_command = {
	.name = "disk list",
	.summary = "list what opens a volume, and whether this boot satisfies it",
	.details = "Tokens of systemd-cryptenroll and clevis are told of as well.\n",
	.options =
		{
			[OPTION_JSON] = {"json", NULL, "print JSON"},
			[OPTION_PCR_SIGNATURE] = {"pcr-signature", "FILE",
						  "signatures over PCRs, instead of systemd's"},
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM, instead of the SVSM's"},
		},
	.operands = "VOLUME",
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
