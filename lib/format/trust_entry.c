/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A line of the history of trust.
 */
#include "lib/format/trust_entry.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/canonical_json.h"
#include "lib/format/json_writer.h"

#define FORMAT		"svsm-guest/trust"
#define VERSION		1
#define WORD_SET	"abcdefghijklmnopqrstuvwxyz-"

static bool is_word(const char *word)
{
	return *word && strlen(word) <= TRUST_ENTRY_WORD_MAX &&
	       strspn(word, WORD_SET) == strlen(word);
}

void trust_entry_put_cause(struct trust_entry *entry, const char *cause)
{
	(void)snprintf(entry->cause, sizeof(entry->cause), "%s", cause); /* cut is fine */
	json_writer_make_text(entry->cause);
}

int trust_entry_encode(const struct trust_entry *entry, struct buffer *ret)
{
	const size_t size = ret->size;
	struct json_writer writer;
	int r;

	if (entry->time < 0 || !is_word(entry->state) || !is_word(entry->assurance) ||
	    !is_word(entry->event))
		return -EINVAL;
	json_writer_init(&writer, ret);
	json_writer_object(&writer, NULL);
	json_writer_hex(&writer, "ak_name", entry->ak_name, sizeof(entry->ak_name));
	json_writer_text(&writer, "assurance", entry->assurance);
	json_writer_hex(&writer, "boot_id", entry->boot_id, sizeof(entry->boot_id));
	json_writer_number(&writer, "boot_ms", entry->boot_ms);
	json_writer_text(&writer, "cause", entry->cause);
	json_writer_hex(&writer, "ek_name", entry->ek_name, sizeof(entry->ek_name));
	json_writer_text(&writer, "event", entry->event);
	json_writer_text(&writer, "format", FORMAT);
	json_writer_number(&writer, "lacks_remote", entry->lacks_remote);
	json_writer_number(&writer, "lacks_self", entry->lacks_self);
	json_writer_number(&writer, "number", entry->number);
	json_writer_hex(&writer, "report_id", entry->report_id, sizeof(entry->report_id));
	json_writer_number(&writer, "self_good", entry->is_self_good);
	json_writer_text(&writer, "state", entry->state);
	json_writer_number(&writer, "time", (uint64_t)entry->time);
	if (entry->is_unreachable)
		json_writer_number(&writer, "unreachable_since", entry->unreachable_since);
	if (entry->has_verdict)
		json_writer_number(&writer, "verdict_until", entry->verdict_until);
	json_writer_number(&writer, "version", VERSION);
	json_writer_close_object(&writer);
	r = json_writer_end(&writer);
	if (!r && ret->size - size > TRUST_ENTRY_SIZE_MAX)
		r = -E2BIG;
	if (r < 0)
		ret->size = size;
	return r;
}

static void read_word(struct canonical_json *json, const char *key,
		      char ret[static TRUST_ENTRY_WORD_MAX + 1])
{
	canonical_json_text(json, key, ret, TRUST_ENTRY_WORD_MAX);
	if (!is_word(ret))
		canonical_json_refuse(json, -EBADMSG, "this is no word");
}

static bool read_flag(struct canonical_json *json, const char *key)
{
	return canonical_json_number(json, key, 1);
}

static void read_back(struct canonical_json *json, struct trust_entry *entry)
{
	entry->lacks_remote = read_flag(json, "lacks_remote");
	entry->lacks_self = read_flag(json, "lacks_self");
	entry->number = canonical_json_number(json, "number", UINT64_MAX);
	canonical_json_hex(json, "report_id", entry->report_id, sizeof(entry->report_id));
	entry->is_self_good = read_flag(json, "self_good");
	read_word(json, "state", entry->state);
	entry->time = (int64_t)canonical_json_number(json, "time", INT64_MAX);
	entry->is_unreachable = canonical_json_has(json, "unreachable_since");
	if (entry->is_unreachable)
		entry->unreachable_since =
			canonical_json_number(json, "unreachable_since", UINT64_MAX);
	entry->has_verdict = canonical_json_has(json, "verdict_until");
	if (entry->has_verdict)
		entry->verdict_until = canonical_json_number(json, "verdict_until", UINT64_MAX);
}

int trust_entry_decode(const void *line, size_t size, struct trust_entry *ret,
		       struct fault *fault)
{
	struct trust_entry entry = { .number = 0 };
	struct canonical_json json;
	int r;

	if (size > TRUST_ENTRY_SIZE_MAX)
		return fault_set(fault, -E2BIG, "trust entry: %zu bytes, more than %u", size,
				 TRUST_ENTRY_SIZE_MAX);
	canonical_json_init(&json, "trust entry", line, size, fault);
	canonical_json_object(&json, NULL);
	canonical_json_hex(&json, "ak_name", entry.ak_name, sizeof(entry.ak_name));
	read_word(&json, "assurance", entry.assurance);
	canonical_json_hex(&json, "boot_id", entry.boot_id, sizeof(entry.boot_id));
	entry.boot_ms = canonical_json_number(&json, "boot_ms", UINT64_MAX);
	canonical_json_text(&json, "cause", entry.cause, TRUST_ENTRY_CAUSE_MAX);
	canonical_json_hex(&json, "ek_name", entry.ek_name, sizeof(entry.ek_name));
	read_word(&json, "event", entry.event);
	canonical_json_constant(&json, "format", FORMAT);
	read_back(&json, &entry);
	canonical_json_version(&json, "version", VERSION);
	canonical_json_close_object(&json);
	r = canonical_json_end(&json);
	if (r < 0)
		return r;
	*ret = entry;
	return 0;
}
