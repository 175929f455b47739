/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding and making the storage root key.
 */
#include "lib/sys/tpm_srk.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/sys/tpm_primary.h"

#define RSA_BITS_MIN	2048

#define ATTRIBUTES	(TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |		\
			 TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH |	\
			 TPMA_OBJECT_NODA | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT)

/* Template L-2 of the EK Credential Profile, with a storage key's attributes. */
static const TPM2B_PUBLIC template_ecc = {
	.publicArea = {
		.type = TPM2_ALG_ECC,
		.nameAlg = TPM2_ALG_SHA256,
		.objectAttributes = ATTRIBUTES,
		.parameters.eccDetail = {
			.symmetric = {
				.algorithm = TPM2_ALG_AES,
				.keyBits.aes = 128,
				.mode.aes = TPM2_ALG_CFB,
			},
			.scheme.scheme = TPM2_ALG_NULL,
			.curveID = TPM2_ECC_NIST_P256,
			.kdf.scheme = TPM2_ALG_NULL,
		},
		.unique.ecc = { .x.size = 32, .y.size = 32 },
	},
};

/* ECC or RSA: another program may have made the one; both kinds serve as well. */
static bool is_storage_key(const TPMT_PUBLIC *public)
{
	const TPMT_SYM_DEF_OBJECT *cipher = &public->parameters.asymDetail.symmetric;

	if (public->nameAlg != TPM2_ALG_SHA256 || public->objectAttributes != ATTRIBUTES ||
	    public->authPolicy.size || cipher->algorithm != TPM2_ALG_AES ||
	    cipher->keyBits.aes < 128 || cipher->mode.aes != TPM2_ALG_CFB)
		return false;
	switch (public->type) {
	case TPM2_ALG_RSA:
		return public->parameters.rsaDetail.keyBits >= RSA_BITS_MIN;
	case TPM2_ALG_ECC:
		return public->parameters.eccDetail.curveID == TPM2_ECC_NIST_P256 ||
		       public->parameters.eccDetail.curveID == TPM2_ECC_NIST_P384;
	}
	return false;
}

int tpm_srk_find(struct tpm *tpm, uint32_t handle, struct tpm_srk *ret, struct fault *fault)
{
	TPM2B_NAME name = { .size = 0 }, qualified = { .size = 0 };
	uint8_t marshalled[TPM_PRIMARY_PUBLIC_MAX];
	struct tpm_srk srk = { .handle = handle };
	TPM2B_PUBLIC public = { .size = 0 };
	TSS2_RC rc;
	int r;

	rc = TPM_CALL(tpm, Tss2_Sys_ReadPublic, handle, NULL, &public, &name, &qualified, NULL);
	if (tpm_rc_code(rc) == TPM2_RC_HANDLE)
		return fault_set(fault, -ENOKEY, "%s: there is no storage root key at handle "
				 "0x%08x", tpm->name, handle);
	if (rc)
		return tpm_fault(tpm, "cannot show its storage root key", rc, fault);
	if (!is_storage_key(&public.publicArea) || name.size != sizeof(srk.name))
		return fault_set(fault, -EKEYREJECTED, "%s: what is at handle 0x%08x is no storage "
				 "root key by TCG's template (type 0x%04x, attributes 0x%08x); it "
				 "is left there", tpm->name, handle, public.publicArea.type,
				 public.publicArea.objectAttributes);
	r = tpm_primary_marshal(tpm, &public, marshalled, &srk.public_size, fault);
	if (r < 0)
		return r;
	if (srk.public_size > sizeof(srk.public))
		return fault_set(fault, -EBADMSG, "%s: its storage root key has %zu bytes",
				 tpm->name, srk.public_size);
	memcpy(srk.public, marshalled, srk.public_size);
	memcpy(srk.name, name.name, name.size);
	*ret = srk;
	return 0;
}

static int make(struct tpm *tpm, struct fault *fault)
{
	const TPM2B_SENSITIVE_CREATE sensitive = { .size = 0 };
	const TPML_PCR_SELECTION no_pcrs = { .count = 0 };
	const TPM2B_DATA no_data = { .size = 0 };
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	TPM2B_PUBLIC public = { .size = 0 };
	TPM2_HANDLE key = 0;
	TSS2_RC rc;

	rc = TPM_CALL(tpm, Tss2_Sys_CreatePrimary, TPM2_RH_OWNER, &tpm_no_password, &sensitive,
		      &template_ecc, &no_data, &no_pcrs, &key, &public, NULL, NULL, NULL, NULL,
		      &response);
	if (!rc) {
		rc = TPM_CALL(tpm, Tss2_Sys_EvictControl, TPM2_RH_OWNER, key, &tpm_no_password,
			      TPM_SRK_HANDLE, &response);
		tpm_primary_flush(tpm, key);
	}
	if (tpm_primary_is_denied(rc))
		return fault_set(fault, -EACCES, "%s: its storage root key cannot be made: the "
				 "owner's hierarchy has a password", tpm->name);
	if (rc == TPM2_RC_NV_SPACE)
		return fault_set(fault, -ENOSPC, "%s: has no room for a storage root key: remove "
				 "persistent keys or NV indices that nobody needs", tpm->name);
	if (rc && rc != TPM2_RC_NV_DEFINED) /* another process has been faster */
		return tpm_fault(tpm, "its storage root key cannot be made", rc, fault);
	return 0;
}

int tpm_srk_provide(struct tpm *tpm, struct tpm_srk *ret, struct fault *fault)
{
	int r = tpm_srk_find(tpm, TPM_SRK_HANDLE, ret, fault);

	if (r != -ENOKEY)
		return r;
	r = make(tpm, fault);
	return r < 0 ? r : tpm_srk_find(tpm, TPM_SRK_HANDLE, ret, fault);
}
