/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The endorsement key that an SVSM names in its vTPM's manifest: a primary key of the
 * endorsement hierarchy by TCG's template L-1 (RSA-2048; TCG EK Credential Profile,
 * annex B).  The SVSM keeps its own handle of it to itself, but the same template
 * yields the same key: it is made again when it is needed, which costs the TPM an RSA
 * key generation.
 *
 * The key is in the TPM as long as the handle is open.
 */
#pragma once

#include <stdint.h>

struct fault;
struct tpm;
struct tpm_ek;

/*
 * Has the key made in @tpm, which must outlive it, and does not wait: nothing else may be
 * asked of the TPM until tpm_ek_wait().  0, -ENOMEM.
 */
int tpm_ek_begin(struct tpm *tpm, struct tpm_ek **ret, struct fault *fault);

/* 0; -EACCES when the endorsement hierarchy has a password; -EIO. */
int tpm_ek_wait(struct tpm_ek *ek, struct fault *fault);

/* Both. */
int tpm_ek_open(struct tpm *tpm, struct tpm_ek **ret, struct fault *fault);

/* Its handle in the TPM, once that was waited for; for lib/sys/tpm*.c. */
uint32_t tpm_ek_handle(const struct tpm_ek *ek);

/* Accepts NULL. */
void tpm_ek_close(struct tpm_ek *ek);
void tpm_ek_cleanup(struct tpm_ek **ek);
