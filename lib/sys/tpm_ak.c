/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding, making and using the attestation key.
 */
#include "lib/sys/tpm_ak.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_ek.h"
#include "lib/sys/tpm_primary.h"

#define UNKEPT_SIZE	160

/* The first handle of the command names nothing. */
#define RC_NO_OBJECT	(TPM2_RC_HANDLE | TPM2_RC_H | TPM2_RC_1)

/* An error code of the TPM's that is about a parameter. */
#define IS_ABOUT_PARAMETER(rc)	(((rc) & (0xffff0000 | TPM2_RC_FMT1 | TPM2_RC_P)) ==	\
				 (TPM2_RC_FMT1 | TPM2_RC_P))

struct tpm_ak {
	struct tpm *tpm;	/* not owned */
	TPM2_HANDLE handle;	/* 0: none */
	bool is_kept;
	char unkept[UNKEPT_SIZE];	/* else: why */
	uint8_t public[TPM_PRIMARY_PUBLIC_MAX];
	size_t public_size;
	struct tpm_ek *ek;	/* that is being made for what is to be activated; or NULL */
};

/*
 * A template's unique field goes into the making of the key: with this label it is a
 * key of our own, which no other program makes by accident.
 */
#define LABEL	"svsm-guest/ak/1"

/*
 * It has no password, so nobody can guess at one: without NODA a host that cuts the power
 * some thirty times would lock the TPM's keys, and with them attestation, for hours.
 */
#define ATTRIBUTES	(TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |		\
			 TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH |	\
			 TPMA_OBJECT_NODA | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN_ENCRYPT)

static const TPM2B_PUBLIC templates[] = {
	[TPM_AK_ECC] = {
		.publicArea = {
			.type = TPM2_ALG_ECC,
			.nameAlg = TPM2_ALG_SHA256,
			.objectAttributes = ATTRIBUTES,
			.parameters.eccDetail = {
				.symmetric.algorithm = TPM2_ALG_NULL,
				.scheme = {
					.scheme = TPM2_ALG_ECDSA,
					.details.ecdsa.hashAlg = TPM2_ALG_SHA256,
				},
				.curveID = TPM2_ECC_NIST_P256,
				.kdf.scheme = TPM2_ALG_NULL,
			},
			.unique.ecc = {
				.x = { .size = 32, .buffer = LABEL },
				.y.size = 32,
			},
		},
	},
	[TPM_AK_RSA] = {
		.publicArea = {
			.type = TPM2_ALG_RSA,
			.nameAlg = TPM2_ALG_SHA256,
			.objectAttributes = ATTRIBUTES,
			.parameters.rsaDetail = {
				.symmetric.algorithm = TPM2_ALG_NULL,
				.scheme = {
					.scheme = TPM2_ALG_RSASSA,
					.details.rsassa.hashAlg = TPM2_ALG_SHA256,
				},
				.keyBits = 2048,
			},
			.unique.rsa = { .size = 256, .buffer = LABEL },
		},
	},
};

static const TPM2_HANDLE kept_handles[] = {
	[TPM_AK_ECC] = TPM_AK_HANDLE_ECC,
	[TPM_AK_RSA] = TPM_AK_HANDLE_RSA,
};

/* Whether a key has all that the template says, but the unique field, which is the key. */
static bool is_by_template(struct tpm_ak *ak, enum tpm_ak_kind kind, TPM2B_PUBLIC public)
{
	uint8_t wanted[TPM_PRIMARY_PUBLIC_MAX], given[TPM_PRIMARY_PUBLIC_MAX];
	size_t wanted_size, given_size;

	if (public.publicArea.type != templates[kind].publicArea.type)
		return false;
	public.publicArea.unique = templates[kind].publicArea.unique;
	return !tpm_primary_marshal(ak->tpm, &templates[kind], wanted, &wanted_size, NULL) &&
	       !tpm_primary_marshal(ak->tpm, &public, given, &given_size, NULL) &&
	       wanted_size == given_size && !memcmp(wanted, given, wanted_size);
}

/* 0 with the key taken over; -ENOENT when nothing is there. */
static int find(struct tpm_ak *ak, enum tpm_ak_kind kind, struct fault *fault)
{
	struct tpm *tpm = ak->tpm;
	TPM2B_PUBLIC public = { .size = 0 };
	TPM2B_NAME name = { .size = 0 }, qualified = { .size = 0 };
	TSS2_RC rc;

	rc = TPM_CALL(tpm, Tss2_Sys_ReadPublic, kept_handles[kind], NULL, &public, &name,
		      &qualified, NULL);
	if (rc == RC_NO_OBJECT)
		return -ENOENT;
	if (rc)
		return tpm_fault(tpm, "cannot tell whether it has an AK", rc, fault);
	if (!is_by_template(ak, kind, public))
		return fault_set(fault, -EKEYREJECTED,
				 "%s: what is kept at handle 0x%08x is no AK of svsm-guest; it is "
				 "left there", tpm->name, kept_handles[kind]);
	ak->handle = kept_handles[kind];
	ak->is_kept = true;
	return tpm_primary_marshal(tpm, &public, ak->public, &ak->public_size, fault);
}

/*
 * Gives the new key its place, if the TPM lets: a password on the owner's hierarchy, or
 * a full memory, costs the making of a key each time, no more.
 */
static int keep(struct tpm_ak *ak, enum tpm_ak_kind kind, struct fault *fault)
{
	struct tpm *tpm = ak->tpm;
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	TSS2_RC rc;

	rc = TPM_CALL(tpm, Tss2_Sys_EvictControl, TPM2_RH_OWNER, ak->handle, &tpm_no_password,
		      kept_handles[kind], &response);
	if (rc && rc != TPM2_RC_NV_DEFINED) {
		(void)snprintf(ak->unkept, sizeof(ak->unkept), "%s",
			       tpm_primary_is_denied(rc) ?
				       "the owner's hierarchy has a password" :
				       tss_error_text(tpm->tss, rc));
		return 0;
	}
	tpm_primary_flush(tpm, ak->handle);
	ak->handle = 0;
	/* It is there, or another process has been faster; it is looked at in both cases. */
	rc = find(ak, kind, fault);
	return (int)rc == -ENOENT ? fault_set(fault, -EIO, "%s: its new AK is gone", tpm->name) :
				    (int)rc;
}

static int make(struct tpm_ak *ak, enum tpm_ak_kind kind, struct fault *fault)
{
	TPM2B_PUBLIC public;
	int r;

	r = tpm_primary_create(ak->tpm, &templates[kind], "its AK", &ak->handle, &public, fault);
	return r < 0 ? r : tpm_primary_marshal(ak->tpm, &public, ak->public, &ak->public_size,
					       fault);
}

static int open_key(struct tpm *tpm, enum tpm_ak_kind kind, bool may_keep, struct tpm_ak **ret,
		    struct fault *fault)
{
	_cleanup_(tpm_ak_cleanup) struct tpm_ak *ak = calloc(1, sizeof(*ak));
	int r;

	if (!ak)
		return fault_set(fault, -ENOMEM, "AK: out of memory");
	ak->tpm = tpm;
	r = find(ak, kind, fault);
	if (r == -ENOENT) {
		r = make(ak, kind, fault);
		if (!r && may_keep)
			r = keep(ak, kind, fault);
	}
	if (r < 0)
		return r;
	*ret = TAKE_PTR(ak);
	return 0;
}

int tpm_ak_open(struct tpm *tpm, enum tpm_ak_kind kind, struct tpm_ak **ret, struct fault *fault)
{
	return open_key(tpm, kind, true, ret, fault);
}

int tpm_ak_borrow(struct tpm *tpm, enum tpm_ak_kind kind, struct tpm_ak **ret,
		  struct fault *fault)
{
	return open_key(tpm, kind, false, ret, fault);
}

const uint8_t *tpm_ak_public(const struct tpm_ak *ak, size_t *ret_size)
{
	*ret_size = ak->public_size;
	return ak->public;
}

const char *tpm_ak_unkept(const struct tpm_ak *ak)
{
	return ak->is_kept ? NULL : ak->unkept;
}

static int marshal_signature(const struct tpm_ak *ak, const TPMT_SIGNATURE *signature,
			     struct tpm_ak_signature *ret, struct fault *fault)
{
	size_t size = 0;
	TSS2_RC rc;

	_Static_assert(sizeof(ret->bytes) >= sizeof(*signature), "any signature fits");
	rc = ak->tpm->tss->Tss2_MU_TPMT_SIGNATURE_Marshal(signature, ret->bytes,
							  sizeof(ret->bytes), &size);
	if (rc)
		return tpm_fault(ak->tpm, "gave a signature that makes no sense", rc, fault);
	ret->size = size;
	return 0;
}

static TPML_PCR_SELECTION selection_of(const struct tpm_ak_selection *selection)
{
	TPML_PCR_SELECTION list = { .count = 0 };

	for (size_t i = 0; i < selection->count && i < TPM2_NUM_PCR_BANKS; i++) {
		uint32_t pcrs = selection->banks[i].pcrs;

		list.pcrSelections[list.count++] = (TPMS_PCR_SELECTION){
			.hash = selection->banks[i].algorithm,
			.sizeofSelect = TPM_PCRS / 8,
			.pcrSelect = { pcrs & 0xff, pcrs >> 8 & 0xff, pcrs >> 16 & 0xff },
		};
	}
	return list;
}

int tpm_ak_quote(struct tpm_ak *ak, const struct tpm_ak_selection *selection, const void *nonce,
		 size_t nonce_size, struct tpm_ak_quote *ret, struct fault *fault)
{
	const TPMT_SIG_SCHEME by_the_key = { .scheme = TPM2_ALG_NULL };
	const TPML_PCR_SELECTION pcrs = selection_of(selection);
	TPM2B_DATA data = { .size = (uint16_t)nonce_size };
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	TPMT_SIGNATURE signature = { .sigAlg = TPM2_ALG_NULL };
	TPM2B_ATTEST attest = { .size = 0 };
	struct tpm_ak_signature signed_by;
	TSS2_RC rc;
	int r;

	if (!nonce_size || nonce_size > TPM_AK_NONCE_MAX)
		return fault_set(fault, -EINVAL, "%s: a quote's nonce has 1 to %d bytes",
				 ak->tpm->name, TPM_AK_NONCE_MAX);
	memcpy(data.buffer, nonce, nonce_size);
	rc = TPM_CALL(ak->tpm, Tss2_Sys_Quote, ak->handle, &tpm_no_password, &data, &by_the_key,
		      &pcrs, &attest, &signature, &response);
	if (rc)
		return tpm_fault(ak->tpm, "cannot quote its PCRs", rc, fault);
	_Static_assert(sizeof(ret->attest) < sizeof(attest.attestationData), "a limit of our own");
	if (attest.size > sizeof(ret->attest))
		return fault_set(fault, -EBADMSG, "%s: a quote of %u bytes", ak->tpm->name,
				 attest.size);
	r = marshal_signature(ak, &signature, &signed_by, fault);
	if (r < 0)
		return r;
	memcpy(ret->attest, attest.attestationData, attest.size);
	ret->attest_size = attest.size;
	ret->signature = signed_by;
	return 0;
}

int tpm_ak_sign(struct tpm_ak *ak, const void *message, size_t size,
		struct tpm_ak_signature *ret, struct fault *fault)
{
	const TPMT_SIG_SCHEME by_the_key = { .scheme = TPM2_ALG_NULL };
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	TPMT_SIGNATURE signature = { .sigAlg = TPM2_ALG_NULL };
	TPM2B_MAX_BUFFER data = { .size = (uint16_t)size };
	TPMT_TK_HASHCHECK ticket = { .tag = 0 };
	TPM2B_DIGEST digest = { .size = 0 };
	struct tpm *tpm = ak->tpm;
	TSS2_RC rc;

	if (size > sizeof(data.buffer))
		return fault_set(fault, -E2BIG, "%s: a message of %zu bytes is too long to sign",
				 tpm->name, size);
	memcpy(data.buffer, message, size);
	rc = TPM_CALL(tpm, Tss2_Sys_Hash, NULL, &data, TPM2_ALG_SHA256, TPM2_RH_ENDORSEMENT,
		      &digest, &ticket, NULL);
	if (rc)
		return tpm_fault(tpm, "cannot hash", rc, fault);
	rc = TPM_CALL(tpm, Tss2_Sys_Sign, ak->handle, &tpm_no_password, &digest, &by_the_key,
		      &ticket, &signature, &response);
	if (rc)
		return tpm_fault(tpm, "cannot sign", rc, fault);
	return marshal_signature(ak, &signature, ret, fault);
}

/*
 * A policy session that lets the EK be used: its policy is that whoever may use the
 * endorsement hierarchy may.
 */
static int start_session(struct tpm *tpm, TPM2_HANDLE *ret, struct fault *fault)
{
	const TPMT_SYM_DEF no_encryption = { .algorithm = TPM2_ALG_NULL };
	const TPM2B_ENCRYPTED_SECRET no_salt = { .size = 0 };
	/* Nothing is keyed by this session, so that its nonce needs not be fresh. */
	TPM2B_NONCE nonce = { .size = 16 }, no_nonce = { .size = 0 };
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };
	const TPM2B_DIGEST no_digest = { .size = 0 };
	TPM2B_NONCE nonce_tpm = { .size = 0 };
	TPM2_HANDLE session;
	TSS2_RC rc;

	rc = TPM_CALL(tpm, Tss2_Sys_StartAuthSession, TPM2_RH_NULL, TPM2_RH_NULL, NULL, &nonce,
		      &no_salt, TPM2_SE_POLICY, &no_encryption, TPM2_ALG_SHA256, &session,
		      &nonce_tpm, NULL);
	if (rc)
		return tpm_fault(tpm, "cannot start a session", rc, fault);
	rc = TPM_CALL(tpm, Tss2_Sys_PolicySecret, TPM2_RH_ENDORSEMENT, session, &tpm_no_password,
		      &no_nonce, &no_digest, &no_nonce, 0, NULL, NULL, &response);
	if (rc) {
		tpm_primary_flush(tpm, session);
		if (tpm_primary_is_denied(rc))
			return fault_set(fault, -EACCES, "%s: its EK cannot be used: the "
					 "endorsement hierarchy has a password", tpm->name);
		return tpm_fault(tpm, "its EK cannot be used", rc, fault);
	}
	*ret = session;
	return 0;
}

/* The session ends with the command, when that succeeds. */
static TSS2_RC activate(struct tpm_ak *ak, const struct tpm_ek *ek, TPM2_HANDLE session,
			const struct tpm_ak_credential *credential, TPM2B_DIGEST *ret_secret)
{
	const TSS2L_SYS_AUTH_COMMAND auths = {
		.count = 2,
		.auths[0].sessionHandle = TPM2_RH_PW,
		.auths[1].sessionHandle = session,
	};
	TPM2B_ID_OBJECT id = { .size = (uint16_t)credential->id_object_size };
	TPM2B_ENCRYPTED_SECRET seed = { .size = (uint16_t)credential->seed_size };
	TSS2L_SYS_AUTH_RESPONSE response = { .count = 0 };

	memcpy(id.credential, credential->id_object, credential->id_object_size);
	memcpy(seed.secret, credential->seed, credential->seed_size);
	return TPM_CALL(ak->tpm, Tss2_Sys_ActivateCredential, ak->handle, tpm_ek_handle(ek), &auths,
			&id, &seed, ret_secret, &response);
}

static void cleanup_digest(TPM2B_DIGEST *digest)
{
	explicit_bzero(digest, sizeof(*digest));
}

int tpm_ak_expect(struct tpm_ak *ak, struct fault *fault)
{
	return ak->ek ? 0 : tpm_ek_begin(ak->tpm, &ak->ek, fault);
}

int tpm_ak_activate(struct tpm_ak *ak, const struct tpm_ak_credential *credential,
		    struct secret *ret, struct fault *fault)
{
	_cleanup_(cleanup_digest) TPM2B_DIGEST secret = { .size = 0 };
	_cleanup_(tpm_ek_cleanup) struct tpm_ek *ek = TAKE_PTR(ak->ek);
	struct tpm *tpm = ak->tpm;
	TPM2_HANDLE session;
	TSS2_RC rc;
	int r;

	if (credential->id_object_size > sizeof(((TPM2B_ID_OBJECT *)NULL)->credential) ||
	    credential->seed_size > sizeof(((TPM2B_ENCRYPTED_SECRET *)NULL)->secret))
		return fault_set(fault, -E2BIG, "%s: no TPM takes a credential of %zu and %zu bytes",
				 tpm->name, credential->id_object_size, credential->seed_size);
	r = ek ? tpm_ek_wait(ek, fault) : tpm_ek_open(tpm, &ek, fault);
	if (!r)
		r = start_session(tpm, &session, fault);
	if (r < 0)
		return r;
	rc = activate(ak, ek, session, credential, &secret);
	if (rc)
		tpm_primary_flush(tpm, session);
	/*
	 * libtpms, and so COCONUT's TPM, fails in this way where the seed is a larger number
	 * than its EK's modulus: about every second time that it is for another EK.
	 */
	if (IS_ABOUT_PARAMETER(rc) || rc == TPM2_RC_FAILURE)
		return fault_set(fault, -EKEYREJECTED,
				 "%s: the credential was made for another EK than this TPM's, or "
				 "for another AK (0x%08x)", tpm->name, rc);
	if (rc)
		return tpm_fault(tpm, "cannot activate the credential", rc, fault);
	if (!secret.size)
		return fault_set(fault, -EBADMSG, "%s: recovered an empty secret", tpm->name);
	r = secret_init(ret, secret.size);
	if (r < 0)
		return fault_set(fault, r, "%s: out of memory", tpm->name);
	memcpy(ret->bytes, secret.buffer, secret.size);
	return 0;
}

void tpm_ak_close(struct tpm_ak *ak)
{
	if (!ak)
		return;
	tpm_ek_close(ak->ek);
	if (ak->handle && !ak->is_kept)
		tpm_primary_flush(ak->tpm, ak->handle);
	free(ak);
}

void tpm_ak_cleanup(struct tpm_ak **ak)
{
	tpm_ak_close(*ak);
}
