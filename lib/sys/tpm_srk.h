/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The storage root key, under which keys are sealed: at the handle that TCG provisioning
 * gives it, made by TCG's template or found there ("TCG TPM v2.0 Provisioning Guidance",
 * section 7.5.1).  It is
 * shared with systemd and others, so what is found is never replaced.
 *
 * Making it is for enrollment.  At boot its public area is in the token: there it is only
 * looked for to tell why the TPM does not open what was sealed.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;
struct tpm;

#define TPM_SRK_HANDLE		0x81000001u
#define TPM_SRK_PUBLIC_MAX	560

#define TPM_SRK_NAME_SIZE	34	/* u16 SHA-256, digest */

struct tpm_srk {
	uint32_t handle;
	uint8_t name[TPM_SRK_NAME_SIZE];	/* as the TPM says */
	uint8_t public[TPM_SRK_PUBLIC_MAX];	/* TPMT_PUBLIC */
	size_t public_size;
};

/*
 * Looks at @handle, TPM_SRK_HANDLE.  0; -ENOKEY when nothing is there; -EKEYREJECTED when
 * something is that no storage root key is: it must be restricted to decryption, fixed to
 * this TPM and this parent, free of the lock-out (noDA), and use SHA-256 and AES in CFB
 * mode; -EIO.
 */
int tpm_srk_find(struct tpm *tpm, uint32_t handle, struct tpm_srk *ret, struct fault *fault);

/*
 * Finds it, or makes it (ECC P-256) and keeps it at TPM_SRK_HANDLE.  Errors as above, but for
 * -ENOKEY; -EACCES when the owner's hierarchy has a password; -ENOSPC when the TPM has no
 * room for it.
 */
int tpm_srk_provide(struct tpm *tpm, struct tpm_srk *ret, struct fault *fault);
