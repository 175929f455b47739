/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Signing and checking verdicts.
 */
#include "lib/policy/verdict_signature.h"

#include <errno.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/verdict_record.h"
#include "lib/policy/signed_message.h"
#include "lib/policy/verifier_key.h"

#define DOMAIN		"svsm-guest/verdict/1"
#define MESSAGE_SIZE	SIGNED_MESSAGE_SIZE(DOMAIN)

_Static_assert(VERDICT_RECORD_SIGNATURE_MAX >= VERIFIER_KEY_SIGNATURE_MAX, "any fits");

int verdict_signature_make(struct verdict_record *record, const void *pem, size_t size,
			   struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(VERDICT_RECORD_SIZE_MAX);
	struct evidence_bytes parts[2] = { { NULL, 0 } };
	uint8_t message[MESSAGE_SIZE];
	int r;

	if (record->signature_size)
		return fault_set(fault, -EINVAL, "verdict: it is signed already");
	r = verdict_record_encode(record, &text);
	if (r < 0)
		return fault_set(fault, r, "verdict: it cannot be written");
	parts[0] = (struct evidence_bytes){ text.data, text.size };
	signed_message_make(DOMAIN, parts, message);
	return verifier_key_sign(&(struct evidence_bytes){ pem, size },
				 &(struct evidence_bytes){ message, sizeof(message) },
				 record->signature, &record->signature_size, fault);
}

int verdict_signature_check(const struct verdict_record *record, const void *pem, size_t size,
			    struct fault *fault)
{
	uint8_t message[MESSAGE_SIZE];
	int r;

	if (!record->signature_size)
		return fault_set(fault, -EKEYREJECTED, "verdict: it is not signed");
	signed_message_make(DOMAIN, record->signed_text, message);
	r = verifier_key_check(&(struct evidence_bytes){ pem, size },
			       &(struct evidence_bytes){ message, sizeof(message) },
			       &(struct evidence_bytes){ record->signature,
							 record->signature_size }, fault);
	return r == -EKEYREJECTED ? fault_name(fault, r, "verdict") : r;
}
