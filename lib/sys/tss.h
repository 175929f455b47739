/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tpm2-tss, loaded when a TPM is first spoken to and not before: most commands never
 * do, and a verifier's machine needs no TPM software at all.  Nor is all of it loaded at
 * once: ESYS, with the OpenSSL behind it, takes longer than an attestation's commands, and
 * is for sealing and unsealing alone; what makes words of errors is for errors.
 *
 * A table is owned by who loaded it; the libraries stay until the program ends.  To use one
 * more function, add it to TSS_FUNCTIONS; its type is its prototype's in the headers.
 */
#pragma once

#include <stdbool.h>
#include <tss2/tss2_esys.h>
#include <tss2/tss2_mu.h>
#include <tss2/tss2_rc.h>
#include <tss2/tss2_sys.h>
#include <tss2/tss2_tctildr.h>

struct fault;

enum tss_library {
	TSS_TCTILDR,
	TSS_ESYS,
	TSS_SYS,
	TSS_MU,
	TSS_RC,
};

#define TSS_LIBRARIES	5

#define TSS_FUNCTIONS(FUNCTION)					\
	FUNCTION(TSS_TCTILDR, Tss2_TctiLdr_Initialize)		\
	FUNCTION(TSS_TCTILDR, Tss2_TctiLdr_Finalize)		\
	FUNCTION(TSS_ESYS, Esys_Initialize)			\
	FUNCTION(TSS_ESYS, Esys_GetSysContext)			\
	FUNCTION(TSS_ESYS, Esys_Finalize)			\
	FUNCTION(TSS_ESYS, Esys_Free)				\
	FUNCTION(TSS_ESYS, Esys_Create)				\
	FUNCTION(TSS_ESYS, Esys_Load)				\
	FUNCTION(TSS_ESYS, Esys_PolicyAuthValue)		\
	FUNCTION(TSS_ESYS, Esys_StartAuthSession)		\
	FUNCTION(TSS_ESYS, Esys_TRSess_SetAttributes)		\
	FUNCTION(TSS_ESYS, Esys_TR_Close)			\
	FUNCTION(TSS_ESYS, Esys_TR_Deserialize)			\
	FUNCTION(TSS_ESYS, Esys_TR_GetTpmHandle)		\
	FUNCTION(TSS_ESYS, Esys_TR_SetAuth)			\
	FUNCTION(TSS_ESYS, Esys_Unseal)				\
	FUNCTION(TSS_SYS, Tss2_Sys_ActivateCredential)		\
	FUNCTION(TSS_SYS, Tss2_Sys_CreatePrimary)		\
	FUNCTION(TSS_SYS, Tss2_Sys_CreatePrimary_Prepare)	\
	FUNCTION(TSS_SYS, Tss2_Sys_CreatePrimary_Complete)	\
	FUNCTION(TSS_SYS, Tss2_Sys_EvictControl)		\
	FUNCTION(TSS_SYS, Tss2_Sys_ExecuteAsync)		\
	FUNCTION(TSS_SYS, Tss2_Sys_ExecuteFinish)		\
	FUNCTION(TSS_SYS, Tss2_Sys_Finalize)			\
	FUNCTION(TSS_SYS, Tss2_Sys_FlushContext)		\
	FUNCTION(TSS_SYS, Tss2_Sys_GetCapability)		\
	FUNCTION(TSS_SYS, Tss2_Sys_GetContextSize)		\
	FUNCTION(TSS_SYS, Tss2_Sys_Hash)			\
	FUNCTION(TSS_SYS, Tss2_Sys_Initialize)			\
	FUNCTION(TSS_SYS, Tss2_Sys_LoadExternal)		\
	FUNCTION(TSS_SYS, Tss2_Sys_NV_DefineSpace)		\
	FUNCTION(TSS_SYS, Tss2_Sys_NV_Increment)		\
	FUNCTION(TSS_SYS, Tss2_Sys_NV_Read)			\
	FUNCTION(TSS_SYS, Tss2_Sys_NV_ReadPublic)		\
	FUNCTION(TSS_SYS, Tss2_Sys_PCR_Read)			\
	FUNCTION(TSS_SYS, Tss2_Sys_PolicyAuthorize)		\
	FUNCTION(TSS_SYS, Tss2_Sys_PolicyOR)			\
	FUNCTION(TSS_SYS, Tss2_Sys_PolicyPCR)			\
	FUNCTION(TSS_SYS, Tss2_Sys_PolicySecret)		\
	FUNCTION(TSS_SYS, Tss2_Sys_Quote)			\
	FUNCTION(TSS_SYS, Tss2_Sys_ReadClock)			\
	FUNCTION(TSS_SYS, Tss2_Sys_ReadPublic)			\
	FUNCTION(TSS_SYS, Tss2_Sys_SetCmdAuths)			\
	FUNCTION(TSS_SYS, Tss2_Sys_Sign)			\
	FUNCTION(TSS_SYS, Tss2_Sys_StartAuthSession)		\
	FUNCTION(TSS_SYS, Tss2_Sys_VerifySignature)		\
	FUNCTION(TSS_MU, Tss2_MU_TPMT_PUBLIC_Marshal)		\
	FUNCTION(TSS_MU, Tss2_MU_TPMT_PUBLIC_Unmarshal)		\
	FUNCTION(TSS_MU, Tss2_MU_TPMT_SIGNATURE_Marshal)	\
	FUNCTION(TSS_RC, Tss2_RC_Decode)

#define TSS_MEMBER(library_, name_)	__typeof__(name_) *name_;

struct tss {
	bool is_loaded[TSS_LIBRARIES];
	TSS_FUNCTIONS(TSS_MEMBER)
};

#undef TSS_MEMBER

/* What every command needs.  0; -EOPNOTSUPP when some of it is not there; -ENOMEM. */
int tss_load(struct tss **ret, struct fault *fault);

/* Its functions are in the table from then on.  0; -EOPNOTSUPP. */
int tss_load_library(struct tss *tss, enum tss_library library, struct fault *fault);

/* What tpm2-tss calls @rc. */
const char *tss_error_text(struct tss *tss, TSS2_RC rc);

/* Accepts NULL. */
void tss_free(struct tss *tss);
void tss_cleanup(struct tss **tss);
