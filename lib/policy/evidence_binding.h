/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What ties the parts of an evidence bundle to each other and to one challenge
 * (Documentation/evidence-format.md, "Binding"; vectors in
 * tests/data/evidence_binding).  Guest and verifier compute the same; every message
 * begins with a text of its own, so that none can stand in for another.
 *
 *	report nonce = SHA-512("svsm-guest/report/1" || u16 length || challenge ||
 *			       AK name || SHA-256(ephemeral key) or nothing)
 *	quote nonce  = SHA-256("svsm-guest/quote/1" || u16 length || challenge ||
 *			       SHA-256(report || manifest))
 *	seal message = "svsm-guest/bundle/1" || SHA-256(bundle without its seal)
 *
 * u16 is big-endian.  The report comes first; the quote covers it, and the seal both.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/evidence.h"

struct tpm_name;

#define EVIDENCE_BINDING_REPORT_NONCE_SIZE	64	/* what an SVSM takes */
#define EVIDENCE_BINDING_QUOTE_NONCE_SIZE	32	/* qualifyingData */
#define EVIDENCE_BINDING_SEAL_MESSAGE_SIZE	51	/* what the AK signs the SHA-256 of */

/*
 * The nonces: 0; -EINVAL for a challenge beyond EVIDENCE_CHALLENGE_MIN or _MAX, or no AK
 * name of SHA-256.  On failure @ret is untouched.
 */

/* @ephemeral_key is DER SubjectPublicKeyInfo; its data is NULL where there is none. */
int evidence_binding_report_nonce(const struct evidence_bytes *challenge,
				  const struct tpm_name *ak_name,
				  const struct evidence_bytes *ephemeral_key,
				  uint8_t ret[static EVIDENCE_BINDING_REPORT_NONCE_SIZE]);

int evidence_binding_quote_nonce(const struct evidence_bytes *challenge,
				 const struct evidence_bytes *report,
				 const struct evidence_bytes *manifest,
				 uint8_t ret[static EVIDENCE_BINDING_QUOTE_NONCE_SIZE]);

/*
 * @sealed: the text in two parts, as in struct evidence; for a text that
 * evidence_encode() just wrote, all of it and an empty one.
 */
void evidence_binding_seal_message(const struct evidence_bytes sealed[static 2],
				   uint8_t ret[static EVIDENCE_BINDING_SEAL_MESSAGE_SIZE]);
