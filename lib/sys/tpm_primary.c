/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making primary keys.
 */
#include "lib/sys/tpm_primary.h"

#include <errno.h>
#include <stdio.h>

#include "lib/base/fault.h"

/* An error code without the number of the parameter, handle or session it is about. */
#define FORMAT_ONE_CODE	(TPM2_RC_FMT1 | 0x3f)

bool tpm_primary_is_denied(TSS2_RC rc)
{
	TSS2_RC code = rc & (0xffff0000 | FORMAT_ONE_CODE);

	return code == TPM2_RC_BAD_AUTH || code == TPM2_RC_AUTH_FAIL;
}

int tpm_primary_create(struct tpm *tpm, const TPM2B_PUBLIC *template, const char *what,
		       TPM2_HANDLE *ret_handle, TPM2B_PUBLIC *ret_public, struct fault *fault)
{
	const TPM2B_SENSITIVE_CREATE sensitive = { .size = 0 };
	const TPML_PCR_SELECTION no_pcrs = { .count = 0 };
	const TPM2B_DATA no_data = { .size = 0 };
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	TPM2B_PUBLIC public = { .size = 0 };
	TPM2_HANDLE handle;
	TSS2_RC rc;

	rc = TPM_CALL(tpm, Tss2_Sys_CreatePrimary, TPM2_RH_ENDORSEMENT, &tpm_no_password,
		      &sensitive, template, &no_data, &no_pcrs, &handle, &public, NULL, NULL, NULL,
		      NULL, &response);
	if (tpm_primary_is_denied(rc))
		return fault_set(fault, -EACCES, "%s: %s cannot be made: its endorsement hierarchy "
				 "has a password", tpm->name, what);
	if (rc) {
		char step[64];

		(void)snprintf(step, sizeof(step), "%s cannot be made", what);
		return tpm_fault(tpm, step, rc, fault);
	}
	*ret_handle = handle;
	*ret_public = public;
	return 0;
}

int tpm_primary_marshal(struct tpm *tpm, const TPM2B_PUBLIC *public, uint8_t *ret,
			size_t *ret_size, struct fault *fault)
{
	size_t size = 0;
	TSS2_RC rc;

	rc = tpm->tss->Tss2_MU_TPMT_PUBLIC_Marshal(&public->publicArea, ret,
						   TPM_PRIMARY_PUBLIC_MAX, &size);
	if (rc)
		return tpm_fault(tpm, "gave a public key that makes no sense", rc, fault);
	*ret_size = size;
	return 0;
}

void tpm_primary_flush(struct tpm *tpm, TPM2_HANDLE handle)
{
	/* What has failed once may go well; else a slot is lost, no more. */
	if (TPM_CALL(tpm, Tss2_Sys_FlushContext, handle))
		(void)TPM_CALL(tpm, Tss2_Sys_FlushContext, handle);
}
