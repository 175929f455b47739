/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A TPM of the tests' own behind the table of tpm2-tss, as sealing and unsealing need it: it
 * writes down which commands came, keeps what they said, and answers what a test wants.
 * What no answer is asked for goes well.
 */
#pragma once

#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/sys/tpm_context.h"

#define WORLD_SESSION	0x03000001u	/* handles in the TPM, and of ESYS */
#define WORLD_OBJECT	0x80000001u
#define WORLD_SIGNER	0x80000002u

static struct {
	struct tss tss;
	struct tpm tpm;
	char said[1024];		/* "StartAuthSession Load ...": the commands that came */
	const char *failing;		/* this one is answered by @rc, @failures times */
	TSS2_RC rc;
	unsigned int failures;
	unsigned int open;		/* objects of ESYS */

	uint8_t resource[1024];		/* what ESYS was told of the storage root key */
	size_t resource_size;
	TPM2_SE type;
	TPMA_SESSION attributes;
	TPML_PCR_SELECTION selection;	/* of the last PolicyPCR */
	TPM2B_DIGEST digest;
	TPMT_SIGNATURE signature;
	TPM2B_NONCE ref;
	TPML_DIGEST alternatives;
	TPM2B_SENSITIVE_CREATE sensitive;
	TPM2B_PUBLIC template;
	TPM2B_AUTH auth;

	TPM2B_NAME signer_name;		/* as the TPM says */
	TPMS_CAPABILITY_DATA capability;
	uint8_t secret[TPM2_MAX_SYM_DATA];	/* that Unseal gives */
	uint16_t secret_size;
	uint16_t private_size;		/* of what Create gives */
	uint32_t has_pcrs;
	uint16_t pcr_size;
} world;

/* A command came. */
static inline TSS2_RC world_say(const char *name)
{
	const size_t at = strlen(world.said);

	(void)snprintf(world.said + at, sizeof(world.said) - at, "%s%s", at ? " " : "", name);
	if (!world.failing || strcmp(world.failing, name) || !world.failures)
		return 0;
	world.failures--;
	return world.rc;
}

static inline void world_fail(const char *name, TSS2_RC rc, unsigned int times)
{
	world.failing = name;
	world.rc = rc;
	world.failures = times;
}

static inline TSS2_RC world_deserialize(ESYS_CONTEXT *esys, uint8_t const *bytes, size_t size,
					ESYS_TR *ret)
{
	assert_true(size <= sizeof(world.resource));
	memcpy(world.resource, bytes, size);
	world.resource_size = size;
	world.open++;
	*ret = 0x100;
	return 0;
}

static inline TSS2_RC world_close(ESYS_CONTEXT *esys, ESYS_TR *object)
{
	world.open--;
	*object = ESYS_TR_NONE;
	return 0;
}

static inline TSS2_RC world_start(ESYS_CONTEXT *esys, ESYS_TR key, ESYS_TR bind, ESYS_TR one,
				  ESYS_TR two, ESYS_TR three, TPM2B_NONCE const *nonce,
				  TPM2_SE type, TPMT_SYM_DEF const *cipher, TPMI_ALG_HASH hash,
				  ESYS_TR *ret)
{
	TSS2_RC rc = world_say("StartAuthSession");

	assert_int_equal(key, 0x100);
	assert_int_equal(cipher->algorithm, TPM2_ALG_AES);
	assert_int_equal(cipher->mode.aes, TPM2_ALG_CFB);
	assert_int_equal(hash, TPM2_ALG_SHA256);
	if (rc)
		return rc;
	world.type = type;
	world.open++;
	*ret = 0x200;
	return 0;
}

static inline TSS2_RC world_handle(ESYS_CONTEXT *esys, ESYS_TR object, TPM2_HANDLE *ret)
{
	*ret = object == 0x200 ? WORLD_SESSION : WORLD_OBJECT;
	return 0;
}

static inline TSS2_RC world_set_attributes(ESYS_CONTEXT *esys, ESYS_TR session,
					   TPMA_SESSION attributes, TPMA_SESSION mask)
{
	world.attributes = attributes;
	return world.failing && !strcmp(world.failing, "attributes") ? world.rc : 0;
}

static inline TSS2_RC world_flush(TSS2_SYS_CONTEXT *sys, TPMI_DH_CONTEXT handle)
{
	return world_say(handle == WORLD_SESSION ? "Flush(session)" :
			 handle == WORLD_OBJECT	 ? "Flush(object)" :
						   "Flush(signer)");
}

static inline TSS2_RC world_policy_pcr(TSS2_SYS_CONTEXT *sys, TPMI_SH_POLICY session,
				       TSS2L_SYS_AUTH_COMMAND const *auths,
				       TPM2B_DIGEST const *digest,
				       TPML_PCR_SELECTION const *selection,
				       TSS2L_SYS_AUTH_RESPONSE *response)
{
	assert_int_equal(session, WORLD_SESSION);
	world.digest = *digest;
	world.selection = *selection;
	return world_say("PolicyPCR");
}

static inline TSS2_RC world_load_external(TSS2_SYS_CONTEXT *sys,
					  TSS2L_SYS_AUTH_COMMAND const *auths,
					  TPM2B_SENSITIVE const *private,
					  TPM2B_PUBLIC const *public, TPMI_RH_HIERARCHY hierarchy,
					  TPM2_HANDLE *handle, TPM2B_NAME *name,
					  TSS2L_SYS_AUTH_RESPONSE *response)
{
	assert_int_equal(hierarchy, TPM2_RH_OWNER);
	*handle = WORLD_SIGNER;
	*name = world.signer_name;
	return world_say("LoadExternal");
}

static inline TSS2_RC world_verify(TSS2_SYS_CONTEXT *sys, TPMI_DH_OBJECT key,
				   TSS2L_SYS_AUTH_COMMAND const *auths,
				   TPM2B_DIGEST const *digest, TPMT_SIGNATURE const *signature,
				   TPMT_TK_VERIFIED *ticket, TSS2L_SYS_AUTH_RESPONSE *response)
{
	assert_int_equal(key, WORLD_SIGNER);
	world.signature = *signature;
	return world_say("VerifySignature");
}

static inline TSS2_RC world_authorize(TSS2_SYS_CONTEXT *sys, TPMI_SH_POLICY session,
				      TSS2L_SYS_AUTH_COMMAND const *auths,
				      TPM2B_DIGEST const *approved, TPM2B_NONCE const *ref,
				      TPM2B_NAME const *name, TPMT_TK_VERIFIED const *ticket,
				      TSS2L_SYS_AUTH_RESPONSE *response)
{
	world.ref = *ref;
	return world_say("PolicyAuthorize");
}

static inline TSS2_RC world_or(TSS2_SYS_CONTEXT *sys, TPMI_SH_POLICY session,
			       TSS2L_SYS_AUTH_COMMAND const *auths, TPML_DIGEST const *digests,
			       TSS2L_SYS_AUTH_RESPONSE *response)
{
	world.alternatives = *digests;
	return world_say("PolicyOR");
}

static inline TSS2_RC world_auth_value(ESYS_CONTEXT *esys, ESYS_TR session, ESYS_TR one,
				       ESYS_TR two, ESYS_TR three)
{
	return world_say("PolicyAuthValue");
}

static inline TSS2_RC world_get_capability(TSS2_SYS_CONTEXT *sys,
					   TSS2L_SYS_AUTH_COMMAND const *auths,
					   TPM2_CAP capability, UINT32 property, UINT32 count,
					   TPMI_YES_NO *more, TPMS_CAPABILITY_DATA *data,
					   TSS2L_SYS_AUTH_RESPONSE *response)
{
	*data = world.capability;
	*more = 0;
	return world_say("GetCapability");
}

static inline TSS2_RC world_load(ESYS_CONTEXT *esys, ESYS_TR parent, ESYS_TR one, ESYS_TR two,
				 ESYS_TR three, TPM2B_PRIVATE const *private,
				 TPM2B_PUBLIC const *public, ESYS_TR *ret)
{
	TSS2_RC rc = world_say("Load");

	if (rc)
		return rc;
	world.open++;
	*ret = 0x300;
	return 0;
}

static inline TSS2_RC world_set_auth(ESYS_CONTEXT *esys, ESYS_TR object, TPM2B_AUTH const *auth)
{
	world.auth = *auth;
	return 0;
}

static inline TSS2_RC world_unseal(ESYS_CONTEXT *esys, ESYS_TR object, ESYS_TR one, ESYS_TR two,
				   ESYS_TR three, TPM2B_SENSITIVE_DATA **ret)
{
	TSS2_RC rc = world_say("Unseal");

	if (rc)
		return rc;
	*ret = calloc(1, sizeof(**ret));
	assert_non_null(*ret);
	(*ret)->size = world.secret_size;
	memcpy((*ret)->buffer, world.secret, world.secret_size);
	return 0;
}

static inline TSS2_RC world_create(ESYS_CONTEXT *esys, ESYS_TR parent, ESYS_TR one, ESYS_TR two,
				   ESYS_TR three, TPM2B_SENSITIVE_CREATE const *sensitive,
				   TPM2B_PUBLIC const *template, TPM2B_DATA const *outside,
				   TPML_PCR_SELECTION const *pcrs, TPM2B_PRIVATE **private,
				   TPM2B_PUBLIC **public, TPM2B_CREATION_DATA **data,
				   TPM2B_DIGEST **hash, TPMT_TK_CREATION **ticket)
{
	TSS2_RC rc = world_say("Create");

	world.sensitive = *sensitive;
	world.template = *template;
	if (rc)
		return rc;
	*private = calloc(1, sizeof(**private));
	*public = calloc(1, sizeof(**public));
	assert_true(*private && *public);
	(*private)->size = world.private_size;
	**public = *template;
	return 0;
}

/* The storage root key, as its template has it. */
static inline TSS2_RC world_read_public(TSS2_SYS_CONTEXT *sys, TPMI_DH_OBJECT handle,
					TSS2L_SYS_AUTH_COMMAND const *auths, TPM2B_PUBLIC *public,
					TPM2B_NAME *name, TPM2B_NAME *qualified,
					TSS2L_SYS_AUTH_RESPONSE *response)
{
	public->publicArea = (TPMT_PUBLIC){
		.type = TPM2_ALG_ECC,
		.nameAlg = TPM2_ALG_SHA256,
		.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
				    TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH |
				    TPMA_OBJECT_NODA | TPMA_OBJECT_RESTRICTED |
				    TPMA_OBJECT_DECRYPT,
		.parameters.eccDetail = {
			.symmetric = { TPM2_ALG_AES, .keyBits.aes = 128, .mode.aes = TPM2_ALG_CFB },
			.curveID = TPM2_ECC_NIST_P256,
		},
	};
	name->size = 34;
	memset(name->name, 0x5a, 34);
	return world_say("ReadPublic");
}

/* Eight PCRs at a time, as TPMs do; each is filled with its number. */
static inline TSS2_RC world_pcr_read(TSS2_SYS_CONTEXT *sys, TSS2L_SYS_AUTH_COMMAND const *auths,
				     TPML_PCR_SELECTION const *wanted, UINT32 *update,
				     TPML_PCR_SELECTION *given, TPML_DIGEST *values,
				     TSS2L_SYS_AUTH_RESPONSE *response)
{
	unsigned int pcr;

	*given = *wanted;
	memset(given->pcrSelections[0].pcrSelect, 0, 3);
	values->count = 0;
	for (pcr = 0; pcr < 24 && values->count < 8; pcr++) {
		if (!(wanted->pcrSelections[0].pcrSelect[pcr / 8] >> pcr % 8 & 1) ||
		    !(world.has_pcrs >> pcr & 1))
			continue;
		given->pcrSelections[0].pcrSelect[pcr / 8] |= (BYTE)(1u << pcr % 8);
		values->digests[values->count].size = world.pcr_size;
		memset(values->digests[values->count++].buffer, (int)pcr, world.pcr_size);
	}
	return world_say("PCR_Read");
}

/* Public areas as they lie in memory: nobody here looks into them. */
static inline TSS2_RC world_marshal(TPMT_PUBLIC const *public, uint8_t *ret, size_t size,
				    size_t *offset)
{
	memcpy(ret, "marshalled", 10);
	*offset += 10;
	return 0;
}

static inline TSS2_RC world_unmarshal(uint8_t const *bytes, size_t size, size_t *offset,
				      TPMT_PUBLIC *ret)
{
	return size ? 0 : TSS2_MU_RC_INSUFFICIENT_BUFFER;
}

static inline size_t world_context_size(size_t size)
{
	return 0;
}

static inline void world_free(void *memory)
{
	free(memory);
}

static inline const char *world_decode(TSS2_RC rc)
{
	return "no";
}

/* It cannot be opened anew: what is lost in it stays. */
static inline TSS2_RC world_initialize(const char *name, TSS2_TCTI_CONTEXT **tcti)
{
	return TSS2_TCTI_RC_IO_ERROR;
}

static inline void world_finalize(ESYS_CONTEXT **esys)
{
	*esys = NULL;
}

static inline int world_init(void **state)
{
	memset(&world, 0, sizeof(world));
	world.tss = (struct tss){
		.Esys_TR_Deserialize = world_deserialize, .Esys_TR_Close = world_close,
		.Esys_StartAuthSession = world_start, .Esys_TR_GetTpmHandle = world_handle,
		.Esys_TRSess_SetAttributes = world_set_attributes,
		.Esys_PolicyAuthValue = world_auth_value, .Esys_Load = world_load,
		.Esys_TR_SetAuth = world_set_auth, .Esys_Unseal = world_unseal,
		.Esys_Create = world_create, .Esys_Free = world_free,
		.Tss2_Sys_FlushContext = world_flush, .Tss2_Sys_PolicyPCR = world_policy_pcr,
		.Tss2_Sys_LoadExternal = world_load_external,
		.Tss2_Sys_VerifySignature = world_verify,
		.Tss2_Sys_PolicyAuthorize = world_authorize, .Tss2_Sys_PolicyOR = world_or,
		.Tss2_Sys_GetCapability = world_get_capability,
		.Tss2_Sys_ReadPublic = world_read_public, .Tss2_Sys_PCR_Read = world_pcr_read,
		.Tss2_Sys_GetContextSize = world_context_size,
		.Tss2_MU_TPMT_PUBLIC_Marshal = world_marshal,
		.Tss2_MU_TPMT_PUBLIC_Unmarshal = world_unmarshal,
		.Tss2_RC_Decode = world_decode, .Tss2_TctiLdr_Initialize = world_initialize,
		.Esys_Finalize = world_finalize,
	};
	/* Nothing looks into what the table's functions are handed. */
	world.tpm = (struct tpm){ .name = (char *)"vtpm", .tss = &world.tss,
				  .esys = (ESYS_CONTEXT *)&world.said };
	world.secret_size = 32;
	memset(world.secret, 0x33, 32);
	world.private_size = 100;
	world.has_pcrs = 0xffffff;
	world.pcr_size = 32;
	return 0;
}
