/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What whoever enrolls or opens a volume does with lib/, for the tests of sealing: in the
 * order that lib/sys/tpm_unseal.h gives.
 */
#pragma once

#include <stddef.h>

#include "lib/base/secret.h"
#include "lib/format/seal_plan.h"
#include "lib/format/svsm_token.h"
#include "lib/policy/seal_policy.h"

struct fault;
struct tpm;

/*
 * Adds a branch: "sha256:7,12" (these PCRs as they are now), "signed:sha256:11:PEM[:REF]",
 * or both with a "+" between.
 */
int seal_world_branch(struct tpm *tpm, const char *text, struct sealed_policy *policy,
		      struct fault *fault);

/* A new token for @key under @token's policy, at this TPM; @pin may be NULL. */
int seal_world_enroll(struct tpm *tpm, const struct secret *key, const char *pin,
		      struct svsm_token *token, struct fault *fault);

/* @signatures names a .pcrsig file, or is NULL. */
int seal_world_open(struct tpm *tpm, const struct svsm_token *token, const char *signatures,
		    const char *pin, struct secret *ret_key, struct seal_outlook *ret_outlook,
		    struct fault *fault);

int seal_world_read_token(const char *path, struct svsm_token *ret, struct fault *fault);
