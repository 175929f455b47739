/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A page of the events of a boot's logs, as JSON: those that a filter lets through, from one
 * on, as many as are asked for and as fit.  Each event is as 'svsmctl eventlog show --json'
 * says it; Documentation/eventlog.md has the rest.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/event_source.h"

struct buffer;
struct fault;
struct log_set;

#define LOG_PAGE_EVENTS_MAX	200
#define LOG_PAGE_EVENTS_SIZE	(256u * 1024)	/* of the text of all but the last event */
#define LOG_PAGE_SIZE_MAX	(1024u * 1024)	/* of all the text */
#define LOG_PAGE_TYPE_MAX	63
#define LOG_PAGE_ALL_PCRS	0xffffffu	/* and events that are of none */

struct log_page_request {
	uint32_t pcrs;
	enum event_source source;
	char type[LOG_PAGE_TYPE_MAX + 1];	/* its name in the JSON; empty: all */
	uint64_t offset;	/* among those that the filter lets through */
	uint32_t limit;		/* 1 to LOG_PAGE_EVENTS_MAX */
};

/* Appends the text to @ret, of LOG_PAGE_SIZE_MAX.  0, -ENOMEM, -E2BIG. */
int log_page_make(struct log_set *set, const struct log_page_request *request,
		  struct buffer *ret, struct fault *fault);
