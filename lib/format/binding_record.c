/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The binding record's text.
 */
#include "lib/format/binding_record.h"

#include <errno.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/canonical_json.h"
#include "lib/format/json_writer.h"
#include "lib/format/signed_text.h"

#define FORMAT		"svsm-guest/ak-binding"
#define VERSION		1

int binding_record_encode(const struct binding_record *record, struct buffer *ret)
{
	const size_t size = ret->size;
	struct json_writer writer;
	int r;

	if (record->time < 0)
		return -EINVAL;
	if (record->signature_size > BINDING_RECORD_SIGNATURE_MAX)
		return -E2BIG;
	json_writer_init(&writer, ret);
	json_writer_object(&writer, NULL);
	json_writer_hex(&writer, "ak_name", record->ak_name, sizeof(record->ak_name));
	json_writer_hex(&writer, "ek_name", record->ek_name, sizeof(record->ek_name));
	json_writer_text(&writer, "format", FORMAT);
	json_writer_hex(&writer, "report_digest", record->report_digest,
			sizeof(record->report_digest));
	if (record->signature_size)
		json_writer_base64(&writer, "signature", record->signature,
				   record->signature_size);
	json_writer_number(&writer, "time", (uint64_t)record->time);
	json_writer_text(&writer, "verifier", record->verifier);
	json_writer_number(&writer, "version", VERSION);
	json_writer_close_object(&writer);
	r = json_writer_end(&writer);
	if (r < 0)
		ret->size = size;
	return r;
}

int binding_record_decode(const void *text, size_t size, struct binding_record *ret,
			  struct fault *fault)
{
	struct binding_record record = { .signature_size = 0 };
	struct canonical_json json;
	size_t begin;
	int r;

	if (size > BINDING_RECORD_SIZE_MAX)
		return fault_set(fault, -E2BIG, "binding record: %zu bytes, more than %u", size,
				 BINDING_RECORD_SIZE_MAX);
	canonical_json_init(&json, "binding record", text, size, fault);
	canonical_json_object(&json, NULL);
	canonical_json_hex(&json, "ak_name", record.ak_name, sizeof(record.ak_name));
	canonical_json_hex(&json, "ek_name", record.ek_name, sizeof(record.ek_name));
	canonical_json_constant(&json, "format", FORMAT);
	canonical_json_hex(&json, "report_digest", record.report_digest,
			   sizeof(record.report_digest));
	begin = cursor_offset(&json.cursor);
	if (canonical_json_has(&json, "signature"))
		record.signature_size = canonical_json_base64(&json, "signature", record.signature,
							      1, sizeof(record.signature));
	signed_text_split(&json, begin, record.signed_text);
	record.time = (int64_t)canonical_json_number(&json, "time", INT64_MAX);
	canonical_json_text(&json, "verifier", record.verifier, BINDING_RECORD_VERIFIER_MAX);
	canonical_json_version(&json, "version", VERSION);
	canonical_json_close_object(&json);
	r = canonical_json_end(&json);
	if (r < 0)
		return r;
	*ret = record;
	return 0;
}
