/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Carrying out a plan in a policy session (lib/format/seal_plan.h).  For lib/sys/tpm*.c
 * only.
 */
#pragma once

#include "lib/sys/tpm_session.h"

struct fault;
struct seal_plan;
struct svsm_token;

/*
 * Sends the plan's policy commands, from 1 (literal PCRs) to 8.  The signer's key is in the
 * TPM only meanwhile.  0; -EKEYREJECTED when the TPM finds other values; -ENXIO when it lacks
 * PCRs; -ESTALE when PCRs have moved; -EIO, -EBADMSG.
 */
int tpm_policy_satisfy(struct tpm_session *session, const struct svsm_token *token,
		       const struct seal_plan *plan, struct fault *fault);
