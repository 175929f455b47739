/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl disk revoke: take a way into a volume away, unless it is the last that a person
 * has.
 */
#include <errno.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/disk_env.h"
#include "cli/disk_number.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/terminal.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_record.h"
#include "lib/disks/disk_view.h"
#include "lib/disks/disk_volumes.h"

enum { OPTION_TOKEN, OPTION_KEYSLOT, OPTION_YES };

static const struct disk_token *find(const struct disk_view *view, int number)
{
	int i;

	for (i = 0; i < view->token_count; i++)
		if (view->tokens[i].number == number)
			return &view->tokens[i];
	return NULL;
}

/* Whether something that a person can type opens it, without these keyslots. */
static bool has_other_way(const struct disk_view *view, uint32_t without)
{
	int i;

	for (i = 0; i < view->keyslot_count; i++) {
		const struct disk_token *token = disk_view_token_of(view, i);

		if (!view->keyslots[i].is_used || view->keyslots[i].is_unbound ||
		    without >> i & 1 || disk_view_is_orphan(view, i))
			continue;
		if (!token || token->kind == DISK_TOKEN_RECOVERY)
			return true;
	}
	return false;
}

/* The keyslots first: a token without one opens nothing, a keyslot without one might. */
static int destroy(struct luks *luks, int token, uint32_t keyslots, struct fault *fault)
{
	int i, r = 0;

	for (i = 0; !r && i < luks_keyslots_max(luks); i++)
		if (keyslots >> i & 1 && luks_keyslot_read(luks, i).is_used)
			r = luks_keyslot_destroy(luks, i, fault);
	return r || token < 0 ? r : luks_token_remove(luks, token, fault);
}

static void forget(const struct disk_view *view, int revoked)
{
	const struct disk_token *token = find(view, revoked);

	if (token && token->kind == DISK_TOKEN_SVSM)
		disk_record_forget(disk_env(NULL, NULL).enrolled, token->record);
}

/* With its last token for the key socket goes its line in volumes.conf. */
static int close_road(const struct disk_view *view, struct luks *luks, int revoked,
		      const char *name, struct fault *fault)
{
	const struct disk_token *token = find(view, revoked);
	const char *volumes = disk_env(NULL, NULL).volumes;
	int i, r;

	if (!token || token->kind != DISK_TOKEN_SVSM || token->road != SVSM_TOKEN_SOCKET)
		return 0;
	for (i = 0; i < view->token_count; i++)
		if (view->tokens[i].kind == DISK_TOKEN_SVSM && &view->tokens[i] != token &&
		    view->tokens[i].road == SVSM_TOKEN_SOCKET)
			return 0;
	r = disk_volumes_remove(volumes, luks, fault);
	if (r > 0)
		say_note(name, "%s: its line is taken out of %s; where it is opened in the initrd, "
			 "make that anew", luks_path(luks), volumes);
	return r < 0 ? r : 0;
}

static int choose(const struct disk_view *view, const char *path, int token, int keyslot,
		  uint32_t *ret, struct fault *fault)
{
	const struct disk_token *found = find(view, token);

	if (token >= 0 && !found)
		return fault_set(fault, -ENOENT, "%s: has no token %d", path, token);
	if (keyslot >= view->keyslot_count || (keyslot >= 0 && !view->keyslots[keyslot].is_used))
		return fault_set(fault, -ENOENT, "%s: keyslot %d is not in use", path, keyslot);
	if (keyslot >= 0 && !disk_view_is_orphan(view, keyslot))
		return fault_set(fault, -EKEYREJECTED, "%s: keyslot %d is no orphan; its token is "
				 "revoked by --token, a passphrase by 'cryptsetup luksKillSlot'",
				 path, keyslot);
	*ret = found ? found->keyslots : UINT32_C(1) << keyslot;
	if (!has_other_way(view, *ret))
		return fault_set(fault, -EKEYREJECTED, "%s: nothing that a person could type would "
				 "open it any more; add a key by 'svsmctl disk recovery' first",
				 path);
	return 0;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	struct disk_boot boot = { .why_not = "" };
	struct fault fault = FAULT_NONE;
	int token = LUKS_ANY, keyslot = LUKS_ANY, r;
	struct disk_view view;
	uint32_t keyslots = 0;

	if (disk_number_parse(values[OPTION_TOKEN], &token, &fault) < 0 ||
	    disk_number_parse(values[OPTION_KEYSLOT], &keyslot, &fault) < 0) {
		say_usage(command->name, "%s", fault.text);
		return EXIT_USAGE;
	}
	if (!values[OPTION_TOKEN] == !values[OPTION_KEYSLOT]) {
		say_usage(command->name, "one of --token and --keyslot is needed");
		return EXIT_USAGE;
	}
	r = luks_open(values[COMMAND_OPTIONS_MAX], &luks, &fault);
	if (!r) {
		disk_view_read(luks, &boot, &view);
		r = choose(&view, luks_path(luks), token, keyslot, &keyslots, &fault);
	}
	if (!r && !values[OPTION_YES] && !terminal_agrees("Destroy this key of the volume?"))
		r = fault_set(&fault, -ECANCELED, "%s: not agreed to (--yes agrees); nothing was "
			      "changed", luks_path(luks));
	if (!r)
		r = destroy(luks, token, keyslots, &fault);
	if (!r)
		forget(&view, token);
	if (!r)
		r = close_road(&view, luks, token, command->name, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command disk_revoke_command = {
	.name = "disk revoke",
	.summary = "destroy a token of a volume and its keys",
	.details = "The last way in that a person has is kept.\n",
	.options =
		{
			[OPTION_TOKEN] = {"token", "NUMBER", "this token, and its keyslots"},
			[OPTION_KEYSLOT] = {"keyslot", "NUMBER",
					    "an orphan, see 'svsmctl disk list'"},
			[OPTION_YES] = {"yes", NULL, "ask nothing"},
		},
	.operands = "VOLUME",
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
