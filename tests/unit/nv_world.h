/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A TPM's NV memory of the tests' own: one place for an index, played by functions that
 * stand in the table of tpm2-tss.  It answers as the TPM 2.0 specification says, or with
 * the code that a test wants of the next command of a kind.
 */
#pragma once

#include "tests/unit/unit.h"

#include "lib/sys/tpm_context.h"

static struct {
	struct tss tss;
	struct tpm tpm;
	bool is_defined;
	TPMS_NV_PUBLIC public;
	uint64_t value, highest;	/* of any counter, ever */
	uint16_t answered;		/* bytes of an answer to NV_Read; 8 */
	TSS2_RC define, increment, read, read_public, read_clock;	/* 0: as it should be */
	TPMS_TIME_INFO time;
	unsigned int commands;
} nv;

static inline TSS2_RC nv_define(TSS2_SYS_CONTEXT *sys, TPMI_RH_PROVISION owner,
				TSS2L_SYS_AUTH_COMMAND const *auths, const TPM2B_AUTH *auth,
				const TPM2B_NV_PUBLIC *public, TSS2L_SYS_AUTH_RESPONSE *response)
{
	nv.commands++;
	assert_int_equal(owner, TPM2_RH_OWNER);
	assert_int_equal(auth->size, 0);
	if (nv.define || nv.is_defined)
		return nv.define ?: TPM2_RC_NV_DEFINED;
	nv.is_defined = true;
	nv.public = public->nvPublic;
	return 0;
}

static inline TSS2_RC nv_increment(TSS2_SYS_CONTEXT *sys, TPMI_RH_NV_AUTH auth,
				   TPMI_RH_NV_INDEX index, TSS2L_SYS_AUTH_COMMAND const *auths,
				   TSS2L_SYS_AUTH_RESPONSE *response)
{
	nv.commands++;
	assert_int_equal(auth, index);
	if (nv.increment || !nv.is_defined)
		return nv.increment ?: TPM2_RC_HANDLE | TPM2_RC_H | TPM2_RC_1;
	if (!(nv.public.attributes & TPMA_NV_WRITTEN))
		nv.value = nv.highest;
	nv.public.attributes |= TPMA_NV_WRITTEN;
	nv.highest = ++nv.value;
	return 0;
}

static inline TSS2_RC nv_read(TSS2_SYS_CONTEXT *sys, TPMI_RH_NV_AUTH auth, TPMI_RH_NV_INDEX index,
			      TSS2L_SYS_AUTH_COMMAND const *auths, UINT16 size, UINT16 offset,
			      TPM2B_MAX_NV_BUFFER *data, TSS2L_SYS_AUTH_RESPONSE *response)
{
	unsigned int i;

	nv.commands++;
	if (nv.read || !(nv.public.attributes & TPMA_NV_WRITTEN))
		return nv.read ?: TPM2_RC_NV_UNINITIALIZED;
	data->size = nv.answered;
	for (i = 0; i < 8; i++)
		data->buffer[i] = (nv.value >> (56 - 8 * i)) & 0xff;
	return 0;
}

static inline TSS2_RC nv_read_public(TSS2_SYS_CONTEXT *sys, TPMI_RH_NV_INDEX index,
				     TSS2L_SYS_AUTH_COMMAND const *auths, TPM2B_NV_PUBLIC *public,
				     TPM2B_NAME *name, TSS2L_SYS_AUTH_RESPONSE *response)
{
	nv.commands++;
	if (nv.read_public || !nv.is_defined || index != nv.public.nvIndex)
		return nv.read_public ?: TPM2_RC_HANDLE | TPM2_RC_H | TPM2_RC_1;
	public->nvPublic = nv.public;
	return 0;
}

static inline TSS2_RC nv_read_clock(TSS2_SYS_CONTEXT *sys, TSS2L_SYS_AUTH_COMMAND const *auths,
				    TPMS_TIME_INFO *time, TSS2L_SYS_AUTH_RESPONSE *response)
{
	nv.commands++;
	*time = nv.time;
	return nv.read_clock;
}

static inline const char *nv_decode(TSS2_RC rc)
{
	return "no";
}

static inline int nv_world_init(void **state)
{
	memset(&nv, 0, sizeof(nv));
	nv.answered = 8;
	nv.tss.Tss2_Sys_NV_DefineSpace = nv_define;
	nv.tss.Tss2_Sys_NV_Increment = nv_increment;
	nv.tss.Tss2_Sys_NV_Read = nv_read;
	nv.tss.Tss2_Sys_NV_ReadPublic = nv_read_public;
	nv.tss.Tss2_Sys_ReadClock = nv_read_clock;
	nv.tss.Tss2_RC_Decode = nv_decode;
	nv.tpm = (struct tpm){ .name = (char *)"vtpm", .tss = &nv.tss };
	return 0;
}
