/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Trying tokens.
 */
#include "lib/disks/disk_test.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/disks/disk_places.h"
#include "lib/format/svsm_token.h"
#include "lib/format/token_head.h"
#include "lib/policy/seal_policy.h"
#include "lib/show/json.h"
#include "lib/sys/luks.h"
#include "lib/sys/vtpm.h"
#include "lib/unlock/unlock.h"

/* Of the keyslots that the token names, as libcryptsetup tries them; others are not its own. */
static int try_keyslots(struct luks *luks, const struct svsm_token *token,
			const struct secret *key, struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret volume_key = SECRET_NONE;
	int i, r = fault_set(fault, -ENOENT, "it has no keyslot: it opens nothing");

	for (i = 0; r < 0 && i < luks_keyslots_max(luks) && i < SVSM_TOKEN_KEYSLOTS; i++)
		if (token->keyslots >> i & 1)
			r = luks_volume_key(luks, i, key, &volume_key, fault);
	return r < 0 ? r : 0;
}

/* 0, or why not. */
static int try_token(const struct disk_test *test, const char *json, struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret pin = SECRET_NONE, key = SECRET_NONE;
	_cleanup_(unlock_cleanup) struct unlock *unlock = NULL;
	struct seal_outlook outlook;
	struct svsm_token token;
	struct vtpm vtpm;
	int r;

	r = svsm_token_decode(json, strlen(json), &token, fault);
	if (!r)
		r = vtpm_choose(test->places->tcti, test->places->device, &vtpm, fault);
	if (!r && token.policy.has_pin)
		r = test->ask_pin(test->user, &pin, fault);
	if (r < 0)
		return r;
	r = unlock_open(&(struct unlock_options){ .tcti = vtpm.tcti,
						  .signatures = test->places->signatures },
			&unlock, fault);
	if (!r)
		r = unlock_key(unlock, json, &pin, &key, &outlook, fault);
	return r < 0 ? r : try_keyslots(test->luks, &token, &key, fault);
}

static bool is_ours(const char *json)
{
	struct token_head head;

	return !token_head_parse(json, strlen(json), &head, NULL) &&
	       !strcmp(head.type, SVSM_TOKEN_TYPE);
}

struct json_object *disk_test_json(const struct disk_test *test)
{
	struct json_object *object = json_new_object(), *tokens = json_new_array();
	bool opens = false;
	int i;

	for (i = 0; i < luks_tokens_max(test->luks); i++) {
		const char *json = luks_token_read(test->luks, i);
		struct json_object *token;
		struct fault fault = FAULT_NONE;
		int r;

		if (!json || !is_ours(json) || (test->token != LUKS_ANY && test->token != i))
			continue;
		r = try_token(test, json, &fault);
		opens |= !r;
		token = json_new_object();
		json_add(token, "token", json_new_number((uint64_t)i));
		json_add(token, "opens", json_new_bool(!r));
		json_add(token, "reason", r < 0 ? json_new_text(fault.text) : NULL);
		json_append(tokens, token);
	}
	json_add(object, "volume", json_new_text(luks_path(test->luks)));
	json_add(object, "uuid", json_new_text(luks_uuid(test->luks)));
	json_add(object, "opens", json_new_bool(opens));
	json_add(object, "tokens", tokens);
	return object;
}
