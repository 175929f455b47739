/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The verdict that 'svsmctl verify' signs for the guest, so that it is told how far it is
 * trusted.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct evidence_verification;
struct fault;

struct verify_verdict_request {
	const char *path;	/* file to create */
	const char *key;	/* file of the private key */
	const char *verifier;	/* name to sign with; NULL: none */
	uint64_t valid;		/* seconds */
	const void *challenge;
	size_t challenge_size;
	const void *bundle;
	size_t bundle_size;
	int64_t now;
};

/* Whatever the answer was.  0; -EEXIST when there is such a file; else -errno. */
int verify_verdict_write(const struct verify_verdict_request *request,
			 const struct evidence_verification *verification, struct fault *fault);
