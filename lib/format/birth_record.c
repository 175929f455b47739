/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The birth record's text.
 */
#include "lib/format/birth_record.h"

#include <errno.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/canonical_json.h"
#include "lib/format/json_writer.h"
#include "lib/format/signed_text.h"

#define FORMAT		"svsm-guest/birth"
#define VERSION		1

int birth_record_encode(const struct birth_record *record, struct buffer *ret)
{
	const size_t size = ret->size;
	struct json_writer writer;
	int r;

	if (record->time < 0)
		return -EINVAL;
	if (record->signature_size > BIRTH_RECORD_SIGNATURE_MAX)
		return -E2BIG;
	json_writer_init(&writer, ret);
	json_writer_object(&writer, NULL);
	json_writer_hex(&writer, "ak_name", record->ak_name, sizeof(record->ak_name));
	json_writer_hex(&writer, "boot_id", record->boot_id, sizeof(record->boot_id));
	json_writer_number(&writer, "counter", record->clock.counter);
	json_writer_hex(&writer, "ek_name", record->ek_name, sizeof(record->ek_name));
	json_writer_text(&writer, "format", FORMAT);
	json_writer_hex(&writer, "instance", record->instance, sizeof(record->instance));
	json_writer_hex(&writer, "launch", record->launch, sizeof(record->launch));
	json_writer_number(&writer, "pending", record->is_pending);
	json_writer_number(&writer, "resets", record->clock.resets);
	json_writer_number(&writer, "restarts", record->clock.restarts);
	if (record->signature_size)
		json_writer_base64(&writer, "signature", record->signature,
				   record->signature_size);
	json_writer_number(&writer, "survived", record->survived);
	json_writer_number(&writer, "time", (uint64_t)record->time);
	json_writer_number(&writer, "version", VERSION);
	json_writer_close_object(&writer);
	r = json_writer_end(&writer);
	if (r < 0)
		ret->size = size;
	return r;
}

/* All that stands before the signature. */
static void read_front(struct canonical_json *json, struct birth_record *record)
{
	struct birth_clock *clock = &record->clock;

	canonical_json_object(json, NULL);
	canonical_json_hex(json, "ak_name", record->ak_name, sizeof(record->ak_name));
	canonical_json_hex(json, "boot_id", record->boot_id, sizeof(record->boot_id));
	clock->counter = canonical_json_number(json, "counter", UINT64_MAX);
	canonical_json_hex(json, "ek_name", record->ek_name, sizeof(record->ek_name));
	canonical_json_constant(json, "format", FORMAT);
	canonical_json_hex(json, "instance", record->instance, sizeof(record->instance));
	canonical_json_hex(json, "launch", record->launch, sizeof(record->launch));
	record->is_pending = canonical_json_number(json, "pending", 1) == 1;
	clock->resets = (uint32_t)canonical_json_number(json, "resets", UINT32_MAX);
	clock->restarts = (uint32_t)canonical_json_number(json, "restarts", UINT32_MAX);
}

int birth_record_decode(const void *text, size_t size, struct birth_record *ret,
			struct fault *fault)
{
	struct birth_record record = { .signature_size = 0 };
	struct canonical_json json;
	size_t begin;
	int r;

	if (size > BIRTH_RECORD_SIZE_MAX)
		return fault_set(fault, -E2BIG, "birth record: %zu bytes, more than %u", size,
				 BIRTH_RECORD_SIZE_MAX);
	canonical_json_init(&json, "birth record", text, size, fault);
	read_front(&json, &record);
	begin = cursor_offset(&json.cursor);
	record.signature_size = canonical_json_base64(&json, "signature", record.signature, 1,
						      sizeof(record.signature));
	signed_text_split(&json, begin, record.signed_text);
	record.survived = (uint32_t)canonical_json_number(&json, "survived", UINT32_MAX);
	record.time = (int64_t)canonical_json_number(&json, "time", INT64_MAX);
	canonical_json_version(&json, "version", VERSION);
	canonical_json_close_object(&json);
	r = canonical_json_end(&json);
	if (r < 0)
		return r;
	*ret = record;
	return 0;
}
