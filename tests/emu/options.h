/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-emu's command line.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tests/emu/fault.h"
#include "tests/emu/psp.h"

struct options {
	const char *state;
	bool ephemeral;
	bool rollback;
	const char *clone_of;
	unsigned int banks;		/* set of enum tpm_bank */
	uint32_t report_version;
	bool vlek;
	bool no_certs;
	bool debug_policy;
	bool old_tcb;
	bool revoked;
	uint32_t report_vmpl;
	bool has_measurement;
	uint8_t measurement[SNP_MEASUREMENT_LEN];
	uint64_t ram;
	const char *doorbell;
	const char *tpm_ctrl;
	bool has_tpm_port;
	uint16_t tpm_port;
	const char *socket;
	const char *control;
	const char *ready;
	bool once;
	uint32_t vmpl;
	struct fault fault;
};

/*
 * 0: go on.  1: help was asked for and printed.  -EINVAL: wrong usage, already said.
 */
int options_parse(struct options *options, int argc, char **argv);
