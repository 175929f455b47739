/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as certificates that came with a report, DER or PEM: every question can be
 * asked of what was taken.  What verifying makes of them is fuzz_snp_cert-verify.c's.
 */
#include "tests/fuzz/fuzz.h"

#include <openssl/err.h>

#include "lib/base/fault.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_certs.h"

#define NOW	1800000000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snp_certs certs = { .count = 0 };
	struct fault fault = FAULT_NONE;
	struct snp_extensions extensions;
	size_t i;

	if (snp_certs_add(&certs, data, size, &fault) < 0)
		assert(fault.text[0]);
	for (i = 0; i < certs.count; i++) {
		(void)snp_cert_check_leaf_key(certs.items[i], &fault); /* no answer is wrong */
		(void)snp_cert_check_algorithm(certs.items[i], &fault);
		(void)snp_cert_check_ca(certs.items[i], 0, &fault);
		(void)snp_cert_check_no_ca(certs.items[i], &fault);
		(void)snp_cert_check_time(certs.items[i], NOW, &fault);
		(void)snp_cert_extensions(certs.items[i], &extensions, &fault);
	}
	snp_certs_deinit(&certs);
	ERR_clear_error(); /* what it allocates would be looked for as leaked, at each input */
	return 0;
}
