/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Recomputing digests.  For each type of event there is a row of readings: which part
 * of the data could be what was hashed.  A type that the specification binds to its
 * data must match one of them; for another, a match is proof and no match is none.
 */
#include "lib/policy/consistency.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/json_reader.h"
#include "lib/policy/hasher.h"
#include "lib/policy/ima_template.h"

#define TEXT_MAX	4096
#define ALGORITHMS_MAX	8

struct consistency_checker {
	struct {
		uint16_t algorithm;
		struct hasher hasher;
	} known[ALGORITHMS_MAX];
	size_t count;
};

enum match { MATCH_NONE, MATCH_SOME, MATCH_ALL };

int consistency_new(struct consistency_checker **ret, struct fault *fault)
{
	_cleanup_(consistency_cleanup) struct consistency_checker *checker =
		calloc(1, sizeof(*checker));

	if (!checker)
		return fault_set(fault, -ENOMEM, "event log: out of memory");
	*ret = TAKE_PTR(checker);
	return 0;
}

static struct hasher *find_hasher(struct consistency_checker *checker, uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < checker->count; i++)
		if (checker->known[i].algorithm == algorithm)
			return &checker->known[i].hasher;
	if (checker->count == ALGORITHMS_MAX ||
	    hasher_init(&checker->known[checker->count].hasher, algorithm) < 0)
		return NULL;
	checker->known[checker->count].algorithm = algorithm;
	return &checker->known[checker->count++].hasher;
}

/* Of the digests that can be computed here: how many are of these bytes? */
static enum match match_bytes(struct consistency_checker *checker,
			      const struct eventlog_event *event, const void *data, size_t size)
{
	size_t computed = 0, matching = 0, i;

	for (i = 0; i < event->digest_count; i++) {
		const struct eventlog_digest *logged = &event->digests[i];
		struct hasher *hasher = find_hasher(checker, logged->algorithm);
		uint8_t value[HASH_SIZE_MAX];

		if (!hasher)
			continue;
		hasher_add(hasher, data, size);
		hasher_end(hasher, value);
		computed++;
		matching += !memcmp(value, logged->data, logged->size);
	}
	if (!matching)
		return MATCH_NONE;
	return matching == computed ? MATCH_ALL : MATCH_SOME;
}

/* A reading of the data: which bytes of it were hashed.  False: there is no such part. */
typedef bool (*reading_fn)(const struct eventlog_event *event, const uint8_t **ret,
			   size_t *ret_size);

static bool read_whole(const struct eventlog_event *event, const uint8_t **ret,
		       size_t *ret_size)
{
	*ret = event->data;
	*ret_size = event->data_size;
	return true;
}

static bool read_without_zero(const struct eventlog_event *event, const uint8_t **ret,
			      size_t *ret_size)
{
	*ret = event->data;
	*ret_size = event->data_size - 1;
	return event->data_size && !event->data[event->data_size - 1];
}

/* Shims before 15 counted one byte too few. */
static bool read_without_last(const struct eventlog_event *event, const uint8_t **ret,
			      size_t *ret_size)
{
	*ret = event->data;
	*ret_size = event->data_size - 1;
	return event->data_size;
}

/* The error separator's digest is of the number 1, whatever its data tells about the error. */
static bool read_error(const struct eventlog_event *event, const uint8_t **ret,
		       size_t *ret_size)
{
	static const uint8_t error[] = { 1, 0, 0, 0 };

	*ret = error;
	*ret_size = sizeof(error);
	return true;
}

static bool read_variable(const struct eventlog_event *event, const uint8_t **ret,
			  size_t *ret_size)
{
	uint64_t name_size, value_size;
	struct cursor cursor;

	cursor_init(&cursor, event->data, event->data_size);
	cursor_skip(&cursor, 16);
	name_size = cursor_le64(&cursor);
	value_size = cursor_le64(&cursor);
	if (!cursor_ok(&cursor) || name_size > cursor_left(&cursor) / 2 ||
	    value_size > cursor_left(&cursor) - 2 * name_size)
		return false;
	cursor_skip(&cursor, (size_t)name_size * 2);
	*ret_size = (size_t)value_size;
	*ret = cursor_bytes(&cursor, *ret_size);
	return true;
}

static bool read_tagged(const struct eventlog_event *event, const uint8_t **ret,
			size_t *ret_size)
{
	struct cursor cursor;

	cursor_init(&cursor, event->data, event->data_size);
	cursor_skip(&cursor, 4);
	*ret_size = cursor_le32(&cursor);
	*ret = cursor_bytes(&cursor, *ret_size);
	return *ret;
}

/* GRUB's prefixes end in a blank behind a colon; what follows is hashed, without a zero. */
static bool read_behind_prefix(const struct eventlog_event *event, const uint8_t **ret,
			       size_t *ret_size)
{
	const uint8_t *blank = event->data_size ? memchr(event->data, ' ', event->data_size) : NULL;
	size_t skipped = blank ? (size_t)(blank - event->data) + 1 : 0;

	if (!blank || skipped < 2)
		return false;
	*ret = blank + 1;
	*ret_size = event->data_size - skipped;
	if (*ret_size && !(*ret)[*ret_size - 1])
		(*ret_size)--;
	return true;
}

struct reading {
	reading_fn find;
	enum consistency verdict;
	const char *why;
};

#define READINGS_MAX	4

static const char why_whole[] = "the digest is of the event's data";
static const char why_text[] = "the digest is of the text, without the zero at its end";

struct rule {
	uint32_t type;
	bool is_binding;	/* the specification says so */
	struct reading readings[READINGS_MAX];
};

#define WHOLE	{ read_whole, CONSISTENCY_PROVEN, why_whole }
#define TEXT	{ read_without_zero, CONSISTENCY_PROVEN, why_text }
#define VALUE	{ read_variable, CONSISTENCY_PARTLY, \
		  "the digest is of the variable's value; its name is unproven" }
#define TAGGED	{ read_tagged, CONSISTENCY_PARTLY, \
		  "the digest is of the tagged data; the tag's number is unproven" }

static const struct rule rules[] = {
	{ EV_SEPARATOR, true,
	  { WHOLE, { read_error, CONSISTENCY_PARTLY,
		     "the digest is an error separator's; what the data tells is unproven" } } },
	{ EV_ACTION, true, { WHOLE, TEXT } },
	{ EV_EFI_ACTION, true, { WHOLE, TEXT } },
	{ EV_OMIT_BOOT_DEVICE_EVENTS, true, { WHOLE, TEXT } },
	{ EV_EFI_VARIABLE_DRIVER_CONFIG, true, { WHOLE, VALUE } },
	{ EV_EFI_VARIABLE_AUTHORITY, true,
	  { WHOLE, VALUE, { read_without_last, CONSISTENCY_PARTLY,
			    "the digest is of the event's data but for its last byte" } } },
	{ EV_EFI_VARIABLE_BOOT, true, { WHOLE, VALUE } },
	{ EV_EFI_VARIABLE_BOOT2, true, { WHOLE, VALUE } },
	{ EV_EFI_GPT_EVENT, true, { WHOLE } },
	{ EV_EFI_GPT_EVENT2, true, { WHOLE } },
	{ EV_S_CRTM_VERSION, false, { WHOLE, TEXT } },
	{ EV_IPL, false,
	  { WHOLE, TEXT,
	    { read_behind_prefix, CONSISTENCY_PROVEN,
	      "the digest is of the text behind its prefix" } } },
	{ EV_EVENT_TAG, false, { WHOLE, TAGGED } },
};

#define RULES_COUNT	(sizeof(rules) / sizeof(rules[0]))

static const struct rule other_rule = { 0, false, { WHOLE, TEXT } };

static const struct rule *find_rule(uint32_t type)
{
	size_t i;

	for (i = 0; i < RULES_COUNT; i++)
		if (rules[i].type == type)
			return &rules[i];
	return &other_rule;
}

/* GRUB hashes exactly what it prints behind these, so text and digest must agree. */
static bool is_bound_text(const struct eventlog_event *event)
{
	static const char *const prefixes[] = { "kernel_cmdline: ", "module_cmdline: ",
						"grub_cmd: " };
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (event->type == EV_IPL && event->data_size > strlen(prefixes[i]) &&
		    !memcmp(event->data, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static enum consistency check_tcg(struct consistency_checker *checker,
				  const struct eventlog_event *event,
				  struct consistency_proof *proof)
{
	const struct rule *rule = find_rule(event->type);
	bool has_some = false;
	size_t i;

	for (i = 0; i < READINGS_MAX && rule->readings[i].find; i++) {
		const struct reading *reading = &rule->readings[i];
		const uint8_t *data;
		size_t size;

		if (!reading->find(event, &data, &size))
			continue;
		switch (match_bytes(checker, event, data, size)) {
		case MATCH_ALL:
			proof->why = reading->why;
			proof->data = data;
			proof->size = size;
			return reading->verdict;
		case MATCH_SOME:
			has_some = true;
			break;
		case MATCH_NONE:
			break;
		}
	}
	if (has_some) {
		proof->why = "the banks disagree: some digests are of the event's data, some are "
			     "not";
		return CONSISTENCY_CONTRADICTED;
	}
	if (rule->is_binding || is_bound_text(event)) {
		proof->why = "the digest must be of the event's data, and is not";
		return CONSISTENCY_CONTRADICTED;
	}
	proof->why = "the digest is of something that is not in the log; this text describes it";
	return CONSISTENCY_UNPROVEN;
}

/* The stub's names of UKI sections: measured in ASCII, with a zero, and logged in UTF-16. */
static enum match match_narrowed(struct consistency_checker *checker,
				 const struct eventlog_event *event)
{
	char text[TEXT_MAX];
	size_t i, size = event->data_size / 2;

	if (event->type != EV_IPL || event->data_size % 2 || size > sizeof(text) || !size)
		return MATCH_NONE;
	for (i = 0; i < size; i++) {
		if (event->data[2 * i + 1])
			return MATCH_NONE;
		text[i] = (char)event->data[2 * i];
	}
	return match_bytes(checker, event, text, size);
}

static enum consistency check_systemd(struct consistency_checker *checker,
				      const struct eventlog_event *event, const char **ret_why)
{
	static const char *const bound[] = { "phase", "filesystem", "machine-id", "product-id" };
	struct json_reader_value object, key, value, string = { 0 };
	bool has_string = false, is_bound = false;
	struct cursor data, inside;
	char text[TEXT_MAX];
	size_t i;

	cursor_init(&data, event->data, event->data_size);
	*ret_why = "the record has no text of what was measured";
	if (json_reader_value(&data, &object) < 0)
		return CONSISTENCY_UNPROVEN;
	inside = object.inside;
	while (json_reader_member(&inside, &key, &value) > 0) {
		if (json_reader_is(&key, "string")) {
			string = value;
			has_string = true;
		}
		for (i = 0; json_reader_is(&key, "eventType") &&
			    i < sizeof(bound) / sizeof(bound[0]); i++)
			is_bound |= json_reader_is(&value, bound[i]);
	}
	if (!has_string || json_reader_text(&string, text, sizeof(text)) < 0)
		return CONSISTENCY_UNPROVEN;
	if (match_bytes(checker, event, text, strlen(text)) == MATCH_ALL) {
		*ret_why = "the digest is of the record's text";
		return CONSISTENCY_PARTLY; /* time, boot and type are not covered */
	}
	if (is_bound) {
		*ret_why = "the digest must be of the record's text, and is not";
		return CONSISTENCY_CONTRADICTED;
	}
	*ret_why = "the digest is of a secret, or of something that is not in the log";
	return CONSISTENCY_UNPROVEN;
}

static enum consistency check_ima(struct consistency_checker *checker,
				  const struct eventlog_event *event, const char **ret_why)
{
	struct hasher *hasher = find_hasher(checker, event->digests[0].algorithm);
	uint8_t value[HASH_SIZE_MAX];

	*ret_why = "a violation: the file was written to while it was measured";
	if (ima_template_is_violation(event))
		return CONSISTENCY_UNPROVEN;
	*ret_why = "printed text: what was hashed cannot be rebuilt from it";
	if (event->content == EVENTLOG_CONTENT_IMA_TEXT || !hasher)
		return CONSISTENCY_UNPROVEN;
	ima_template_hash(event, hasher, value);
	if (!memcmp(value, event->digests[0].data, event->digests[0].size)) {
		*ret_why = "the digest is of the template's fields";
		return CONSISTENCY_PROVEN;
	}
	*ret_why = "the digest must be of the template's fields, and is not";
	return CONSISTENCY_CONTRADICTED;
}

static enum consistency prove(struct consistency_checker *checker,
			      const struct eventlog_event *event, struct consistency_proof *proof)
{
	enum consistency verdict = CONSISTENCY_UNPROVEN;

	if (event->content == EVENTLOG_CONTENT_TCG && event->type == EV_NO_ACTION) {
		proof->why = "it is information, which no PCR is extended with";
		return CONSISTENCY_NOT_EXTENDED;
	}
	proof->why = "nothing here can compute its digests";
	if (!event->digest_count || event->is_data_omitted)
		return CONSISTENCY_UNPROVEN;
	switch (event->content) {
	case EVENTLOG_CONTENT_SYSTEMD:
		return check_systemd(checker, event, &proof->why);
	case EVENTLOG_CONTENT_IMA:
	case EVENTLOG_CONTENT_IMA_TEXT:
		verdict = check_ima(checker, event, &proof->why);
		break;
	case EVENTLOG_CONTENT_TCG:
		if (match_narrowed(checker, event) != MATCH_ALL)
			return check_tcg(checker, event, proof);
		proof->why = "the digest is of this name, in ASCII with a zero at its end";
		return CONSISTENCY_PROVEN;
	case EVENTLOG_CONTENT_OTHER:
		proof->why = "its content is not known here";
		if (match_bytes(checker, event, event->data, event->data_size) == MATCH_ALL)
			verdict = CONSISTENCY_PROVEN;
		break;
	}
	if (verdict == CONSISTENCY_PROVEN) {
		proof->data = event->data;
		proof->size = event->data_size;
	}
	return verdict;
}

void consistency_prove(struct consistency_checker *checker, const struct eventlog_event *event,
		       struct consistency_proof *ret)
{
	*ret = (struct consistency_proof){ .data = NULL };
	ret->verdict = prove(checker, event, ret);
}

enum consistency consistency_check(struct consistency_checker *checker,
				   const struct eventlog_event *event, const char **ret_why)
{
	struct consistency_proof proof;

	consistency_prove(checker, event, &proof);
	if (ret_why)
		*ret_why = proof.why;
	return proof.verdict;
}

const char *consistency_name(enum consistency consistency)
{
	switch (consistency) {
	case CONSISTENCY_CONTRADICTED:
		return "contradicted";
	case CONSISTENCY_NOT_EXTENDED:
		return "not extended";
	case CONSISTENCY_UNPROVEN:
		return "unproven";
	case CONSISTENCY_PARTLY:
		return "partly proven";
	case CONSISTENCY_PROVEN:
		return "proven";
	}
	return NULL;
}

void consistency_free(struct consistency_checker *checker)
{
	free(checker);
}

void consistency_cleanup(struct consistency_checker **checker)
{
	consistency_free(*checker);
}
