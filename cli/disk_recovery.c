/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making and showing recovery keys.
 */
#include "cli/disk_recovery.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/disk_key.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/disks/disk_view.h"
#include "lib/format/modhex.h"
#include "lib/format/token_head.h"
#include "lib/sys/luks.h"
#include "lib/sys/qr_code.h"

bool disk_recovery_exists(struct luks *luks)
{
	struct token_head head;
	const char *json;
	int token, keyslot;

	for (token = 0; token < luks_tokens_max(luks); token++) {
		json = luks_token_read(luks, token);
		if (!json || token_head_parse(json, strlen(json), &head, NULL) < 0 ||
		    strcmp(head.type, DISK_VIEW_RECOVERY_TYPE))
			continue;
		for (keyslot = 0; keyslot < luks_keyslots_max(luks); keyslot++)
			if (head.keyslots >> keyslot & 1 &&
			    luks_keyslot_read(luks, keyslot).is_used)
				return true;
	}
	return false;
}

static uint32_t keyslots_of_tokens(struct luks *luks)
{
	struct token_head head;
	const char *json;
	uint32_t mask = 0;
	int token;

	for (token = 0; token < luks_tokens_max(luks); token++) {
		json = luks_token_read(luks, token);
		if (json && !token_head_parse(json, strlen(json), &head, NULL))
			mask |= head.keyslots;
	}
	return mask;
}

bool disk_recovery_has_passphrase(struct luks *luks)
{
	const uint32_t tokens = keyslots_of_tokens(luks);
	int i;

	for (i = 0; i < luks_keyslots_max(luks); i++) {
		const struct luks_keyslot slot = luks_keyslot_read(luks, i);

		if (slot.is_used && !slot.is_unbound && !(tokens >> i & 1) &&
		    slot.iterations != LUKS_CHEAP_ITERATIONS)
			return true;
	}
	return false;
}

/* What was added opens the volume, and its token says what it is. */
static int confirm(struct luks *luks, int keyslot, const struct secret *text, struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret found = SECRET_NONE;
	char json[128];
	int r;

	r = luks_volume_key(luks, keyslot, text, &found, fault);
	if (r < 0)
		return r;
	(void)snprintf(json, sizeof(json), "{\"type\":\"%s\",\"keyslots\":[\"%d\"]}",
		       DISK_VIEW_RECOVERY_TYPE, keyslot);
	return luks_token_set(luks, LUKS_ANY, json, fault);
}

int disk_recovery_add(struct luks *luks, const struct secret *volume_key,
		      struct disk_recovery *ret, struct fault *fault)
{
	_cleanup_(disk_recovery_deinit) struct disk_recovery recovery = DISK_RECOVERY_NONE;
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	int r;

	r = disk_key_new(MODHEX_KEY_SIZE, &key, fault);
	if (r < 0)
		return r;
	if (modhex_encode(&key, &recovery.text) < 0)
		return fault_set(fault, -ENOMEM, "recovery key: out of memory");
	recovery.keyslot = luks_keyslot_add(luks, volume_key, &recovery.text, fault);
	if (recovery.keyslot < 0)
		return recovery.keyslot;
	recovery.token = confirm(luks, recovery.keyslot, &recovery.text, fault);
	if (recovery.token < 0) {
		disk_recovery_undo(luks, &recovery);
		return recovery.token;
	}
	*ret = recovery;
	recovery = DISK_RECOVERY_NONE;
	return 0;
}

void disk_recovery_undo(struct luks *luks, const struct disk_recovery *recovery)
{
	/* Why is told by whoever undoes it. */
	if (recovery->token >= 0)
		(void)luks_token_remove(luks, recovery->token, NULL);
	if (recovery->keyslot >= 0)
		(void)luks_keyslot_destroy(luks, recovery->keyslot, NULL);
}

int disk_recovery_show(const char *name, struct luks *luks,
		       const struct disk_recovery *recovery, struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret picture = SECRET_NONE;
	struct fault reason = FAULT_NONE;

	fprintf(stderr, "The recovery key of %s opens it whatever happens to its TPM.  It is shown "
		"once;\nwrite it down, and keep it where only those find it who may read the "
		"disk:\n\n", luks_path(luks));
	(void)setvbuf(stdout, NULL, _IONBF, 0); /* else a copy stays in the buffer, no more */
	fwrite(recovery->text.bytes, 1, recovery->text.size, stdout);
	putchar('\n');
	if (qr_code_draw(&recovery->text, &picture, &reason) < 0) {
		say_note(name, "%s; there is no picture of it", reason.text);
	} else {
		putchar('\n');
		fwrite(picture.bytes, 1, picture.size, stdout);
	}
	if (fflush(stdout) || ferror(stdout)) {
		disk_recovery_undo(luks, recovery);
		return fault_set(fault, -EIO, "standard output: the recovery key was not written");
	}
	say_note(name, "%s: the recovery key is in keyslot %d", luks_path(luks),
		 recovery->keyslot);
	return 0;
}

void disk_recovery_deinit(struct disk_recovery *recovery)
{
	secret_deinit(&recovery->text);
}
