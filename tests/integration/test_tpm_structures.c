/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What lib/ makes of a real TPM's structures, and what it makes for one, for
 * tpm_structures.sh:
 *
 *	test_tpm_structures credential EK AK SECRET OUT
 *	test_tpm_structures quote AK MESSAGE SIGNATURE
 *
 * EK and AK are TPMT_PUBLIC; OUT is a file as tpm2_activatecredential reads it.  "quote"
 * wants an AK of the endorsement hierarchy.  Exit 0 when all is as it should be.
 */
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_quote.h"
#include "lib/format/tpm_signature.h"
#include "lib/policy/ak_template.h"
#include "lib/policy/credential.h"
#include "lib/policy/tpm_key.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/file.h"

#define FILE_MAX	65536
#define MAGIC_SIZE	8

static struct fault fault;

static int fail(void)
{
	fprintf(stderr, "%s\n", fault.text);
	return 1;
}

/* How tpm2-tools keep both structures: a magic and a version, then each after its size. */
static int write_credential(const char *path, const struct credential *credential)
{
	static const unsigned char magic[MAGIC_SIZE] = { 0xba, 0xdc, 0xc0, 0xde, 0, 0, 0, 1 };
	const size_t sizes[] = { credential->id_object_size, credential->seed_size };
	const void *const bytes[] = { credential->id_object, credential->seed };
	FILE *file = fopen(path, "we");
	size_t i;

	if (!file)
		return 1;
	(void)fwrite(magic, sizeof(magic), 1, file); /* told by ferror() */
	for (i = 0; i < 2; i++) {
		(void)fputc((int)(sizes[i] >> 8), file);
		(void)fputc((int)(sizes[i] & 0xff), file);
		(void)fwrite(bytes[i], sizes[i], 1, file);
	}
	i = (size_t)ferror(file);
	return fclose(file) || i ? 1 : 0;
}

static int make_credential(char **paths)
{
	_cleanup_(buffer_deinit) struct buffer ek_file = BUFFER_INIT(FILE_MAX);
	_cleanup_(buffer_deinit) struct buffer ak_file = BUFFER_INIT(FILE_MAX);
	_cleanup_(buffer_deinit) struct buffer secret = BUFFER_INIT(FILE_MAX);
	struct credential credential;
	struct tpm_public ek, ak;
	struct tpm_name name;

	if (file_read(paths[0], &ek_file, &fault) < 0 ||
	    file_read(paths[1], &ak_file, &fault) < 0 ||
	    file_read(paths[2], &secret, &fault) < 0 ||
	    tpm_public_parse(ek_file.data, ek_file.size, &ek, &fault) < 0 ||
	    tpm_public_parse(ak_file.data, ak_file.size, &ak, &fault) < 0 ||
	    tpm_name_of(&ak, &name) < 0 ||
	    credential_make(&ek, &name, secret.data, secret.size, &credential, &fault) < 0)
		return fail();
	return write_credential(paths[3], &credential);
}

static int check_quote(char **paths)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = NULL;
	_cleanup_(buffer_deinit) struct buffer ak_file = BUFFER_INIT(FILE_MAX);
	_cleanup_(buffer_deinit) struct buffer message = BUFFER_INIT(FILE_MAX);
	_cleanup_(buffer_deinit) struct buffer signature_file = BUFFER_INIT(FILE_MAX);
	struct tpm_signature signature;
	struct tpm_name name, qualified;
	struct tpm_quote quote;
	struct tpm_public ak;

	if (file_read(paths[0], &ak_file, &fault) < 0 ||
	    file_read(paths[1], &message, &fault) < 0 ||
	    file_read(paths[2], &signature_file, &fault) < 0 ||
	    tpm_public_parse(ak_file.data, ak_file.size, &ak, &fault) < 0 ||
	    ak_template_check(&ak, &fault) < 0 || tpm_key_new(&ak, &key, &fault) < 0 ||
	    tpm_quote_parse(message.data, message.size, &quote, &fault) < 0 ||
	    tpm_signature_parse(signature_file.data, signature_file.size, &signature,
				&fault) < 0 ||
	    tpm_key_verify(key, &signature, quote.whole, quote.whole_size, &fault) < 0)
		return fail();
	if (tpm_name_of(&ak, &name) < 0 ||
	    tpm_name_qualified(TPM_HIERARCHY_ENDORSEMENT, &name, &qualified) < 0 ||
	    !tpm_name_is(&qualified, quote.qualified_signer, quote.qualified_signer_size)) {
		fprintf(stderr, "the signer is no primary key of the endorsement hierarchy\n");
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "credential"))
		return make_credential(argv + 2);
	if (argc == 5 && !strcmp(argv[1], "quote"))
		return check_quote(argv + 2);
	fprintf(stderr, "see the head of the source\n");
	return 2;
}
