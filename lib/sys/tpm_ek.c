/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making the EK.
 */
#include "lib/sys/tpm_ek.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/sys/tpm_primary.h"

struct tpm_ek {
	struct tpm *tpm;	/* not owned */
	bool is_begun;
	TPM2_HANDLE handle;	/* 0: none */
};

/* L-1; the policy is PolicyA: PolicySecret of the endorsement hierarchy. */
static const TPM2B_PUBLIC template_l1 = {
	.publicArea = {
		.type = TPM2_ALG_RSA,
		.nameAlg = TPM2_ALG_SHA256,
		.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
				    TPMA_OBJECT_SENSITIVEDATAORIGIN |
				    TPMA_OBJECT_ADMINWITHPOLICY | TPMA_OBJECT_RESTRICTED |
				    TPMA_OBJECT_DECRYPT,
		.authPolicy = {
			.size = 32,
			.buffer = {
				0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8,
				0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, 0x24,
				0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64,
				0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa,
			},
		},
		.parameters.rsaDetail = {
			.symmetric = {
				.algorithm = TPM2_ALG_AES,
				.keyBits.aes = 128,
				.mode.aes = TPM2_ALG_CFB,
			},
			.scheme.scheme = TPM2_ALG_NULL,
			.keyBits = 2048,
		},
		.unique.rsa.size = 256,
	},
};

int tpm_ek_begin(struct tpm *tpm, struct tpm_ek **ret, struct fault *fault)
{
	struct tpm_ek *ek = calloc(1, sizeof(*ek));

	if (!ek)
		return fault_set(fault, -ENOMEM, "EK: out of memory");
	ek->tpm = tpm;
	ek->is_begun = tpm_primary_begin(tpm, &template_l1);
	*ret = ek;
	return 0;
}

int tpm_ek_wait(struct tpm_ek *ek, struct fault *fault)
{
	const bool is_begun = ek->is_begun;

	ek->is_begun = false;
	return tpm_primary_end(ek->tpm, is_begun, &template_l1, "its EK", &ek->handle, fault);
}

int tpm_ek_open(struct tpm *tpm, struct tpm_ek **ret, struct fault *fault)
{
	_cleanup_(tpm_ek_cleanup) struct tpm_ek *ek = NULL;
	int r = tpm_ek_begin(tpm, &ek, fault);

	if (!r)
		r = tpm_ek_wait(ek, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(ek);
	return 0;
}

uint32_t tpm_ek_handle(const struct tpm_ek *ek)
{
	return ek->handle;
}

void tpm_ek_close(struct tpm_ek *ek)
{
	if (!ek)
		return;
	if (ek->is_begun)
		(void)tpm_ek_wait(ek, NULL); /* else nobody knows its handle */
	if (ek->handle)
		tpm_primary_flush(ek->tpm, ek->handle);
	free(ek);
}

void tpm_ek_cleanup(struct tpm_ek **ek)
{
	tpm_ek_close(*ek);
}
