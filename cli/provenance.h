/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether a TPM is the SVSM's, shown in one run: the SVSM attests all its services under a
 * fresh nonce; a credential for a fresh secret is made for the EK that its manifest names
 * and the AK of the TPM; the TPM gives the secret back, which only the one with that EK
 * can.  It costs one request to the secure processor and the making of an RSA key.
 *
 * What it does not show: that the report is AMD's, since its signature is not verified
 * here, and that the launch is one to trust.  A guest cannot prove itself to itself.
 */
#pragma once

#include "lib/base/fault.h"
#include "lib/format/snp_report.h"
#include "lib/policy/tpm_name.h"
#include "lib/policy/verdict.h"
#include "lib/sys/svsm_dev.h"

struct tpm;

struct provenance {
	enum verdict verdict;		/* VERDICT_ACCEPTED: the TPM is the SVSM's */
	/* When rejected: */
	int error;			/* -errno of the step that failed */
	struct fault fault;		/* why */
	const char *remedy;		/* what to do about it, or NULL; static */
	/* When accepted: */
	struct svsm_dev_info info;	/* by which device and transport the SVSM answered */
	struct snp_report report;	/* its measurement, report id, policy */
	struct tpm_name ek, ak;
};

/*
 * @name: the command's, for notes: that the driver makes it wait, and by which way it was
 * shown.  @tpm: the handle that will be relied on, not another one to what may be the same
 * TPM.  The SVSM is the device of device_address().  Always fills @ret.
 */
void provenance_prove(const char *name, struct tpm *tpm, struct provenance *ret);
