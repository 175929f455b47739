/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Checking a quote.
 */
#include "lib/policy/fresh_quote.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_quote.h"
#include "lib/format/tpm_signature.h"
#include "lib/policy/ak_template.h"
#include "lib/policy/quote_pcrs.h"
#include "lib/policy/tpm_key.h"
#include "lib/policy/tpm_name.h"

static int check_key(const struct fresh_quote *quote, struct tpm_name *ret_qualified,
		     struct tpm_key **ret_key, struct fault *fault)
{
	struct tpm_public public;
	struct tpm_name name;

	if (tpm_public_parse(quote->ak.data, quote->ak.size, &public, fault) < 0 ||
	    ak_template_check(&public, fault) < 0)
		return -EKEYREJECTED;
	if (tpm_name_of(&public, &name) < 0 ||
	    !tpm_name_is(&name, quote->known->bytes, quote->known->size))
		return fault_set(fault, -EKEYREJECTED, "quote: the TPM has another AK than the last "
				 "self-appraisal found");
	if (tpm_name_qualified(TPM_HIERARCHY_ENDORSEMENT, &name, ret_qualified) < 0 ||
	    tpm_key_new(&public, ret_key, fault) < 0)
		return -EKEYREJECTED;
	return 0;
}

int fresh_quote_check(const struct fresh_quote *quote, struct fault *fault)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = NULL;
	struct tpm_signature signature;
	struct tpm_name qualified;
	struct tpm_quote parsed;

	if (check_key(quote, &qualified, &key, fault) < 0)
		return -EKEYREJECTED;
	if (tpm_signature_parse(quote->signature.data, quote->signature.size, &signature,
				fault) < 0 ||
	    tpm_key_verify(key, &signature, quote->attest.data, quote->attest.size, fault) < 0 ||
	    tpm_quote_parse(quote->attest.data, quote->attest.size, &parsed, fault) < 0)
		return -EKEYREJECTED;
	if (parsed.nonce_size != quote->nonce.size ||
	    memcmp(parsed.nonce, quote->nonce.data, parsed.nonce_size))
		return fault_set(fault, -EKEYREJECTED, "quote: is over another nonce: it was made "
				 "for another request");
	if (!tpm_name_is(&qualified, parsed.qualified_signer, parsed.qualified_signer_size))
		return fault_set(fault, -EKEYREJECTED, "quote: its key is not the AK in the "
				 "endorsement hierarchy");
	if (!quote_pcrs_are_selected(&parsed, &quote->pcrs))
		return fault_set(fault, -EKEYREJECTED, "quote: selects other PCRs");
	if (!quote_pcrs_are_digested(&parsed, &quote->pcrs, signature.hash))
		return fault_set(fault, -ESTALE, "quote: is of other values than were read");
	return 0;
}
