/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What must be true of a machine before a disk relies on its TPM, or be accepted by name:
 * the TPM is the SVSM's, the launch is one that somebody wants, and the TPM will be there
 * after the next one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/format/svsm_token.h"
#include "lib/sys/svsm_dev.h"

struct fault;
struct luks;
struct tpm;

struct disk_gate_request {
	const char *name;		/* the command's, for notes */
	const char *policy;		/* a file, which names launch measurements; or NULL */
	const char *measurement;	/* in hexadecimal, accepted by name; or NULL */
	bool is_persistent;		/* said by name */
};

/* What was found, for the token; and by which device and transport the SVSM answered. */
struct disk_gate {
	struct svsm_dev_info info;
	uint8_t measurement[SVSM_TOKEN_MEASUREMENT_SIZE];
	uint8_t ek_name[SVSM_TOKEN_NAME_MAX];
	size_t ek_name_size;
};

/*
 * 0; else the -errno of what stands against it, with the reason and what to do in @fault.
 * It costs a request to the secure processor.
 */
int disk_gate_pass(const struct disk_gate_request *request, struct luks *luks, struct tpm *tpm,
		   struct disk_gate *ret, struct fault *fault);
