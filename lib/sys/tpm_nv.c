/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Defining, reading and incrementing NV counters.
 */
#include "lib/sys/tpm_nv.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/sys/tpm_primary.h"

#define VALUE_SIZE	8

/* The first handle of the command names nothing. */
#define RC_NO_INDEX	(TPM2_RC_HANDLE | TPM2_RC_H | TPM2_RC_1)

/* As in lib/sys/tpm_ak.c: with NO_DA, no power cut ever counts as a wrong password. */
#define ATTRIBUTES	(TPMA_NV_AUTHREAD | TPMA_NV_AUTHWRITE | TPMA_NV_NO_DA |	\
			 TPM2_NT_COUNTER << TPMA_NV_TPM2_NT_SHIFT)

static bool is_ours(const TPMS_NV_PUBLIC *public)
{
	return public->nameAlg == TPM2_ALG_SHA256 && public->dataSize == VALUE_SIZE &&
	       (public->attributes & ~TPMA_NV_WRITTEN) == ATTRIBUTES &&
	       public->authPolicy.size == TPM_NV_LABEL_SIZE;
}

static int read_value(struct tpm *tpm, uint32_t index, uint64_t *ret, struct fault *fault)
{
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	TPM2B_MAX_NV_BUFFER data = { .size = 0 };
	struct cursor cursor;
	uint64_t value;
	TSS2_RC rc;

	rc = TPM_CALL(tpm, Tss2_Sys_NV_Read, index, index, &tpm_no_password, VALUE_SIZE, 0, &data,
		      &response);
	if (rc)
		return tpm_fault(tpm, "cannot read its NV counter", rc, fault);
	cursor_init(&cursor, data.buffer, data.size);
	value = cursor_be64(&cursor);
	if (cursor_end(&cursor) < 0)
		return fault_set(fault, -EBADMSG, "%s: an NV counter of %u bytes", tpm->name,
				 data.size);
	*ret = value;
	return 0;
}

int tpm_nv_read(struct tpm *tpm, uint32_t index, struct tpm_nv *ret, struct fault *fault)
{
	struct tpm_nv nv = { .kind = TPM_NV_FOREIGN };
	TPM2B_NV_PUBLIC public = { .size = 0 };
	TPM2B_NAME name = { .size = 0 };
	TSS2_RC rc;
	int r = 0;

	rc = TPM_CALL(tpm, Tss2_Sys_NV_ReadPublic, index, NULL, &public, &name, NULL);
	if (rc == RC_NO_INDEX) {
		*ret = (struct tpm_nv){ .kind = TPM_NV_ABSENT };
		return 0;
	}
	if (rc)
		return tpm_fault(tpm, "cannot tell what is at its NV index", rc, fault);
	if (is_ours(&public.nvPublic)) {
		nv.kind = TPM_NV_COUNTER;
		memcpy(nv.label, public.nvPublic.authPolicy.buffer, sizeof(nv.label));
		if (public.nvPublic.attributes & TPMA_NV_WRITTEN)
			r = read_value(tpm, index, &nv.value, fault);
	}
	if (r < 0)
		return r;
	*ret = nv;
	return 0;
}

int tpm_nv_define(struct tpm *tpm, uint32_t index, const uint8_t label[static TPM_NV_LABEL_SIZE],
		  struct fault *fault)
{
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	const TPM2B_AUTH no_password = { .size = 0 };
	TPM2B_NV_PUBLIC public = {
		.nvPublic = {
			.nvIndex = index,
			.nameAlg = TPM2_ALG_SHA256,
			.attributes = ATTRIBUTES,
			.authPolicy.size = TPM_NV_LABEL_SIZE,
			.dataSize = VALUE_SIZE,
		},
	};
	TSS2_RC rc;

	memcpy(public.nvPublic.authPolicy.buffer, label, TPM_NV_LABEL_SIZE);
	rc = TPM_CALL(tpm, Tss2_Sys_NV_DefineSpace, TPM2_RH_OWNER, &tpm_no_password, &no_password,
		      &public, &response);
	if (rc == TPM2_RC_NV_DEFINED)
		return fault_set(fault, -EEXIST, "%s: NV index 0x%08x is taken", tpm->name, index);
	if (rc == TPM2_RC_NV_SPACE)
		return fault_set(fault, -ENOSPC, "%s: has no room for another NV index (0x%08x)",
				 tpm->name, index);
	if (tpm_primary_is_denied(rc))
		return fault_set(fault, -EACCES, "%s: NV index 0x%08x cannot be defined: its owner "
				 "hierarchy has a password", tpm->name, index);
	return rc ? tpm_fault(tpm, "cannot define an NV index", rc, fault) : 0;
}

int tpm_nv_increment(struct tpm *tpm, uint32_t index, struct fault *fault)
{
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	TSS2_RC rc;

	rc = TPM_CALL(tpm, Tss2_Sys_NV_Increment, index, index, &tpm_no_password, &response);
	if (rc == RC_NO_INDEX)
		return fault_set(fault, -ENOENT, "%s: NV index 0x%08x is gone", tpm->name, index);
	if (rc == TPM2_RC_NV_RATE)
		return fault_set(fault, -EAGAIN, "%s: does not write its NV memory again so soon",
				 tpm->name);
	return rc ? tpm_fault(tpm, "cannot increment its NV counter", rc, fault) : 0;
}
