/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an event says, decoded: a kind, one line for people, and named facts.  All of
 * it lives in the caller's memory, whatever the log claims: what does not fit is cut,
 * and that is said.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/guid.h"

#define EVENT_FACTS_MAX		48
#define EVENT_FACTS_SPACE	12288
#define EVENT_FACTS_LINE_MAX	512

struct event_fact {
	const char *key;	/* static */
	const char *value;	/* in @space */
};

struct event_facts {
	const char *kind;	/* static: "variable", "image", "action", ... */
	const char *by;		/* static: who measured, where the event shows it; or NULL */
	char line[EVENT_FACTS_LINE_MAX];
	char subject[EVENT_FACTS_LINE_MAX];	/* what it is about, without its value */
	char reason[160];	/* why it could not be decoded; empty when it was */
	struct event_fact facts[EVENT_FACTS_MAX];
	size_t count;
	bool is_cut;
	size_t used;
	char space[EVENT_FACTS_SPACE];
};

void event_facts_init(struct event_facts *facts);

void event_facts_add(struct event_facts *facts, const char *key, const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));
void event_facts_add_guid(struct event_facts *facts, const char *key, const struct guid *guid);
void event_facts_add_utf16(struct event_facts *facts, const char *key, const uint8_t *data,
			   size_t size);
void event_facts_add_utf8(struct event_facts *facts, const char *key, const uint8_t *data,
			  size_t size);
/* The first bytes of it. */
void event_facts_add_hex(struct event_facts *facts, const char *key, const uint8_t *data,
			 size_t size);

/* Sets the line, or the subject. */
void event_facts_say(struct event_facts *facts, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
void event_facts_about(struct event_facts *facts, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

/* It cannot be decoded, because. */
void event_facts_fail(struct event_facts *facts, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

/* The value of the first fact of that name, or NULL. */
const char *event_facts_find(const struct event_facts *facts, const char *key);
