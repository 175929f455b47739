/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as what a TPM signs in a quote.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/tpm_quote.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct tpm_quote quote;

	if (tpm_quote_parse(data, size, &quote, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(quote.count <= TPM_QUOTE_BANKS_MAX);
	assert(quote.nonce_size <= TPM_QUOTE_NONCE_MAX);
	assert(quote.whole_size + (size_t)(quote.whole - data) == size);
	assert(quote.digest >= data && quote.digest <= data + size - quote.digest_size);
	return 0;
}
