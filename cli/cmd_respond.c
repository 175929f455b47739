/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl respond: open a verifier's challenge with the TPM, which shows that the AK of
 * this guest and the EK that the SVSM's report names are in one TPM.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/vtpm.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/credential_file.h"
#include "lib/format/tpm_public.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_ak.h"
#include "lib/sys/whole_file.h"

enum { OPTION_CHALLENGE, OPTION_OUT, OPTION_TCTI };

static void cleanup_text(struct buffer *text)
{
	if (text->data)
		explicit_bzero(text->data, text->capacity);
	buffer_deinit(text);
}

static int read_challenge(const char *path, struct credential_challenge *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct fault reason = FAULT_NONE;
	int r = file_read(path, &text, fault);

	if (r < 0)
		return r;
	r = credential_file_decode_challenge(text.data, text.size, ret, &reason);
	return r < 0 ? fault_set_at(fault, r, reason.offset, "%s: %s", path, reason.text) : 0;
}

static bool is_named(const struct tpm_ak *ak, const uint8_t name[static BINDING_RECORD_NAME_SIZE])
{
	struct tpm_public public;
	struct tpm_name own;
	const uint8_t *data;
	size_t size;

	data = tpm_ak_public(ak, &size);
	return !tpm_public_parse(data, size, &public, NULL) && !tpm_name_of(&public, &own) &&
	       tpm_name_is(&own, name, BINDING_RECORD_NAME_SIZE);
}

/* The one of the two AKs that the challenge names. */
static int find_ak(struct tpm *tpm, const struct credential_challenge *challenge,
		   struct tpm_ak **ret, struct fault *fault)
{
	enum tpm_ak_kind kind;
	int r;

	for (kind = TPM_AK_ECC; kind <= TPM_AK_RSA; kind++) {
		_cleanup_(tpm_ak_cleanup) struct tpm_ak *ak = NULL;

		r = tpm_ak_open(tpm, kind, &ak, fault);
		if (r < 0)
			return r;
		if (is_named(ak, challenge->ak_name)) {
			*ret = TAKE_PTR(ak);
			return 0;
		}
	}
	return fault_set(fault, -EKEYREJECTED, "challenge: is for an AK that this TPM has not");
}

static int respond(const struct credential_challenge *challenge, const char *tcti,
		   struct buffer *ret, struct fault *fault)
{
	_cleanup_(credential_response_deinit) struct credential_response response = {
		.secret = SECRET_NONE,
	};
	const struct tpm_ak_credential credential = {
		.id_object = challenge->id_object,
		.id_object_size = challenge->id_object_size,
		.seed = challenge->seed,
		.seed_size = challenge->seed_size,
	};
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	_cleanup_(tpm_ak_cleanup) struct tpm_ak *ak = NULL;
	int r;

	r = tpm_open(tcti, &tpm, fault);
	if (!r)
		r = find_ak(tpm, challenge, &ak, fault);
	if (!r)
		r = tpm_ak_activate(ak, &credential, &response.secret, fault);
	if (r < 0)
		return r;
	memcpy(response.ak_name, challenge->ak_name, sizeof(response.ak_name));
	r = credential_file_encode_response(&response, ret);
	return r < 0 ? fault_set(fault, r, "challenge: its secret has no length of ours") : 0;
}

static int put_text(const char *path, const struct buffer *text, struct fault *fault)
{
	if (path)
		return whole_file_create(path, 0600, text->data, text->size, fault);
	/* What does not reach standard output fails the program at its end. */
	(void)fwrite(text->data, 1, text->size, stdout);
	return 0;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(cleanup_text) struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct credential_challenge challenge;
	struct fault fault = FAULT_NONE;
	struct vtpm vtpm;
	int r;

	if (!values[OPTION_CHALLENGE]) {
		say_usage(command->name, "--challenge is needed");
		return EXIT_USAGE;
	}
	r = read_challenge(values[OPTION_CHALLENGE], &challenge, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	r = vtpm_find(values[OPTION_TCTI], &vtpm, &fault);
	if (!r)
		r = respond(&challenge, vtpm.tcti, &text, &fault);
	if (r < 0) {
		say_error(command->name, &fault, vtpm_remedy(r));
		return EXIT_NO;
	}
	r = put_text(values[OPTION_OUT], &text, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command respond_command = {
	.name = "respond",
	.summary = "answer a verifier's challenge to show that AK and EK are in one TPM",
	.details = "The challenge is made by 'svsmctl challenge new' from this guest's evidence, "
		   "the response is for\n'svsmctl challenge accept'.  The TPM makes its EK once "
		   "more for it, which takes it a while.\n",
	.options =
		{
			[OPTION_CHALLENGE] = {"challenge", "FILE", "the verifier's challenge"},
			[OPTION_OUT] = {"out", "FILE", "file to create; else standard output"},
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM, instead of the SVSM's chip"},
		},
	.run = run,
};
