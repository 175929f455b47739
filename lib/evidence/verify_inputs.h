/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All that a verification is made of, read from files: the bundle, and what the verifier
 * brings against it.
 */
#pragma once

#include "lib/base/buffer.h"
#include "lib/evidence/cert_store.h"
#include "lib/format/binding_record.h"
#include "lib/format/evidence.h"
#include "lib/policy/evidence_verify.h"
#include "lib/policy/snp_certs.h"

struct fault;
struct policy;

/* Paths; NULL where nothing was given. */
struct verify_paths {
	const char *bundle, *policy, *ark, *crl, *binding, *binding_key;
	const char *const *certs;	/* up to NULL or @cert_count */
	size_t cert_count;
	const char *store;		/* folder, see cert_store.h */
};

struct verify_inputs {
	struct buffer bundle, crl, binding_text;
	struct evidence *evidence;	/* NULL: @bundle cannot be decoded */
	struct policy *policy;
	struct binding_record binding;
	struct snp_certs certs, arks;
	struct cert_store store;
	struct evidence_verify_crl crls[EVIDENCE_VERIFY_CRLS_MAX];
	struct evidence_verify_params params;	/* but for challenge and time, the caller's */
};

/*
 * 0; -EKEYREJECTED when the record's signature is not by the key that was given; else why
 * something cannot be read.  To be given to verify_inputs_deinit() in any case.
 */
int verify_inputs_read(const struct verify_paths *paths, struct verify_inputs *ret,
		       struct fault *fault);

void verify_inputs_deinit(struct verify_inputs *inputs);
