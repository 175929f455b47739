/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Enrolls a LUKS2 volume as somebody would who trusts the TPM at hand: a random key in a
 * keyslot of its own, sealed, and the token.  It refuses nothing of what an enrollment for
 * real has to refuse; it is for the tests of unlocking.
 *
 *	key_enroll VOLUME PASSPHRASE-FILE TCTI plugin|socket BRANCH...
 *
 * A BRANCH is what seal_world_branch() takes.  Prints the numbers of keyslot and token.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"
#include "lib/sys/luks.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_seal.h"
#include "tests/integration/seal_world.h"

static int fail(const char *what, const struct fault *fault)
{
	fprintf(stderr, "key_enroll: %s: %s\n", what, fault->text);
	return 1;
}

static int read_passphrase(const char *path, struct secret *ret, struct fault *fault)
{
	struct buffer text = BUFFER_INIT(SECRET_SIZE_MAX);
	int r;

	r = file_read(path, &text, fault);
	if (!r)
		r = secret_init(ret, text.size);
	if (!r)
		memcpy(ret->bytes, text.data, text.size);
	buffer_deinit(&text);
	return r;
}

int main(int argc, char **argv)
{
	struct secret passphrase = SECRET_NONE, volume_key = SECRET_NONE, key = SECRET_NONE;
	struct buffer text = BUFFER_INIT(SVSM_TOKEN_SIZE_MAX);
	struct svsm_token token = { .road = SVSM_TOKEN_SOCKET };
	struct fault fault = FAULT_NONE;
	struct luks *luks;
	int i, keyslot, number;
	struct tpm *tpm;

	if (argc < 6)
		return 2;
	if (!strcmp(argv[4], "plugin"))
		token.road = SVSM_TOKEN_PLUGIN;
	if (luks_open(argv[1], &luks, &fault) < 0 ||
	    read_passphrase(argv[2], &passphrase, &fault) < 0 ||
	    luks_volume_key(luks, LUKS_ANY, &passphrase, &volume_key, &fault) < 0)
		return fail("the volume", &fault);
	if (secret_init(&key, TPM_SEAL_KEY_SIZE) < 0 ||
	    getrandom(key.bytes, key.size, 0) != (ssize_t)key.size)
		return 1;
	if (tpm_open(argv[3], &tpm, &fault) < 0)
		return fail("the TPM", &fault);
	for (i = 5; i < argc; i++)
		if (seal_world_branch(tpm, argv[i], &token.policy, &fault) < 0)
			return fail(argv[i], &fault);
	if (seal_world_enroll(tpm, &key, NULL, &token, &fault) < 0)
		return fail("sealing", &fault);
	keyslot = luks_keyslot_add(luks, &volume_key, &key, &fault);
	if (keyslot < 0)
		return fail("the keyslot", &fault);
	token.keyslots = 1u << keyslot;
	if (svsm_token_encode(&token, &text) < 0)
		return 1;
	number = luks_token_set(luks, LUKS_ANY, (const char *)text.data, &fault);
	if (number < 0)
		return fail("the token", &fault);
	printf("keyslot %d token %d\n", keyslot, number);
	tpm_close(tpm);
	luks_close(luks);
	return 0;
}
