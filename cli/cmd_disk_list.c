/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk list: every way into a volume, whoever made it.
 */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/disk_env.h"
#include "cli/disk_told.h"
#include "cli/json_look.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/disks/disk_list.h"
#include "lib/policy/volume_road.h"
#include "lib/sys/luks.h"

enum { OPTION_JSON, OPTION_PCR_SIGNATURE, OPTION_TCTI };

static void print_keyslot(const struct json_reader_value *keyslot, const char *title)
{
	_cleanup_(cleanup_free) char *kind = json_look_text(keyslot, "kind");
	_cleanup_(cleanup_free) char *pbkdf = json_look_text(keyslot, "pbkdf");
	_cleanup_(cleanup_free) char *priority = json_look_text(keyslot, "priority");
	struct json_reader_value token;

	printf("%-11s %-2u %s, %s", title, (unsigned int)json_look_number(keyslot, "keyslot"),
	       kind, pbkdf);
	if (!json_look_is(keyslot, "priority", "normal"))
		printf(", priority %s", priority);
	if (json_look(keyslot, "token", &token))
		printf(", token %u", (unsigned int)json_look_number(keyslot, "token"));
	printf("%s\n", json_look_is(keyslot, "kind", "orphan") ?
			       ": left by an enrollment that was cut off; 'svsmctl disk "
			       "revoke --keyslot' removes it" :
			       "");
}

static void print_road(const struct json_reader_value *volume,
		       const struct json_reader_value *token)
{
	_cleanup_(cleanup_free) char *road = json_look_text(token, "road");
	_cleanup_(cleanup_free) char *line = json_look_text(volume, "key_socket");
	_cleanup_(cleanup_free) char *objection = json_look_text(token, "objection");

	printf("%-14s road %s", "", road);
	if (json_look_is(token, "road", volume_road_name(SVSM_TOKEN_SOCKET)) && *line)
		printf(" ('%s')", line);
	printf("%s%s\n", *objection ? ": NOT asked at boot: " : "", objection);
}

static void print_standing(const struct json_reader_value *token)
{
	_cleanup_(cleanup_free) char *reason = json_look_text(token, "reason");
	static const struct {
		const char *satisfied, *says;
	} standings[] = {
		{ "unknown", "whether this boot satisfies it cannot be told" },
		{ "no", "this boot does NOT satisfy it" },
		{ "yes", "this boot satisfies it" },
	};
	size_t i;

	if (!json_look_is_true(token, "is_readable")) {
		printf("%-14s cannot be read: %s\n", "", reason);
		return;
	}
	for (i = 0; i < sizeof(standings) / sizeof(standings[0]); i++)
		if (json_look_is(token, "satisfied", standings[i].satisfied))
			printf("%-14s %s%s%s\n", "", standings[i].says, *reason ? ": " : "",
			       reason);
}

static void print_token(const struct json_reader_value *volume,
			const struct json_reader_value *token, const char *title)
{
	_cleanup_(cleanup_free) char *type = json_look_text(token, "type");
	_cleanup_(cleanup_free) char *binding = json_look_text(token, "binding");
	struct json_reader_value road;

	printf("%-11s %-2u %s%s%s\n", title, (unsigned int)json_look_number(token, "token"),
	       type, *binding ? ": " : "", binding);
	if (json_look(token, "road", &road))
		print_road(volume, token);
	if (!json_look_mask(token, "keyslots"))
		printf("%-14s has no keyslot: it opens nothing\n", "");
	print_standing(token);
}

static void print_text(const struct json_reader_value *volume)
{
	_cleanup_(cleanup_free) char *path = json_look_text(volume, "volume");
	_cleanup_(cleanup_free) char *uuid = json_look_text(volume, "uuid");
	struct cursor keyslots = json_look_array(volume, "keyslots");
	struct cursor tokens = json_look_array(volume, "tokens");
	struct json_reader_value element;
	const char *title = "keyslots";

	printf("volume      %s, UUID %s\n", path, uuid);
	for (; json_reader_element(&keyslots, &element) > 0; title = "")
		print_keyslot(&element, title);
	for (title = "tokens"; json_reader_element(&tokens, &element) > 0; title = "")
		print_token(volume, &element, title);
	if (*title)
		printf("tokens      none\n");
}

static void say_untold(const char *command, const struct json_reader_value *volume)
{
	_cleanup_(cleanup_free) char *untold = json_look_text(volume, "untold");

	if (*untold)
		say_note(command, "%s: how it opens at boot is not known", untold);
}

static int run(const struct command *command, const char *const values[])
{
	const struct disk_places places = disk_env(values[OPTION_TCTI],
						   values[OPTION_PCR_SIGNATURE]);
	const struct disk_question question = {
		.command = command->name,
		.volume = values[COMMAND_OPTIONS_MAX],
		.method = "List",
		.is_local = values[OPTION_TCTI] || values[OPTION_PCR_SIGNATURE],
	};
	_cleanup_(disk_told_deinit) struct disk_told told = DISK_TOLD_NONE;
	_cleanup_(luks_cleanup) struct luks *luks = NULL;

	if (disk_told_begin(&question, &luks, &told) < 0)
		return EXIT_NO;
	if (luks)
		disk_told_take(&told, disk_list_json(&places, luks));
	say_untold(command->name, &told.volume);
	if (values[OPTION_JSON])
		puts(told.text);
	else
		print_text(&told.volume);
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
