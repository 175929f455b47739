/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sealing and unsealing, for seal.sh.  The TPM is that of $TPM2TOOLS_TCTI, the PIN $PIN.
 *
 *	test_seal seal KEY TOKEN BRANCH...		see seal_world.h for branches
 *	test_seal unseal TOKEN KEY [SIGNATURES]
 *	test_seal digest TOKEN				the policy's digest, in hexadecimal
 *	test_seal parts TOKEN FOLDER			"public" and "private" for tpm2_load
 *	test_seal signer PEM OUT			the key as a TPM2B_PUBLIC
 *
 * Exit 0, or 1 with a line "ENAME: words" on standard output, and one for each branch that
 * does not fit this boot.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/policy/pcr_signer.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm.h"
#include "tests/integration/seal_world.h"

static struct fault fault = FAULT_NONE;

static int fail(int error)
{
	printf("%s: %s\n", strerrorname_np(-error) ?: "?", fault.text);
	return 1;
}

static int write_file(const char *folder, const char *name, const void *head, size_t head_size,
		      const void *data, size_t size)
{
	char path[512];
	FILE *file;
	int bad;

	(void)snprintf(path, sizeof(path), "%s%s%s", folder, *name ? "/" : "", name);
	file = fopen(path, "we");
	if (!file)
		return 1;
	bad = (head_size && fwrite(head, head_size, 1, file) != 1) ||
	      fwrite(data, size, 1, file) != 1;
	return fclose(file) || bad;
}

/* With the size before it that TPM2B have. */
static int write_sized(const char *folder, const char *name, const void *data, size_t size)
{
	const unsigned char head[2] = { (unsigned char)(size >> 8), (unsigned char)size };

	return write_file(folder, name, head, sizeof(head), data, size);
}

static int do_seal(struct tpm *tpm, char **arguments, int count)
{
	_cleanup_(buffer_deinit) struct buffer file = BUFFER_INIT(64);
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(2 * SVSM_TOKEN_SIZE_MAX);
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	struct svsm_token token = { .keyslots = 1 << 1, .created = 1 };
	int i, r;

	r = file_read(arguments[0], &file, &fault);
	if (!r)
		r = secret_init(&key, file.size);
	if (!r)
		memcpy(key.bytes, file.data, file.size);
	for (i = 2; !r && i < count; i++)
		r = seal_world_branch(tpm, arguments[i], &token.policy, &fault);
	if (!r)
		r = seal_world_enroll(tpm, &key, getenv("PIN"), &token, &fault);
	if (!r)
		r = svsm_token_encode(&token, &text);
	return r < 0 ? fail(r) : write_file(arguments[1], "", NULL, 0, text.data, text.size);
}

static int do_unseal(struct tpm *tpm, char **arguments, int count)
{
	static const char *const standings[] = {
		"unknown", "bank-missing", "pcrs-differ", "no-signatures", "unsigned", "satisfied",
	};
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	struct seal_outlook outlook = { .count = 0 };
	struct svsm_token token;
	size_t i;
	int r;

	r = seal_world_read_token(arguments[0], &token, &fault);
	if (!r)
		r = seal_world_open(tpm, &token, count > 2 ? arguments[2] : NULL, getenv("PIN"),
				    &key, &outlook, &fault);
	if (!r)
		return write_file(arguments[1], "", NULL, 0, key.bytes, key.size);
	(void)fail(r);
	for (i = 0; i < outlook.count; i++)
		printf("branch %zu: %s 0x%06x\n", i, standings[outlook.branches[i].standing],
		       outlook.branches[i].pcrs);
	return 1;
}

static int do_digest(const char *path)
{
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE];
	char text[HEX_TEXT_SIZE(sizeof(digest))];
	struct svsm_token token;
	int r;

	r = seal_world_read_token(path, &token, &fault);
	if (!r)
		r = seal_policy_digest(&token.policy, digest, &fault);
	if (r < 0)
		return fail(r);
	puts(hex_encode(digest, sizeof(digest), text));
	return 0;
}

static int do_parts(char **arguments)
{
	struct svsm_token token;
	int r = seal_world_read_token(arguments[0], &token, &fault);

	if (r < 0)
		return fail(r);
	return write_sized(arguments[1], "public", token.sealed_public,
			   token.sealed_public_size) ||
	       write_sized(arguments[1], "private", token.sealed_private,
			   token.sealed_private_size);
}

static int do_signer(char **arguments)
{
	_cleanup_(buffer_deinit) struct buffer pem = BUFFER_INIT(1u << 16);
	uint8_t key[SEALED_POLICY_KEY_MAX];
	size_t size;
	int r;

	r = file_read(arguments[0], &pem, &fault);
	if (!r)
		r = pcr_signer_from_pem(pem.data, pem.size, key, &size, &fault);
	return r < 0 ? fail(r) : write_sized(arguments[1], "", key, size);
}

int main(int argc, char **argv)
{
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	int r;

	(void)setenv("TSS2_LOG", "all+NONE", 0); /* then it is noisy, no more */
	if (argc == 3 && !strcmp(argv[1], "digest"))
		return do_digest(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "parts"))
		return do_parts(argv + 2);
	if (argc == 4 && !strcmp(argv[1], "signer"))
		return do_signer(argv + 2);
	if (argc < 4) {
		fprintf(stderr, "see the head of the source\n");
		return 2;
	}
	r = tpm_open(getenv("TPM2TOOLS_TCTI"), &tpm, &fault);
	if (r < 0)
		return fail(r);
	return !strcmp(argv[1], "seal") ? do_seal(tpm, argv + 2, argc - 2) :
					   do_unseal(tpm, argv + 2, argc - 2);
}
