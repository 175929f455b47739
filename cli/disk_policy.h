/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a volume is to be bound to: chosen by the user or by default, and refused where the
 * next boot could not satisfy it or where it would prove nothing.
 */
#pragma once

#include <stdbool.h>

#include "lib/format/sealed_policy.h"

struct fault;
struct pcr_values;

struct disk_policy_request {
	const char *pcrs;		/* "sha256:7,12"; "": none; NULL: the default */
	const char *public_key;		/* PEM; "": none; NULL: that of the UKI, if there is one */
	const char *signed_pcrs;	/* over which its holder signs; NULL: 11 */
	const char *or_pcrs;		/* that are enough without a signature; NULL: none are */
	bool has_pin;
	const struct pcr_values *live;
};

/*
 * The default: PCR 11 as the holder of the key has signed it, where there is a key; with
 * the literal values of 7 (Secure Boot), 12 (command lines and credentials from outside of
 * the UKI), and 14 where something (shim) has measured into it.  With @or_pcrs these values
 * are an alternative, and tried first: they cost fewer commands.  0; -EINVAL, -EKEYREJECTED,
 * each with the reason; -errno.
 */
int disk_policy_choose(const struct disk_policy_request *request, struct sealed_policy *ret,
		       struct fault *fault);

/* Whether it covers what is started, PCR 4 or 11, in each of its branches. */
bool disk_policy_covers_boot(const struct sealed_policy *policy);

/* Whether a branch wants a literal value of @pcr. */
bool disk_policy_has_literal(const struct sealed_policy *policy, unsigned int pcr);
