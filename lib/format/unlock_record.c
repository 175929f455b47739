/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The unlock record's text.
 */
#include "lib/format/unlock_record.h"

#include <errno.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/format/canonical_json.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/json_writer.h"

#define FORMAT		"svsm-guest/unlock-record"
#define VERSION		1
#define PCRS_ALL	0xffffffu
#define WORD_MAX	24	/* of a result, a road, a bank */

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static const char *const results[] = {
	[UNLOCK_UNFINISHED] = "unfinished",
	[UNLOCK_FAILED] = "failed",
	[UNLOCK_OPENED] = "opened",
};

static const char *const roads[] = {
	[UNLOCK_BY_PLUGIN] = "plugin",
	[UNLOCK_BY_SOCKET] = "socket",
	[UNLOCK_BY_SCRIPT] = "script",
};

const char *unlock_record_result(enum unlock_result result)
{
	return results[result];
}

const char *unlock_record_road(enum unlock_road road)
{
	return roads[road];
}

bool unlock_record_is_uuid(const char *uuid)
{
	return *uuid && strspn(uuid, "0123456789abcdefABCDEF-") == strlen(uuid) &&
	       strlen(uuid) <= UNLOCK_RECORD_UUID_MAX;
}

static bool is_of_same_token(const struct unlock_attempt *a, const struct unlock_attempt *b)
{
	return a->has_token == b->has_token && (!a->has_token || a->token == b->token);
}

static void forget(struct unlock_record *record, size_t i)
{
	memmove(&record->attempts[i], &record->attempts[i + 1],
		(record->count - i - 1) * sizeof(record->attempts[0]));
	record->count--;
}

void unlock_record_add(struct unlock_record *record, const struct unlock_attempt *attempt)
{
	struct unlock_attempt *added;
	char *c;
	size_t i;

	for (i = 0; i < record->count; i++)
		if (is_of_same_token(&record->attempts[i], attempt))
			break;
	if (i < record->count)
		forget(record, i);
	else if (record->count == UNLOCK_RECORD_ATTEMPTS_MAX)
		forget(record, 0);
	added = &record->attempts[record->count++];
	*added = *attempt;
	if (json_writer_is_text(added->reason, strlen(added->reason)))
		return;
	for (c = added->reason; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
}

const struct unlock_attempt *unlock_record_find(const struct unlock_record *record, int token)
{
	const struct unlock_attempt wanted = {
		.has_token = token >= 0,
		.token = (unsigned int)token,
	};
	size_t i;

	for (i = 0; i < record->count; i++)
		if (is_of_same_token(&record->attempts[i], &wanted))
			return &record->attempts[i];
	return NULL;
}

/* ---- writing ------------------------------------------------------------------- */

static bool is_valid(const struct unlock_record *record)
{
	size_t i;

	if (!unlock_record_is_uuid(record->uuid) || record->count > UNLOCK_RECORD_ATTEMPTS_MAX)
		return false;
	for (i = 0; i < record->count; i++) {
		const struct unlock_attempt *attempt = &record->attempts[i];
		size_t j;

		if ((attempt->has_token && attempt->token > UNLOCK_RECORD_TOKEN_MAX) ||
		    attempt->error > UNLOCK_RECORD_ERROR_MAX || attempt->time > INT64_MAX ||
		    attempt->branch_count > SEALED_POLICY_BRANCHES_MAX)
			return false;
		for (j = 0; j < attempt->branch_count; j++)
			if (!hash_algorithm_name(attempt->branches[j].bank) ||
			    attempt->branches[j].pcrs > PCRS_ALL)
				return false;
	}
	return true;
}

static void write_attempt(struct json_writer *writer, const struct unlock_attempt *attempt)
{
	size_t i;

	json_writer_object(writer, NULL);
	json_writer_array(writer, "branches");
	for (i = 0; i < attempt->branch_count; i++) {
		const struct unlock_branch *branch = &attempt->branches[i];

		json_writer_object(writer, NULL);
		json_writer_text(writer, "bank", hash_algorithm_name(branch->bank));
		json_writer_number(writer, "pcrs", branch->pcrs);
		json_writer_text(writer, "standing", branch->standing);
		json_writer_close_object(writer);
	}
	json_writer_close_array(writer);
	json_writer_number(writer, "error", attempt->error);
	json_writer_text(writer, "reason", attempt->reason);
	json_writer_text(writer, "result", results[attempt->result]);
	json_writer_text(writer, "road", roads[attempt->road]);
	json_writer_number(writer, "time", attempt->time);
	if (attempt->has_token)
		json_writer_number(writer, "token", attempt->token);
	json_writer_close_object(writer);
}

int unlock_record_encode(const struct unlock_record *record, struct buffer *out)
{
	const size_t size = out->size;
	struct json_writer writer;
	size_t i;
	int r;

	if (!is_valid(record))
		return -EINVAL;
	json_writer_init(&writer, out);
	json_writer_object(&writer, NULL);
	json_writer_array(&writer, "attempts");
	for (i = 0; i < record->count; i++)
		write_attempt(&writer, &record->attempts[i]);
	json_writer_close_array(&writer);
	json_writer_text(&writer, "format", FORMAT);
	json_writer_text(&writer, "uuid", record->uuid);
	json_writer_number(&writer, "version", VERSION);
	json_writer_close_object(&writer);
	r = json_writer_end(&writer);
	if (r < 0)
		out->size = size;
	return r;
}

/* ---- reading ------------------------------------------------------------------- */

static size_t read_word(struct canonical_json *json, const char *key, const char *const *words,
			size_t count)
{
	char word[WORD_MAX + 1] = "";
	size_t i;

	canonical_json_text(json, key, word, WORD_MAX);
	for (i = 0; i < count; i++)
		if (!strcmp(word, words[i]))
			return i;
	canonical_json_refuse(json, -EBADMSG, "a word that is not known");
	return 0;
}

static void read_branch(struct canonical_json *json, struct unlock_branch *branch)
{
	char bank[WORD_MAX + 1] = "";

	canonical_json_object(json, NULL);
	canonical_json_text(json, "bank", bank, WORD_MAX);
	if (hash_algorithm_find(bank, &branch->bank) < 0)
		canonical_json_refuse(json, -EBADMSG, "a bank that is not known");
	branch->pcrs = (uint32_t)canonical_json_number(json, "pcrs", PCRS_ALL);
	canonical_json_text(json, "standing", branch->standing, UNLOCK_RECORD_STANDING_MAX);
	canonical_json_close_object(json);
}

static void read_attempt(struct canonical_json *json, struct unlock_attempt *attempt)
{
	canonical_json_object(json, NULL);
	canonical_json_array(json, "branches");
	while (attempt->branch_count < SEALED_POLICY_BRANCHES_MAX &&
	       canonical_json_has_more(json))
		read_branch(json, &attempt->branches[attempt->branch_count++]);
	canonical_json_close_array(json);
	attempt->error = (unsigned int)canonical_json_number(json, "error",
							     UNLOCK_RECORD_ERROR_MAX);
	canonical_json_text(json, "reason", attempt->reason, sizeof(attempt->reason) - 1);
	attempt->result = (enum unlock_result)read_word(json, "result", results, COUNT(results));
	attempt->road = (enum unlock_road)read_word(json, "road", roads, COUNT(roads));
	attempt->time = canonical_json_number(json, "time", INT64_MAX);
	attempt->has_token = canonical_json_has(json, "token");
	if (attempt->has_token)
		attempt->token = (unsigned int)canonical_json_number(json, "token",
								     UNLOCK_RECORD_TOKEN_MAX);
	canonical_json_close_object(json);
}

int unlock_record_decode(const void *text, size_t size, struct unlock_record *ret,
			 struct fault *fault)
{
	struct unlock_record record = { .count = 0 };
	struct canonical_json json;
	int r;

	if (size > UNLOCK_RECORD_SIZE_MAX)
		return fault_set(fault, -E2BIG, "unlock record: %zu bytes, more than %u", size,
				 UNLOCK_RECORD_SIZE_MAX);
	canonical_json_init(&json, "unlock record", text, size, fault);
	canonical_json_object(&json, NULL);
	canonical_json_array(&json, "attempts");
	while (record.count < UNLOCK_RECORD_ATTEMPTS_MAX && canonical_json_has_more(&json))
		read_attempt(&json, &record.attempts[record.count++]);
	canonical_json_close_array(&json);
	canonical_json_constant(&json, "format", FORMAT);
	canonical_json_text(&json, "uuid", record.uuid, UNLOCK_RECORD_UUID_MAX);
	if (!unlock_record_is_uuid(record.uuid))
		canonical_json_refuse(&json, -EBADMSG, "no UUID");
	canonical_json_version(&json, "version", VERSION);
	canonical_json_close_object(&json);
	r = canonical_json_end(&json);
	if (!r)
		*ret = record;
	return r;
}
