/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The key that signs PCR values before they come about (systemd-measure): as a TPM loads
 * it, as .pcrsig files name it, and ready to verify with.
 *
 * The TPM's form of a key is ours to choose, because only our tokens carry its name: RSA
 * with no scheme, userWithAuth, sign and decrypt, and the exponent field 0, which stands for
 * 65537 and is the one that every TPM takes.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/pcr_signature.h"
#include "lib/format/sealed_policy.h"

struct fault;
struct pcr_signer;

/*
 * The key of a PEM file ("PUBLIC KEY", as in a UKI's .pcrpkey) as TPMT_PUBLIC.  0;
 * -EBADMSG when it is no such file; -EOPNOTSUPP for a key other than RSA with the exponent
 * 65537; -EKEYREJECTED below 2048 bits; -E2BIG above 4096.
 */
int pcr_signer_from_pem(const void *pem, size_t size, uint8_t ret[SEALED_POLICY_KEY_MAX],
			size_t *ret_size, struct fault *fault);

/* From such a TPMT_PUBLIC.  0; -EBADMSG, -EOPNOTSUPP, -EKEYREJECTED; -ENOMEM. */
int pcr_signer_new(const void *public, size_t size, struct pcr_signer **ret,
		   struct fault *fault);

/* What .pcrsig files name the key by, and its name in a TPM (34 bytes). */
const uint8_t *pcr_signer_fingerprint(const struct pcr_signer *signer);
const uint8_t *pcr_signer_name(const struct pcr_signer *signer);

/* Whether this key has signed @signature's policy and ref.  0, or -EKEYREJECTED. */
int pcr_signer_verify(const struct pcr_signer *signer, const struct pcr_signature *signature,
		      struct fault *fault);

/* Accepts NULL. */
void pcr_signer_free(struct pcr_signer *signer);
void pcr_signer_cleanup(struct pcr_signer **signer);
