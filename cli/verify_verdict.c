/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing a verdict down.
 */
#include "cli/verify_verdict.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/json_writer.h"
#include "lib/format/verdict_record.h"
#include "lib/policy/evidence_verify.h"
#include "lib/policy/hasher.h"
#include "lib/policy/verdict_signature.h"
#include "lib/sys/file.h"
#include "lib/sys/whole_file.h"

#define KEY_FILE_MAX	(64u * 1024)

static void put_reason(const struct appraisal *appraisal, char *ret, size_t size)
{
	const struct appraisal_line *objection = appraisal_first_objection(appraisal);

	if (!objection)
		(void)snprintf(ret, size, "every question was answered well");
	else
		(void)snprintf(ret, size, "%s: %.270s", objection->name, objection->reason);
	json_writer_make_text(ret); /* a reason may quote what a bundle says */
}

static int make(const struct verify_verdict_request *request,
		const struct evidence_verification *verification, struct verdict_record *ret,
		struct fault *fault)
{
	const struct evidence_identity *identity = &verification->identity;
	const char *verifier = request->verifier ?: "";

	*ret = (struct verdict_record){
		.is_accepted = verification->appraisal.verdict == VERDICT_ACCEPTED,
		.challenge_size = request->challenge_size,
		.time = request->now,
		.valid = request->valid,
	};
	memcpy(ret->challenge, request->challenge, request->challenge_size);
	hasher_sha256(request->bundle, request->bundle_size, ret->evidence);
	put_reason(&verification->appraisal, ret->reason, sizeof(ret->reason));
	if (strlen(verifier) > VERDICT_RECORD_VERIFIER_MAX)
		return fault_set(fault, -E2BIG, "verdict: the verifier's name is too long");
	strcpy(ret->verifier, verifier);
	if (!ret->is_accepted)
		return 0;
	if (identity->ak_name.size != sizeof(ret->ak_name) ||
	    identity->ek_name.size != sizeof(ret->ek_name))
		return fault_set(fault, -EINVAL, "verdict: the keys' names are none of SHA-256");
	memcpy(ret->ak_name, identity->ak_name.bytes, sizeof(ret->ak_name));
	memcpy(ret->ek_name, identity->ek_name.bytes, sizeof(ret->ek_name));
	return 0;
}

int verify_verdict_write(const struct verify_verdict_request *request,
			 const struct evidence_verification *verification, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer key = BUFFER_INIT(KEY_FILE_MAX);
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(VERDICT_RECORD_SIZE_MAX);
	struct verdict_record record;
	int r;

	r = make(request, verification, &record, fault);
	if (!r)
		r = file_read(request->key, &key, fault);
	if (r < 0)
		return r;
	r = verdict_signature_make(&record, key.data, key.size, fault);
	if (r < 0)
		return fault_name(fault, r, request->key);
	r = verdict_record_encode(&record, &text);
	if (r < 0)
		return fault_set(fault, r, "verdict: it cannot be written down");
	return whole_file_create(request->path, 0644, text.data, text.size, fault);
}
