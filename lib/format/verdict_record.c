/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The verdict's text.
 */
#include "lib/format/verdict_record.h"

#include <errno.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/canonical_json.h"
#include "lib/format/json_writer.h"
#include "lib/format/signed_text.h"

#define FORMAT		"svsm-guest/verdict"
#define VERSION		1
#define ACCEPTED	"accepted"
#define REJECTED	"rejected"

int verdict_record_encode(const struct verdict_record *record, struct buffer *ret)
{
	const size_t size = ret->size;
	struct json_writer writer;
	int r;

	if (record->time < 0 || record->valid > VERDICT_RECORD_VALID_MAX ||
	    record->challenge_size < EVIDENCE_CHALLENGE_MIN ||
	    record->challenge_size > EVIDENCE_CHALLENGE_MAX)
		return -EINVAL;
	if (record->signature_size > VERDICT_RECORD_SIGNATURE_MAX)
		return -E2BIG;
	json_writer_init(&writer, ret);
	json_writer_object(&writer, NULL);
	if (record->is_accepted)
		json_writer_hex(&writer, "ak_name", record->ak_name, sizeof(record->ak_name));
	json_writer_base64(&writer, "challenge", record->challenge, record->challenge_size);
	if (record->is_accepted)
		json_writer_hex(&writer, "ek_name", record->ek_name, sizeof(record->ek_name));
	json_writer_hex(&writer, "evidence", record->evidence, sizeof(record->evidence));
	json_writer_text(&writer, "format", FORMAT);
	json_writer_text(&writer, "reason", record->reason);
	if (record->signature_size)
		json_writer_base64(&writer, "signature", record->signature,
				   record->signature_size);
	json_writer_number(&writer, "time", (uint64_t)record->time);
	json_writer_number(&writer, "valid", record->valid);
	json_writer_text(&writer, "verdict", record->is_accepted ? ACCEPTED : REJECTED);
	json_writer_text(&writer, "verifier", record->verifier);
	json_writer_number(&writer, "version", VERSION);
	json_writer_close_object(&writer);
	r = json_writer_end(&writer);
	if (r < 0)
		ret->size = size;
	return r;
}

/* The names' being there has said which of the two it must be. */
static void read_back(struct canonical_json *json, struct verdict_record *record)
{
	record->time = (int64_t)canonical_json_number(json, "time", INT64_MAX);
	record->valid = canonical_json_number(json, "valid", VERDICT_RECORD_VALID_MAX);
	canonical_json_constant(json, "verdict", record->is_accepted ? ACCEPTED : REJECTED);
	canonical_json_text(json, "verifier", record->verifier, VERDICT_RECORD_VERIFIER_MAX);
	canonical_json_version(json, "version", VERSION);
	canonical_json_close_object(json);
}

int verdict_record_decode(const void *text, size_t size, struct verdict_record *ret,
			  struct fault *fault)
{
	struct verdict_record record = { .is_accepted = false };
	struct canonical_json json;
	size_t begin;
	int r;

	if (size > VERDICT_RECORD_SIZE_MAX)
		return fault_set(fault, -E2BIG, "verdict: %zu bytes, more than %u", size,
				 VERDICT_RECORD_SIZE_MAX);
	canonical_json_init(&json, "verdict", text, size, fault);
	canonical_json_object(&json, NULL);
	record.is_accepted = canonical_json_has(&json, "ak_name");
	if (record.is_accepted)
		canonical_json_hex(&json, "ak_name", record.ak_name, sizeof(record.ak_name));
	record.challenge_size = canonical_json_base64(&json, "challenge", record.challenge,
						      EVIDENCE_CHALLENGE_MIN,
						      EVIDENCE_CHALLENGE_MAX);
	if (record.is_accepted)
		canonical_json_hex(&json, "ek_name", record.ek_name, sizeof(record.ek_name));
	canonical_json_hex(&json, "evidence", record.evidence, sizeof(record.evidence));
	canonical_json_constant(&json, "format", FORMAT);
	canonical_json_text(&json, "reason", record.reason, VERDICT_RECORD_REASON_MAX);
	begin = cursor_offset(&json.cursor);
	if (canonical_json_has(&json, "signature"))
		record.signature_size = canonical_json_base64(&json, "signature", record.signature,
							      1, sizeof(record.signature));
	signed_text_split(&json, begin, record.signed_text);
	read_back(&json, &record);
	r = canonical_json_end(&json);
	if (r < 0)
		return r;
	*ret = record;
	return 0;
}
