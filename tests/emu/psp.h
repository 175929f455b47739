/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The emulated secure processor: makes and signs SNP attestation reports (AMD 56860,
 * ATTESTATION_REPORT), and holds the certificate table that the host would give
 * with them (GHCB specification, SNP Extended Guest Request).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/emu/pki.h"

#define SNP_REPORT_LEN		0x4a0u
#define SNP_REPORT_DATA_LEN	64u
#define SNP_REPORT_ID_LEN	32u
#define SNP_MEASUREMENT_LEN	48u
#define SNP_VMPL_MAX		3u

struct psp {
	struct pki pki;
	uint8_t report_id[SNP_REPORT_ID_LEN];	/* of this launch */
	uint8_t measurement[SNP_MEASUREMENT_LEN];
	uint32_t vmpl;				/* that reports tell: 0, or a lie of the host's */
	bool can_debug;				/* the guest's policy lets the host read it */
	uint8_t *certs;				/* NULL: the host gives none */
	size_t certs_len;
};

struct psp_options {
	int state_folder;
	uint32_t report_version;		/* 2, 3, 4 or 5 */
	uint32_t vmpl;
	bool is_vlek;
	bool no_certs;
	bool can_debug;
	bool has_old_tcb;			/* patch levels of before an update */
	bool is_revoked;			/* the CRL lists the ASK or ASVK */
	const uint8_t *measurement;		/* SNP_MEASUREMENT_LEN bytes; NULL: the usual one */
};

bool psp_has_version(uint32_t report_version);

/* Says what failed. */
int psp_init(struct psp *psp, const struct psp_options *options);

/* A new launch has a new report id. */
int psp_launch(struct psp *psp);

/* A report as the options want it; -EIO when signing fails. */
int psp_report(const struct psp *psp, const uint8_t report_data[static SNP_REPORT_DATA_LEN],
	       uint8_t ret_report[static SNP_REPORT_LEN]);

void psp_deinit(struct psp *psp);
