/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the rules about events have in common: how one fails, and what they know of an
 * event by its digest alone.
 */
#include "lib/policy/rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/format/decode.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/hasher.h"

#define LINE_SHOWN_MAX	96	/* of what an event says */

static const char *const log_names[] = {
	[RULE_FIRMWARE] = "firmware",
	[RULE_SYSTEMD] = "systemd",
	[RULE_IMA] = "IMA",
};

const char *rule_log_name(enum rule_log log)
{
	return log_names[log];
}

/* "event 5 of the firmware log (PCR 7, EV_SEPARATOR: 'what it says')" */
static void name_event(const struct rule_event *event, char *ret, size_t size)
{
	struct event_facts facts;
	const char *type = NULL;

	decode_event(event->event, &facts);
	if (event->event->content == EVENTLOG_CONTENT_TCG)
		type = event_type_name(event->event->type);
	(void)snprintf(ret, size, "event %zu of the %s log (PCR %u, %s: '%.*s')",
		       event->event->number, rule_log_name(event->log), event->event->pcr,
		       type ?: facts.kind, LINE_SHOWN_MAX, facts.line);
}

void rule_fail(struct rule *rule, const struct rule_event *event, const char *format, ...)
{
	size_t used = 0;
	va_list args;

	if (rule->is_failed)
		return;
	rule->is_failed = true;
	if (event) {
		name_event(event, rule->reason, sizeof(rule->reason) / 2);
		used = strlen(rule->reason);
		used += (size_t)snprintf(rule->reason + used, sizeof(rule->reason) - used, ": ");
	}
	va_start(args, format);
	(void)vsnprintf(rule->reason + used, sizeof(rule->reason) - used, format, args); /* cut */
	va_end(args);
}

bool rule_digest_is(const struct rule_event *event, const void *data, size_t size)
{
	const uint16_t algorithm = event->digest->algorithm;
	uint8_t value[HASH_SIZE_MAX];

	return event->digest->size == hash_algorithm_size(algorithm) &&
	       !hasher_once(algorithm, data, size, value) &&
	       !memcmp(value, event->digest->data, event->digest->size);
}

bool rule_is_separator(const struct rule_event *event)
{
	static const uint8_t zeros[4] = { 0 }, ones[4] = { 0xff, 0xff, 0xff, 0xff };

	return rule_digest_is(event, zeros, sizeof(zeros)) ||
	       rule_digest_is(event, ones, sizeof(ones));
}

bool rule_is_error(const struct rule_event *event)
{
	static const uint8_t error[4] = { 1, 0, 0, 0 };

	return rule_digest_is(event, error, sizeof(error));
}

bool rule_is_text(const struct rule_event *event)
{
	const struct consistency_proof *proof = &event->proof;

	if (proof->verdict < CONSISTENCY_PARTLY)
		return false;
	/* Its text was read as one without zeros, and the digest is of that. */
	if (event->event->content == EVENTLOG_CONTENT_SYSTEMD)
		return true;
	/* Without the bytes: a name whose ASCII was measured. */
	return event->event->content == EVENTLOG_CONTENT_TCG &&
	       (!proof->size || !memchr(proof->data, 0, proof->size - 1));
}
