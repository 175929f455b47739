/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The link between report, nonce and manifest.
 */
#include "lib/policy/report_data.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/snp_report.h"

#define SVSM_VMPL	0

static void cleanup_digest_context(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

enum verdict report_data_check(const struct snp_report *report,
			       const uint8_t nonce[static REPORT_DATA_NONCE_SIZE],
			       const void *manifest, size_t manifest_size, struct fault *fault)
{
	_cleanup_(cleanup_digest_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t expected[SNP_REPORT_DATA_SIZE];

	/*
	 * Anyone in the guest may ask for a report of the guest's own level with any
	 * REPORT_DATA: only at level 0 was it the SVSM that filled it.
	 */
	if (report->vmpl != SVSM_VMPL) {
		(void)fault_set(fault, 0, "SNP report: made at VMPL %u, not by the SVSM at VMPL 0",
				report->vmpl);
		return VERDICT_REJECTED;
	}
	if (!context || EVP_DigestInit_ex(context, EVP_sha512(), NULL) != 1 ||
	    EVP_DigestUpdate(context, nonce, REPORT_DATA_NONCE_SIZE) != 1 ||
	    EVP_DigestUpdate(context, manifest, manifest_size) != 1 ||
	    EVP_DigestFinal_ex(context, expected, NULL) != 1) {
		(void)fault_set(fault, 0, "SNP report: OpenSSL cannot compute SHA-512");
		return VERDICT_REJECTED;
	}
	if (CRYPTO_memcmp(expected, report->report_data, sizeof(expected))) {
		(void)fault_set(fault, 0,
				"SNP report: REPORT_DATA is not SHA-512(nonce || manifest): the "
				"report belongs to another nonce or another manifest");
		return VERDICT_REJECTED;
	}
	return VERDICT_ACCEPTED;
}
