/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a public area, and what is then asked about it.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/tpm_public.h"
#include "lib/policy/ak_template.h"
#include "lib/policy/ek_template.h"
#include "lib/policy/tpm_key.h"
#include "lib/policy/tpm_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct tpm_key *key = NULL;
	struct tpm_public public;
	struct tpm_name name;

	if (tpm_public_parse(data, size, &public, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(public.whole == data && public.whole_size == size);
	(void)tpm_name_of(&public, &name);
	(void)ak_template_check(&public, &fault);
	(void)ek_template_check(&public, &fault);
	if (!tpm_key_new(&public, &key, &fault))
		tpm_key_free(key);
	return 0;
}
