/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The line about a self-appraisal.
 */
#include "lib/format/appraisal_record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/canonical_json.h"
#include "lib/format/json_writer.h"

#define FORMAT		"svsm-guest/self-appraisal"
#define VERSION		1
#define EXPLAINED_MAX	((1u << APPRAISAL_RECORD_PCRS) - 1)

static const char *const outcomes[] = {
	[APPRAISED_UNABLE] = "unable",
	[APPRAISED_BAD] = "bad",
	[APPRAISED_GOOD] = "good",
};

void appraisal_record_put_reason(struct appraisal_record *record, const char *reason)
{
	(void)snprintf(record->reason, sizeof(record->reason), "%s", reason); /* cut is fine */
	json_writer_make_text(record->reason);
}

/* The line has a chip only where it is known: many hosts mask it. */
static bool knows_chip(const struct appraisal_record *record)
{
	static const uint8_t unknown[APPRAISAL_RECORD_CHIP_ID_SIZE];

	return record->has_identity && memcmp(record->chip_id, unknown, sizeof(unknown));
}

static void write_pcrs(struct json_writer *writer, const struct appraisal_record *record)
{
	size_t i;

	json_writer_array(writer, "pcrs");
	for (i = 0; i < APPRAISAL_RECORD_PCRS; i++)
		json_writer_hex(writer, NULL, record->pcrs[i], sizeof(record->pcrs[i]));
	json_writer_close_array(writer);
}

int appraisal_record_encode(const struct appraisal_record *record, struct buffer *ret)
{
	const size_t size = ret->size;
	struct json_writer writer;
	int r;

	if (record->explained > EXPLAINED_MAX)
		return -EINVAL;
	json_writer_init(&writer, ret);
	json_writer_object(&writer, NULL);
	if (record->has_identity) {
		json_writer_hex(&writer, "ak_name", record->ak_name, sizeof(record->ak_name));
		if (*record->birth)
			json_writer_text(&writer, "birth", record->birth);
		if (knows_chip(record))
			json_writer_hex(&writer, "chip_id", record->chip_id,
					sizeof(record->chip_id));
		json_writer_hex(&writer, "ek_name", record->ek_name, sizeof(record->ek_name));
	}
	if (record->has_pcrs)
		json_writer_number(&writer, "explained", record->explained);
	json_writer_text(&writer, "format", FORMAT);
	if (record->has_ima)
		json_writer_number(&writer, "ima_entries", record->ima_entries);
	if (record->has_identity)
		json_writer_hex(&writer, "measurement", record->measurement,
				sizeof(record->measurement));
	json_writer_text(&writer, "outcome", outcomes[record->outcome]);
	if (record->has_pcrs)
		write_pcrs(&writer, record);
	json_writer_text(&writer, "persistence", record->persistence);
	json_writer_text(&writer, "reason", record->reason);
	if (record->has_identity)
		json_writer_hex(&writer, "report_id", record->report_id,
				sizeof(record->report_id));
	json_writer_text(&writer, "transport", record->transport);
	json_writer_number(&writer, "version", VERSION);
	json_writer_close_object(&writer);
	r = json_writer_end(&writer);
	if (!r && ret->size - size > APPRAISAL_RECORD_SIZE_MAX)
		r = -E2BIG;
	if (r < 0)
		ret->size = size;
	return r;
}

static enum appraisal_outcome read_outcome(struct canonical_json *json)
{
	char word[APPRAISAL_RECORD_WORD_MAX + 1];
	size_t i;

	canonical_json_text(json, "outcome", word, APPRAISAL_RECORD_WORD_MAX);
	for (i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		if (!strcmp(outcomes[i], word))
			return (enum appraisal_outcome)i;
	canonical_json_refuse(json, -EBADMSG, "there is no such outcome");
	return APPRAISED_UNABLE;
}

static void read_pcrs(struct canonical_json *json, struct appraisal_record *record)
{
	size_t i;

	canonical_json_array(json, "pcrs");
	for (i = 0; i < APPRAISAL_RECORD_PCRS; i++)
		canonical_json_hex(json, NULL, record->pcrs[i], sizeof(record->pcrs[i]));
	canonical_json_close_array(json);
}

static void read_birth(struct canonical_json *json, struct appraisal_record *record)
{
	if (!canonical_json_has(json, "birth"))
		return;
	canonical_json_text(json, "birth", record->birth, APPRAISAL_RECORD_WORD_MAX);
	if (!*record->birth)
		canonical_json_refuse(json, -EBADMSG, "a verdict that there is not is left out");
}

static void read_chip(struct canonical_json *json, struct appraisal_record *record)
{
	if (!canonical_json_has(json, "chip_id"))
		return;
	canonical_json_hex(json, "chip_id", record->chip_id, sizeof(record->chip_id));
	if (!knows_chip(record))
		canonical_json_refuse(json, -EBADMSG, "a chip that is not known is left out");
}

static void read_all(struct canonical_json *json, struct appraisal_record *record)
{
	canonical_json_object(json, NULL);
	record->has_identity = canonical_json_has(json, "ak_name");
	if (record->has_identity) {
		canonical_json_hex(json, "ak_name", record->ak_name, sizeof(record->ak_name));
		read_birth(json, record);
		read_chip(json, record);
		canonical_json_hex(json, "ek_name", record->ek_name, sizeof(record->ek_name));
	}
	record->has_pcrs = canonical_json_has(json, "explained");
	if (record->has_pcrs)
		record->explained =
			(uint32_t)canonical_json_number(json, "explained", EXPLAINED_MAX);
	canonical_json_constant(json, "format", FORMAT);
	record->has_ima = canonical_json_has(json, "ima_entries");
	if (record->has_ima)
		record->ima_entries =
			(uint32_t)canonical_json_number(json, "ima_entries", UINT32_MAX);
	if (record->has_identity)
		canonical_json_hex(json, "measurement", record->measurement,
				   sizeof(record->measurement));
	record->outcome = read_outcome(json);
	if (record->has_pcrs)
		read_pcrs(json, record);
	canonical_json_text(json, "persistence", record->persistence, APPRAISAL_RECORD_WORD_MAX);
	canonical_json_text(json, "reason", record->reason, APPRAISAL_RECORD_REASON_MAX);
	if (record->has_identity)
		canonical_json_hex(json, "report_id", record->report_id,
				   sizeof(record->report_id));
	canonical_json_text(json, "transport", record->transport, APPRAISAL_RECORD_WORD_MAX);
	canonical_json_version(json, "version", VERSION);
	canonical_json_close_object(json);
}

int appraisal_record_decode(const void *line, size_t size, struct appraisal_record *ret,
			    struct fault *fault)
{
	struct appraisal_record record = { .outcome = APPRAISED_UNABLE };
	struct canonical_json json;
	int r;

	if (size > APPRAISAL_RECORD_SIZE_MAX)
		return fault_set(fault, -E2BIG, "self-appraisal: %zu bytes, more than %u", size,
				 APPRAISAL_RECORD_SIZE_MAX);
	canonical_json_init(&json, "self-appraisal", line, size, fault);
	read_all(&json, &record);
	r = canonical_json_end(&json);
	if (r < 0)
		return r;
	*ret = record;
	return 0;
}
