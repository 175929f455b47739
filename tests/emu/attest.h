/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The attestation protocol (AMD 58019, SVSM_ATTEST_*): a manifest of one service or of
 * all, and a report from the secure processor whose REPORT_DATA is
 * SHA-512(nonce || manifest).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "tests/emu/psp.h"

struct doorbell_regs;
struct svsm;

#define ATTEST_NONCE_LEN	64u
#define ATTEST_GUID_LEN		16u
#define ATTEST_CERTS_MAX	0x4000u
#define ATTEST_MANIFEST_MAX	0xa000u	/* fault_make_manifest() needs this much */

struct attestation {
	uint8_t report[SNP_REPORT_LEN];
	uint8_t manifest[ATTEST_MANIFEST_MAX];
	size_t manifest_len;
};

/*
 * Without a guest: @guid NULL for all services.  Returns an enum svsm_result;
 * @ret is set on SVSM_SUCCESS alone.
 */
uint64_t attest_make(struct svsm *svsm, const uint8_t *guid, uint32_t manifest_version,
		     const uint8_t nonce[static ATTEST_NONCE_LEN], struct attestation *ret);

/* The guest's call: operation structure at RCX; sizes in RCX, RDX and R8. */
uint64_t attest_call(struct svsm *svsm, uint32_t call, struct doorbell_regs *regs);
