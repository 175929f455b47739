/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Challenging oneself.
 */
#include "lib/evidence/self_binding.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/format/binding_record.h"
#include "lib/format/credential_file.h"
#include "lib/policy/credential_exchange.h"
#include "lib/sys/tpm_ak.h"

int self_binding_make(const struct evidence *evidence, struct tpm_ak *ak, int64_t now,
		      struct binding_record *ret, struct fault *fault)
{
	_cleanup_(credential_response_deinit) struct credential_response response = {
		.secret = SECRET_NONE,
	};
	struct credential_challenge challenge;
	struct tpm_ak_credential credential;
	struct credential_state state;
	int r;

	r = credential_exchange_check(evidence, fault);
	/* The TPM makes its EK while OpenSSL is loaded and encrypts, which takes as long. */
	if (!r)
		r = tpm_ak_expect(ak, fault);
	if (!r)
		r = credential_exchange_begin(evidence, now, &challenge, &state, fault);
	if (r < 0)
		return r;
	credential = (struct tpm_ak_credential){
		.id_object = challenge.id_object,
		.id_object_size = challenge.id_object_size,
		.seed = challenge.seed,
		.seed_size = challenge.seed_size,
	};
	r = tpm_ak_activate(ak, &credential, &response.secret, fault);
	if (r < 0)
		return r;
	memcpy(response.ak_name, challenge.ak_name, sizeof(response.ak_name));
	return credential_exchange_end(&state, &response, SELF_BINDING_VERIFIER, state.time, ret,
				       fault);
}
