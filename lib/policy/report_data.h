/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Does a report bind this manifest to this nonce?  An SVSM asks the secure
 * processor for its report with REPORT_DATA = SHA-512(nonce || manifest) (AMD
 * 58019, "Attestation Protocol").
 *
 * What it does not say: whether the report is genuine (its signature), nor,
 * for the attestation of a single service, which service the manifest is of: the
 * GUID is not part of the hash.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/policy/verdict.h"

struct fault;
struct snp_report;

#define REPORT_DATA_NONCE_SIZE	64

/*
 * VERDICT_ACCEPTED when REPORT_DATA is that of @nonce and @manifest, and the
 * report was asked for at VMPL 0.  Else VERDICT_REJECTED with the reason in
 * @fault.
 */
enum verdict report_data_check(const struct snp_report *report,
			       const uint8_t nonce[static REPORT_DATA_NONCE_SIZE],
			       const void *manifest, size_t manifest_size, struct fault *fault);
