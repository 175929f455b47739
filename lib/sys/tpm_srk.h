/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The storage root key, under which keys are sealed: at the handle that TCG provisioning
 * gives it, made by TCG's template or found there ("TCG TPM v2.0 Provisioning Guidance",
 * section 7.5.1).  It is
 * shared with systemd and others, so what is found is never replaced.
 *
 * Making it is for enrollment.  At boot nothing here is called: its public area is in the
 * token, and a key that has to be made at every boot would be too slow, and no proof.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;
struct tpm;

#define TPM_SRK_HANDLE		0x81000001u
#define TPM_SRK_PUBLIC_MAX	560

struct tpm_srk {
	uint32_t handle;
	uint8_t public[TPM_SRK_PUBLIC_MAX];	/* TPMT_PUBLIC */
	size_t public_size;
};

/*
 * Finds it.  0; -ENOKEY when nothing is at its handle; -EKEYREJECTED when something is that
 * no storage root key is: it must be restricted to decryption, fixed to this TPM and this
 * parent, free of the lock-out (noDA), and use SHA-256 and AES-128 in CFB mode; -EIO.
 */
int tpm_srk_find(struct tpm *tpm, struct tpm_srk *ret, struct fault *fault);

/*
 * Finds it, or makes it (ECC P-256) and keeps it at its handle.  Errors as above, but for
 * -ENOKEY; -EACCES when the owner's hierarchy has a password; -ENOSPC when the TPM has no
 * room for it.
 */
int tpm_srk_provide(struct tpm *tpm, struct tpm_srk *ret, struct fault *fault);
