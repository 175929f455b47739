/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making a page of events.  All events are gone through, since logs have no index; only those
 * of the page are decoded.
 */
#include "lib/show/log_page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/event_facts.h"
#include "lib/policy/consistency.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"
#include "lib/show/log_set.h"
#include "lib/show/log_story.h"

struct page {
	const struct log_page_request *request;
	const struct log_set *set;
	struct consistency_checker *checker;
	struct event_facts facts;	/* room */
	struct json_object *events;	/* those of the page */
	uint64_t matched;		/* so far */
	uint32_t count;			/* of the page */
	size_t size;			/* of its text */
};

static bool is_wanted(const struct log_page_request *request, const struct eventlog_event *event)
{
	const struct story_event typed = { .type = event->type, .content = event->content };
	char space[LOG_STORY_TYPE_SIZE];

	if (request->pcrs != LOG_PAGE_ALL_PCRS &&
	    (event->pcr >= EVENTLOG_PCRS || !(request->pcrs >> event->pcr & 1)))
		return false;
	if (request->source != EVENT_SOURCE_ANY &&
	    request->source != event_source_of(event))
		return false;
	return !*request->type || !strcmp(request->type, log_story_type_name(&typed, space));
}

static int take_event(void *user, const struct log_file *file,
		      const struct eventlog_event *event, struct fault *fault)
{
	struct page *page = user;
	struct json_object *object;
	struct story_event kept;
	int r;

	if (!is_wanted(page->request, event))
		return 0;
	if (page->matched++ < page->request->offset || page->count == page->request->limit ||
	    page->size > LOG_PAGE_EVENTS_SIZE)
		return 0;
	r = log_story_event_read(page->set, file, event, page->checker, &page->facts, &kept);
	if (r < 0)
		return fault_set(fault, r, "%s: out of memory", file->path);
	object = log_story_event_json(&kept);
	log_story_event_deinit(&kept);
	page->size += strlen(json_document(object));
	json_append(page->events, object);
	page->count++;
	return 0;
}

static int write_down(struct page *page, struct buffer *ret, struct fault *fault)
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();
	const uint64_t next = page->request->offset + page->count;
	const char *text;
	int r;

	log_json_add_set(object, page->set);
	json_add(object, "matched", json_new_number(page->matched));
	json_add(object, "next", page->count && next < page->matched ? json_new_number(next) :
								       NULL);
	json_add(object, "page", page->events);
	page->events = NULL; /* the document's now */
	text = json_document(object);
	r = buffer_append(ret, text, strlen(text));
	if (!r)
		r = buffer_append(ret, "\n", 1);
	return r < 0 ? fault_set(fault, r, "event log: the page is too large") : 0;
}

int log_page_make(struct log_set *set, const struct log_page_request *request,
		  struct buffer *ret, struct fault *fault)
{
	_cleanup_(consistency_cleanup) struct consistency_checker *checker = NULL;
	_cleanup_(cleanup_free) struct page *page = calloc(1, sizeof(*page));
	int r;

	if (!page)
		return fault_set(fault, -ENOMEM, "event log: out of memory");
	r = consistency_new(&checker, fault);
	if (r < 0)
		return r;
	page->request = request;
	page->set = set;
	page->checker = checker;
	page->events = json_new_array();
	r = log_set_walk(set, take_event, page, fault);
	if (!r)
		r = write_down(page, ret, fault);
	json_cleanup(&page->events);
	return r;
}
