/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a log shows of a boot, as the demands of a policy that this boot would meet: to
 * be reviewed by somebody who knows whether it was a good one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/policy_file.h"

struct fault;

#define POLICY_DRAFT_MAX	16	/* images, signers, command lines */
#define POLICY_DRAFT_WHAT_MAX	160

struct policy_draft_digest {
	uint8_t sha256[POLICY_SHA256_SIZE];
	char what[POLICY_DRAFT_WHAT_MAX];	/* what the log calls it */
};

struct policy_draft {
	bool has_secure_boot;		/* it is on */
	struct policy_draft_digest images[POLICY_DRAFT_MAX];
	size_t image_count;
	struct policy_draft_digest signers[POLICY_DRAFT_MAX];
	size_t signer_count;
	char command_lines[POLICY_DRAFT_MAX][POLICY_COMMAND_LINE_MAX];
	size_t command_line_count;
	bool has_section_line;		/* a UKI has one too, whose text is not in the log */
	bool is_cut;			/* there was more */
};

/*
 * Reads firmware's log.  0; -EBADMSG when it is none, breaks off, or has no SHA-256
 * digests; -ENOMEM.  Nothing of it is proven.
 */
int policy_draft_read(const void *log, size_t size, struct policy_draft *ret,
		      struct fault *fault);
