/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making JSON of what opens a volume.
 */
#include "lib/disks/disk_list.h"

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_places.h"
#include "lib/disks/disk_road.h"
#include "lib/disks/disk_tpm.h"
#include "lib/disks/disk_view.h"
#include "lib/policy/volume_road.h"
#include "lib/show/json.h"
#include "lib/sys/luks.h"

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

struct json_object *disk_list_json(const struct disk_places *places, struct luks *luks)
{
	_cleanup_(disk_tpm_deinit) struct disk_tpm tpm = { .signatures = NULL };
	struct json_object *object = json_new_object();
	struct json_object *keyslots = json_new_array(), *tokens = json_new_array();
	struct fault fault = FAULT_NONE;
	struct disk_view view;
	struct disk_road road;
	int i, r;

	disk_tpm_read(places, &tpm);
	disk_view_read(luks, &tpm.boot, &view);
	r = disk_road_look(places, luks, &road, &fault);
	for (i = 0; i < view.keyslot_count; i++)
		if (view.keyslots[i].is_used)
			json_append(keyslots, keyslot_json(&view, i));
	for (i = 0; i < view.token_count; i++)
		json_append(tokens, token_json(&view.tokens[i], &road));
	json_add(object, "volume", json_new_text(luks_path(luks)));
	json_add(object, "uuid", json_new_text(luks_uuid(luks)));
	json_add(object, "key_socket", *road.line ? json_new_text(road.line) : NULL);
	json_add(object, "untold", r < 0 ? json_new_text(fault.text) : NULL);
	json_add(object, "keyslots", keyslots);
	json_add(object, "tokens", tokens);
	return object;
}
