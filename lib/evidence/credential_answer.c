/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening a credential.
 */
#include "lib/evidence/credential_answer.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/credential_file.h"
#include "lib/format/tpm_public.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_ak.h"

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

int credential_answer_make(const struct credential_challenge *challenge, const char *tcti,
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

void credential_answer_wipe(struct buffer *text)
{
	if (text->data)
		explicit_bzero(text->data, text->capacity);
	buffer_deinit(text);
}
