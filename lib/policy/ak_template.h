/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether a public area is that of an attestation key: one that its TPM made, keeps and
 * signs with only what the TPM itself states (TPM 2.0 part 1, "Restricted Attribute").
 * Without each of these, a quote could be written by whoever holds the key.
 *
 * The attributes are demanded exactly: restricted, sign, fixedTPM, fixedParent,
 * sensitiveDataOrigin, userWithAuth; noDA may be there or not.  The scheme is ECDSA on
 * P-256 or P-384, RSASSA or RSAPSS of 2048 bits or more, with SHA-256 or better.
 */
#pragma once

struct fault;
struct tpm_public;

/* 0, or -EKEYREJECTED with the first member that deviates. */
int ak_template_check(const struct tpm_public *public, struct fault *fault);
