/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The SVSM's vTPM: libtpms in this process.
 *
 * Manufactured for its state folder alone on first power-on, with only the chosen
 * PCR banks; an ephemeral one is manufactured anew at every power-on.  Like
 * COCONUT-SVSM's it gets power but no TPM2_Startup: that is the guest's to send.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/emu/vtpm_state.h"

struct vtpm {
	struct vtpm_state state;
	unsigned int banks;		/* set of enum tpm_bank */
	bool ephemeral;
	bool powered;
	bool kept;			/* this run has made its copy for --rollback */
	uint8_t locality;		/* of the command that runs now */
	uint8_t *response;		/* libtpms' buffer, kept between commands */
	uint32_t response_room;
	uint8_t *ek;			/* TPMT_PUBLIC, cached for the power cycle */
	size_t ek_len;
};

struct vtpm_options {
	int state_folder;
	unsigned int banks;
	bool ephemeral;
	bool rollback;
	const char *clone_of;		/* another state folder's path, or NULL */
};

/* One per process: libtpms has one TPM.  Says what failed. */
int vtpm_init(struct vtpm *vtpm, const struct vtpm_options *options);

/* Off and on again where it has power already.  Says what failed. */
int vtpm_power_on(struct vtpm *vtpm);
void vtpm_power_off(struct vtpm *vtpm);

/*
 * Runs one command.  @ret_response is valid until the next one.
 * -ENOTCONN without power, -EIO when the TPM gives no response.
 */
int vtpm_process(struct vtpm *vtpm, uint8_t locality, const uint8_t *command, size_t len,
		 const uint8_t **ret_response, size_t *ret_len);

/*
 * The EK's TPMT_PUBLIC.  Made on first use of a power cycle and never flushed, as
 * in COCONUT-SVSM: one slot for transient objects is gone from then on.
 * -EACCES when the TPM refuses (not started, endorsement auth set, no slot left).
 */
int vtpm_ek(struct vtpm *vtpm, const uint8_t **ret_public, size_t *ret_len);

bool vtpm_established(void);
/* A TPM_RESULT: refused from localities other than 3 and 4. */
uint32_t vtpm_reset_established(struct vtpm *vtpm, uint8_t locality);

void vtpm_deinit(struct vtpm *vtpm);
