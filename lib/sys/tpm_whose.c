/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose a TPM is.
 */
#include "lib/sys/tpm_whose.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/tpm_context.h"
#include "lib/sys/tpm_ek.h"
#include "lib/sys/tpm_srk.h"

/* 1: it is the token's; 0: it is another; -EIO and the like: the TPM does not tell. */
static int has_ek(struct tpm *tpm, const struct svsm_token *token, struct fault *fault)
{
	_cleanup_(tpm_ek_cleanup) struct tpm_ek *ek = NULL;
	TPM2B_NAME name = { .size = 0 }, qualified = { .size = 0 };
	TPM2B_PUBLIC public = { .size = 0 };
	TSS2_RC rc;
	int r = tpm_ek_open(tpm, &ek, fault);

	if (r < 0)
		return r;
	rc = TPM_CALL(tpm, Tss2_Sys_ReadPublic, tpm_ek_handle(ek), NULL, &public, &name,
		      &qualified, NULL);
	if (rc)
		return tpm_fault(tpm, "cannot show its EK", rc, fault);
	return name.size == token->ek_name_size && !memcmp(name.name, token->ek_name, name.size);
}

int tpm_whose_is(struct tpm *tpm, const struct svsm_token *token, const uint8_t *srk_name,
		 struct fault *fault)
{
	const char *tail = "it was cleared, its keys were changed, or its state is an older one, "
			   "of which 'svsmctl birth show' may tell; enroll the volume again";
	struct tpm_srk srk;
	int found, r;

	found = tpm_srk_find(tpm, token->srk_handle, &srk, fault);
	if (found < 0 && found != -ENOKEY && found != -EKEYREJECTED)
		return found;
	if (!found && !memcmp(srk.name, srk_name, sizeof(srk.name)))
		return 0;
	r = has_ek(tpm, token, fault);
	if (r < 0)
		return r;
	if (!r)
		return fault_set(fault, -EREMOTE, "%s: is another TPM than the one that the key "
				 "was sealed with, or was made anew: its EK is another", tpm->name);
	if (found == -ENOKEY)
		return fault_set(fault, -ENOKEY, "%s: there is no storage root key at 0x%08x any "
				 "more; %s", tpm->name, token->srk_handle, tail);
	return fault_set(fault, -EREMCHG, "%s: the storage root key at 0x%08x has been replaced; "
			 "%s", tpm->name, token->srk_handle, tail);
}
