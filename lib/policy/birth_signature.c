/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is signed of a birth record, and checking it.
 */
#include "lib/policy/birth_signature.h"

#include <errno.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/birth_record.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_signature.h"
#include "lib/policy/ak_template.h"
#include "lib/policy/signed_message.h"
#include "lib/policy/tpm_key.h"
#include "lib/policy/tpm_name.h"

#define DOMAIN	"svsm-guest/birth/1"

_Static_assert(BIRTH_SIGNATURE_MESSAGE_SIZE == SIGNED_MESSAGE_SIZE(DOMAIN), "its message");

int birth_signature_message(const struct birth_record *record,
			    uint8_t ret[static BIRTH_SIGNATURE_MESSAGE_SIZE])
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(BIRTH_RECORD_SIZE_MAX);
	int r;

	if (record->signature_size)
		return -EINVAL;
	r = birth_record_encode(record, &text);
	if (r < 0)
		return r;
	signed_message_make(DOMAIN, (struct evidence_bytes[2]){ { text.data, text.size } }, ret);
	return 0;
}

/* A record names the AK that signs it: one key never speaks for another. */
static int check_name(const struct birth_record *record, const struct tpm_public *ak,
		      struct fault *fault)
{
	struct tpm_name name;

	if (tpm_name_of(ak, &name) < 0 ||
	    !tpm_name_is(&name, record->ak_name, sizeof(record->ak_name)))
		return fault_set(fault, -EKEYREJECTED, "birth record: is of another AK");
	return 0;
}

int birth_signature_check(const struct birth_record *record, const struct tpm_public *ak,
			  struct fault *fault)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = NULL;
	uint8_t message[BIRTH_SIGNATURE_MESSAGE_SIZE];
	struct tpm_signature signature;
	int r;

	if (ak_template_check(ak, fault) < 0 || check_name(record, ak, fault) < 0)
		return -EKEYREJECTED;
	r = tpm_signature_parse(record->signature, record->signature_size, &signature, fault);
	if (r < 0)
		return -EKEYREJECTED;
	r = tpm_key_new(ak, &key, fault);
	if (r < 0)
		return r;
	signed_message_make(DOMAIN, record->signed_text, message);
	return tpm_key_verify(key, &signature, message, sizeof(message), fault);
}
