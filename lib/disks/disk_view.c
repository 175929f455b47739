/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading tokens of all kinds.
 */
#include "lib/disks/disk_view.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/disks/disk_binding.h"
#include "lib/format/clevis_token.h"
#include "lib/format/systemd_token.h"

static int read_svsm(struct disk_token *token, const char *json, const struct disk_boot *boot,
		     struct fault *fault)
{
	struct svsm_token decoded;
	int r = svsm_token_decode(json, strlen(json), &decoded, fault);

	if (r < 0)
		return r;
	token->road = decoded.road;
	memcpy(token->record, decoded.record, sizeof(token->record));
	disk_binding_svsm(&decoded, boot, token);
	return 0;
}

static int read_systemd(struct disk_token *token, const char *json, const struct disk_boot *boot,
			struct fault *fault)
{
	struct systemd_token decoded;
	int r = systemd_token_parse(json, strlen(json), &decoded, fault);

	if (!r)
		disk_binding_systemd(&decoded, boot, token);
	return r;
}

static int read_clevis(struct disk_token *token, const char *json, const struct disk_boot *boot,
		       struct fault *fault)
{
	struct clevis_token decoded;
	int r = clevis_token_parse(json, strlen(json), &decoded, fault);

	if (!r)
		disk_binding_clevis(&decoded, boot, token);
	return r;
}

static int read_recovery(struct disk_token *token, const char *json, const struct disk_boot *boot,
			 struct fault *fault)
{
	return 0;
}

static const struct {
	const char *type;
	enum disk_token_kind kind;
	int (*read)(struct disk_token *token, const char *json, const struct disk_boot *boot,
		    struct fault *fault);
} kinds[] = {
	{ SVSM_TOKEN_TYPE, DISK_TOKEN_SVSM, read_svsm },
	{ SYSTEMD_TOKEN_TYPE, DISK_TOKEN_SYSTEMD_TPM2, read_systemd },
	{ CLEVIS_TOKEN_TYPE, DISK_TOKEN_CLEVIS, read_clevis },
	{ DISK_VIEW_RECOVERY_TYPE, DISK_TOKEN_RECOVERY, read_recovery },
};

static void read_token(const char *json, const struct disk_boot *boot, struct disk_token *token)
{
	struct fault fault = FAULT_NONE;
	struct token_head head;
	size_t i;
	int r;

	r = token_head_parse(json, strlen(json), &head, &fault);
	if (!r) {
		strcpy(token->type, head.type);
		token->keyslots = head.keyslots;
		for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
			if (strcmp(kinds[i].type, head.type))
				continue;
			token->kind = kinds[i].kind;
			r = kinds[i].read(token, json, boot, &fault);
		}
	}
	if (r < 0) {
		token->kind = DISK_TOKEN_BROKEN;
		strcpy(token->reason, fault.text);
	}
}

void disk_view_read(struct luks *luks, const struct disk_boot *boot, struct disk_view *ret)
{
	const char *json;
	int i;

	*ret = (struct disk_view){ .keyslot_count = luks_keyslots_max(luks) };
	if (ret->keyslot_count > DISK_VIEW_KEYSLOTS)
		ret->keyslot_count = DISK_VIEW_KEYSLOTS;
	for (i = 0; i < ret->keyslot_count; i++)
		ret->keyslots[i] = luks_keyslot_read(luks, i);
	for (i = 0; i < luks_tokens_max(luks) && ret->token_count < DISK_VIEW_TOKENS; i++) {
		json = luks_token_read(luks, i);
		if (!json)
			continue;
		ret->tokens[ret->token_count].number = i;
		read_token(json, boot, &ret->tokens[ret->token_count++]);
	}
}

const struct disk_token *disk_view_token_of(const struct disk_view *view, int keyslot)
{
	int i;

	for (i = 0; i < view->token_count; i++)
		if (view->tokens[i].keyslots >> keyslot & 1)
			return &view->tokens[i];
	return NULL;
}

const char *disk_standing_name(enum disk_standing standing)
{
	static const char *const names[] = {
		[DISK_STANDING_NONE] = "none",
		[DISK_STANDING_UNTOLD] = "unknown",
		[DISK_STANDING_NO] = "no",
		[DISK_STANDING_YES] = "yes",
	};

	return names[standing];
}

/* Nobody makes a passphrase's keyslot with so few iterations; cut-off enrollments do. */
bool disk_view_is_orphan(const struct disk_view *view, int keyslot)
{
	const struct luks_keyslot *slot = &view->keyslots[keyslot];

	return slot->is_used && !strcmp(slot->pbkdf, "pbkdf2") &&
	       slot->iterations == LUKS_CHEAP_ITERATIONS && !disk_view_token_of(view, keyslot);
}
