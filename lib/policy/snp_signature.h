/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The signature of an SNP report (AMD 56860, "ECDSA P-384 with SHA-384 Signature"):
 *
 *	offset	size	member
 *	0x2a0	72	R, little-endian, of which 48 bytes can be other than zero
 *	0x2e8	72	S, likewise
 *	0x330	368	reserved, zero
 *
 * over bytes 0 to 0x29f.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/format/snp_report.h"

struct fault;
struct snp_cert;

/*
 * That R and S lie from 1 to the order of P-384 less 1 and all padding is zero: there
 * is one way to write a signature down.  0, or -EKEYREJECTED with the reason.
 */
int snp_signature_check_form(const uint8_t signature[static SNP_REPORT_SIGNATURE_SIZE],
			     struct fault *fault);

/* Whether the key of @cert signed the report, SNP_REPORT_SIZE bytes; no on any failure. */
bool snp_signature_is_by(const uint8_t report[static SNP_REPORT_SIZE],
			 const struct snp_cert *cert);
