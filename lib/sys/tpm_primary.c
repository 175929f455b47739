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

static const TPM2B_SENSITIVE_CREATE no_sensitive = { .size = 0 };
static const TPML_PCR_SELECTION no_pcrs = { .count = 0 };
static const TPM2B_DATA no_data = { .size = 0 };

static int create_fault(const struct tpm *tpm, const char *what, TSS2_RC rc, struct fault *fault)
{
	char step[64];

	if (tpm_primary_is_denied(rc))
		return fault_set(fault, -EACCES, "%s: %s cannot be made: its endorsement hierarchy "
				 "has a password", tpm->name, what);
	(void)snprintf(step, sizeof(step), "%s cannot be made", what);
	return tpm_fault(tpm, step, rc, fault);
}

int tpm_primary_create(struct tpm *tpm, const TPM2B_PUBLIC *template, const char *what,
		       TPM2_HANDLE *ret_handle, TPM2B_PUBLIC *ret_public, struct fault *fault)
{
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	TPM2B_PUBLIC public = { .size = 0 };
	TPM2_HANDLE handle;
	TSS2_RC rc;

	rc = TPM_CALL(tpm, Tss2_Sys_CreatePrimary, TPM2_RH_ENDORSEMENT, &tpm_no_password,
		      &no_sensitive, template, &no_data, &no_pcrs, &handle, &public, NULL, NULL,
		      NULL, NULL, &response);
	if (rc)
		return create_fault(tpm, what, rc, fault);
	*ret_handle = handle;
	*ret_public = public;
	return 0;
}

bool tpm_primary_begin(struct tpm *tpm, const TPM2B_PUBLIC *template)
{
	const struct tss *tss = tpm->tss;

	return !tss->Tss2_Sys_CreatePrimary_Prepare(tpm->sys, TPM2_RH_ENDORSEMENT, &no_sensitive,
						    template, &no_data, &no_pcrs) &&
	       !tss->Tss2_Sys_SetCmdAuths(tpm->sys, &tpm_no_password) &&
	       !tss->Tss2_Sys_ExecuteAsync(tpm->sys);
}

int tpm_primary_end(struct tpm *tpm, bool is_begun, const TPM2B_PUBLIC *template,
		    const char *what, TPM2_HANDLE *ret_handle, struct fault *fault)
{
	unsigned int tries = TPM_TRIES;
	TPM2B_PUBLIC public = { .size = 0 };
	TPM2_HANDLE handle;
	TSS2_RC rc = TPM2_RC_RETRY;

	if (is_begun)
		rc = tpm->tss->Tss2_Sys_ExecuteFinish(tpm->sys, TSS2_TCTI_TIMEOUT_BLOCK);
	if (is_begun && !rc)
		rc = tpm->tss->Tss2_Sys_CreatePrimary_Complete(tpm->sys, &handle, &public, NULL,
							       NULL, NULL, NULL);
	if (!is_begun || tpm_wants_again(rc, &tries))
		return tpm_primary_create(tpm, template, what, ret_handle, &public, fault);
	if (rc)
		return create_fault(tpm, what, rc, fault);
	*ret_handle = handle;
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
