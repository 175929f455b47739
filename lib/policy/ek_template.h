/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether a public area is that of an EK after template L-1 (TCG EK Credential Profile
 * for TPM 2.0, section B.3.3), the one that an SVSM's manifest names: RSA of 2048 bits,
 * a restricted decryption key fixed to its TPM that is used through PolicySecret of the
 * endorsement hierarchy only.
 *
 * Any other key can be made to decrypt for somebody: what was encrypted to it proves
 * nothing about where an AK lives.
 */
#pragma once

struct fault;
struct tpm_public;

/* 0, or -EKEYREJECTED with the first member that deviates. */
int ek_template_check(const struct tpm_public *public, struct fault *fault);
