/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The calls of an SVSM (AMD 58019): protocol and call number in, result code out.
 *
 * Offered are the core protocol's QUERY_PROTOCOL, the attestation protocol and the
 * vTPM protocol, with the answers and refusals of COCONUT-SVSM.
 */
#pragma once

#include <stdint.h>

#include "tests/emu/fault.h"
#include "tests/emu/guest.h"
#include "tests/emu/psp.h"
#include "tests/emu/vtpm.h"

struct doorbell_regs;

/* RAX after a call. */
enum svsm_result {
	SVSM_SUCCESS			= 0x00000000,
	SVSM_UNSUPPORTED_PROTOCOL	= 0x80000001,
	SVSM_UNSUPPORTED_CALL		= 0x80000002,
	SVSM_INVALID_ADDRESS		= 0x80000003,
	SVSM_INVALID_PARAMETER		= 0x80000005,
	SVSM_INVALID_REQUEST		= 0x80000006,
	SVSM_BUSY			= 0x80000007,
};

#define VTPM_COMMANDS		(1ull << 8)	/* TPM_SEND_COMMAND and no other */
#define VTPM_FEATURES		0ull

/* The machine, as the SVSM has it. */
struct svsm {
	struct guest guest;
	struct vtpm vtpm;
	struct psp psp;
	struct fault fault;
	uint32_t vmpl;		/* the guest's */
};

/* Power for the vTPM is a launch for the secure processor. */
int svsm_power_on(struct svsm *svsm);

/* Runs the call in @regs and puts its outputs there; false: the fault "not-run". */
bool protocol_call(struct svsm *svsm, struct doorbell_regs *regs);
