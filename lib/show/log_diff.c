/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Comparing boots, register by register: what stands at both beginnings and ends is
 * set aside, the longest common row of the middle is found, and the rest is paired by
 * subject.  A middle that is too long for that is compared without regard to order.
 */
#include "lib/show/log_diff.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/show/log_story.h"

#define MIDDLE_MAX	2048u	/* events of one register; the table is its square */

/* The events of one register. */
struct row {
	const struct story_event **events;
	bool *is_common;
	size_t count;
};

static void row_deinit(struct row *row)
{
	free(row->events);
	free(row->is_common);
}

static const struct story_digest *find_digest(const struct story_event *event,
					      uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < event->digest_count; i++)
		if (event->digests[i].algorithm == algorithm)
			return &event->digests[i];
	return NULL;
}

static bool is_information(const struct story_event *event)
{
	return event->content == EVENTLOG_CONTENT_TCG && event->type == EV_NO_ACTION;
}

/* Of information one thing counts: PCR 0 depends on where it started. */
static bool is_measured(const struct story_event *event)
{
	return !is_information(event) || !strcmp(event->subject, "information StartupLocality");
}

static bool is_same(const struct story_event *a, const struct story_event *b)
{
	bool is_shared = false;
	size_t i;

	if (a->content != b->content || a->type != b->type)
		return false;
	for (i = 0; i < a->digest_count && !is_information(a); i++) {
		const struct story_digest *digest = &a->digests[i];
		const struct story_digest *other = find_digest(b, digest->algorithm);

		is_shared |= !!other;
		if (other && memcmp(digest->value, other->value, digest->size))
			return false;
	}
	/* Without a digest for the same bank, what they say decides. */
	return is_shared || !strcmp(a->line, b->line);
}

static int collect(const struct log_story *story, uint32_t pcr, uint32_t nv_index,
		   struct row *ret)
{
	size_t i;

	ret->events = calloc(story->count + 1, sizeof(*ret->events));
	ret->is_common = calloc(story->count + 1, sizeof(*ret->is_common));
	if (!ret->events || !ret->is_common)
		return -ENOMEM;
	for (i = 0; i < story->count; i++)
		if (story->events[i].pcr == pcr && story->events[i].nv_index == nv_index &&
		    is_measured(&story->events[i]))
			ret->events[ret->count++] = &story->events[i];
	return 0;
}

/* Marks the longest common row of a[0..n) and b[0..m). */
static int mark_common(struct row *a, size_t a_first, size_t n, struct row *b, size_t b_first,
		       size_t m)
{
	_cleanup_(cleanup_free) uint16_t *lengths = NULL;
	size_t i, j, width = m + 1;

	lengths = calloc((n + 1) * width, sizeof(*lengths));
	if (!lengths)
		return -ENOMEM;
	for (i = n; i-- > 0;)
		for (j = m; j-- > 0;) {
			uint16_t down = lengths[(i + 1) * width + j];
			uint16_t right = lengths[i * width + j + 1];

			if (is_same(a->events[a_first + i], b->events[b_first + j]))
				lengths[i * width + j] =
					(uint16_t)(lengths[(i + 1) * width + j + 1] + 1);
			else
				lengths[i * width + j] = down > right ? down : right;
		}
	for (i = j = 0; i < n && j < m;) {
		if (is_same(a->events[a_first + i], b->events[b_first + j])) {
			a->is_common[a_first + i++] = true;
			b->is_common[b_first + j++] = true;
		} else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
			i++;
		} else {
			j++;
		}
	}
	return 0;
}

/* In any order: each of b[...] serves one of a[...]; ahead of where the last was found. */
static void mark_unordered(struct row *a, size_t a_first, size_t n, struct row *b,
			   size_t b_first, size_t m)
{
	size_t i, j, begin = 0;

	for (i = 0; i < n; i++)
		for (j = begin; j < m && j < begin + MIDDLE_MAX; j++) {
			if (b->is_common[b_first + j] ||
			    !is_same(a->events[a_first + i], b->events[b_first + j]))
				continue;
			a->is_common[a_first + i] = b->is_common[b_first + j] = true;
			begin = j + 1;
			break;
		}
}

static int compare_rows(struct row *a, struct row *b)
{
	size_t head = 0, tail = 0, n, m;

	while (head < a->count && head < b->count && is_same(a->events[head], b->events[head])) {
		a->is_common[head] = b->is_common[head] = true;
		head++;
	}
	while (tail < a->count - head && tail < b->count - head &&
	       is_same(a->events[a->count - tail - 1], b->events[b->count - tail - 1])) {
		tail++;
		a->is_common[a->count - tail] = b->is_common[b->count - tail] = true;
	}
	n = a->count - head - tail;
	m = b->count - head - tail;
	if (n <= MIDDLE_MAX && m <= MIDDLE_MAX)
		return mark_common(a, head, n, b, head, m);
	mark_unordered(a, head, n, b, head, m);
	return 0;
}

/* What tells both sides apart: digests of a bank that both have, if one differs. */
static struct log_change new_change(const struct story_event *before,
				    const struct story_event *after)
{
	struct log_change change = { before, after, before ? before->digests : NULL,
				     after ? after->digests : NULL };
	size_t i;

	for (i = 0; before && after && i < before->digest_count; i++) {
		const struct story_digest *digest = &before->digests[i];
		const struct story_digest *other = find_digest(after, digest->algorithm);

		if (!other || !memcmp(digest->value, other->value, digest->size))
			continue;
		change.digest_before = digest;
		change.digest_after = other;
		break;
	}
	return change;
}

static int add_change(struct log_diff *diff, const struct story_event *before,
		      const struct story_event *after)
{
	if (diff->count == diff->capacity) {
		size_t capacity = diff->capacity ? diff->capacity * 2 : 64;
		struct log_change *changes = realloc(diff->changes, capacity * sizeof(*changes));

		if (!changes)
			return -ENOMEM;
		diff->changes = changes;
		diff->capacity = capacity;
	}
	diff->changes[diff->count++] = new_change(before, after);
	return 0;
}

static const struct story_event *take_partner(const struct story_event *event, struct row *b)
{
	size_t j;

	for (j = 0; j < b->count; j++) {
		if (b->is_common[j] || b->events[j]->type != event->type ||
		    strcmp(b->events[j]->subject, event->subject))
			continue;
		b->is_common[j] = true;
		return b->events[j];
	}
	return NULL;
}

static int add_changes(struct log_diff *diff, struct row *a, struct row *b)
{
	size_t i;

	for (i = 0; i < a->count; i++)
		if (!a->is_common[i] &&
		    add_change(diff, a->events[i], take_partner(a->events[i], b)) < 0)
			return -ENOMEM;
	for (i = 0; i < b->count; i++)
		if (!b->is_common[i] && add_change(diff, NULL, b->events[i]) < 0)
			return -ENOMEM;
	return 0;
}

static int diff_register(struct log_diff *diff, const struct log_story *before,
			 const struct log_story *after, uint32_t pcr, uint32_t nv_index)
{
	_cleanup_(row_deinit) struct row a = { 0 };
	_cleanup_(row_deinit) struct row b = { 0 };

	if (collect(before, pcr, nv_index, &a) < 0 || collect(after, pcr, nv_index, &b) < 0 ||
	    compare_rows(&a, &b) < 0)
		return -ENOMEM;
	return add_changes(diff, &a, &b);
}

/* Whether event @i is the first one of its NV index, in this story and the one before it. */
static bool is_first_of_nv(const struct log_story *story, size_t i, const struct log_story *other)
{
	uint32_t index = story->events[i].nv_index;
	size_t j;

	for (j = 0; j < i; j++)
		if (story->events[j].nv_index == index)
			return false;
	for (j = 0; other && j < other->count; j++)
		if (other->events[j].nv_index == index)
			return false;
	return index;
}

int log_diff_run(const struct log_story *before, const struct log_story *after,
		 struct log_diff *ret, struct fault *fault)
{
	uint32_t pcr;
	size_t i;
	int r = 0;

	for (pcr = 0; !r && pcr < EVENTLOG_PCRS; pcr++)
		r = diff_register(ret, before, after, pcr, 0);
	for (i = 0; !r && i < before->count; i++)
		if (before->events[i].nv_index && is_first_of_nv(before, i, NULL))
			r = diff_register(ret, before, after, EVENTLOG_NO_PCR,
					  before->events[i].nv_index);
	for (i = 0; !r && i < after->count; i++)
		if (after->events[i].nv_index && is_first_of_nv(after, i, before))
			r = diff_register(ret, before, after, EVENTLOG_NO_PCR,
					  after->events[i].nv_index);
	return r < 0 ? fault_set(fault, r, "event log: out of memory") : 0;
}

void log_diff_deinit(struct log_diff *diff)
{
	free(diff->changes);
}
