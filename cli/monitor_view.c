/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmd says, as svsmctl monitor holds it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/bus.h"
#include "cli/monitor.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/json_writer.h"

#define PAGE	100u	/* entries of the history that svsmd gives at once */
#define PAGES	64u	/* more than it can have */

/* Text of another process.  True: it is another. */
static bool put_text(char *place, size_t room, const char *text)
{
	char made[MONITOR_CAUSE_MAX];

	(void)snprintf(made, room < sizeof(made) ? room : sizeof(made), "%s", text);
	json_writer_make_text(made);
	if (!strcmp(place, made))
		return false;
	strcpy(place, made);
	return true;
}

static int take_text(struct sd_bus_message *message, char *place, size_t room,
		     unsigned int change)
{
	const char *text;
	int r = bus_read(message, "s", &text);

	return r <= 0 ? -EBADMSG : put_text(place, room, text) ? (int)change : 0;
}

static int take_number(struct sd_bus_message *message, uint64_t *place, unsigned int change)
{
	uint64_t number;

	if (bus_read(message, "t", &number) <= 0)
		return -EBADMSG;
	if (*place == number)
		return 0;
	*place = number;
	return (int)change;
}

static void take_pcr(struct monitor_view *view, uint32_t pcr, const void *value, bool is_first)
{
	if (!memcmp(view->pcrs[pcr], value, MONITOR_PCR_SIZE) && !is_first)
		return;
	memcpy(view->pcrs[pcr], value, MONITOR_PCR_SIZE);
	if (is_first)
		return;
	view->moved |= 1u << pcr;
	view->just_moved |= 1u << pcr;
	view->moved_at[pcr] = (uint64_t)time(NULL);
}

static int take_pcrs(struct monitor_view *view, struct sd_bus_message *message)
{
	const bool is_first = !view->has_pcrs;
	const void *value;
	uint32_t pcr;
	size_t size;
	int r;

	if (bus_enter(message, 'a', "(uay)") < 0)
		return -EBADMSG;
	while ((r = bus_enter(message, 'r', "uay")) > 0) {
		if (bus_read(message, "u", &pcr) <= 0 ||
		    bus_read_array(message, 'y', &value, &size) < 0 || bus_leave(message) < 0)
			return -EBADMSG;
		if (pcr >= MONITOR_PCRS || size != MONITOR_PCR_SIZE)
			continue;
		take_pcr(view, pcr, value, is_first);
		view->has_pcrs = true;
	}
	if (r < 0 || bus_leave(message) < 0)
		return -EBADMSG;
	return (is_first && view->has_pcrs) || view->just_moved ? MONITOR_PCRS_MOVED : 0;
}

/* The value of property @name, in which @message stands. */
static int take_value(struct monitor_view *view, const char *name, const char *type,
		      struct sd_bus_message *message)
{
	const struct {
		const char *name;
		char *text;
		size_t room;
		uint64_t *number;
		unsigned int change;
	} places[] = {
		{ "State", view->now.state, MONITOR_WORD_MAX, NULL, MONITOR_STATE },
		{ "Assurance", view->now.assurance, MONITOR_WORD_MAX, NULL, MONITOR_STATE },
		{ "Event", view->now.event, MONITOR_WORD_MAX, NULL, MONITOR_STATE },
		{ "Cause", view->now.cause, MONITOR_CAUSE_MAX, NULL, MONITOR_STATE },
		{ "StateSince", NULL, 0, &view->now.time, MONITOR_STATE },
		{ "NextAppraisal", NULL, 0, &view->next_us, MONITOR_NEXT },
		{ "PCRsSeen", NULL, 0, &view->seen_us, MONITOR_SEEN },
		{ "Persistence", view->persistence, MONITOR_WORD_MAX, NULL, MONITOR_IDENTITY },
		{ "Transport", view->transport, MONITOR_WORD_MAX, NULL, MONITOR_IDENTITY },
		{ "EKName", view->ek, MONITOR_NAME_MAX, NULL, MONITOR_IDENTITY },
		{ "AKName", view->ak, MONITOR_NAME_MAX, NULL, MONITOR_IDENTITY },
		{ "Version", view->version, MONITOR_WORD_MAX, NULL, 0 },
	};
	size_t i;

	if (!strcmp(name, "PCRs") && !strcmp(type, "a(uay)"))
		return take_pcrs(view, message);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (strcmp(name, places[i].name) || strcmp(type, places[i].text ? "s" : "t"))
			continue;
		return places[i].text ? take_text(message, places[i].text, places[i].room,
						  places[i].change) :
					take_number(message, places[i].number, places[i].change);
	}
	return bus_skip(message, type) < 0 ? -EBADMSG : 0;
}

static int take_all(struct monitor_view *view, struct sd_bus_message *message)
{
	const char *name, *type;
	int r, changes = 0;

	if (bus_enter(message, 'a', "{sv}") < 0)
		return -EBADMSG;
	while ((r = bus_enter(message, 'e', "sv")) > 0) {
		if (bus_read(message, "s", &name) <= 0 || bus_peek_variant(message, &type) < 0 ||
		    bus_enter(message, 'v', type) < 0)
			return -EBADMSG;
		r = take_value(view, name, type, message);
		if (r < 0 || bus_leave(message) < 0 || bus_leave(message) < 0)
			return -EBADMSG;
		changes |= r;
	}
	return r < 0 ? -EBADMSG : changes;
}

int monitor_view_take(struct monitor_view *view, struct sd_bus_message *message)
{
	const char *interface;
	int r;

	view->just_moved = 0;
	if (bus_read(message, "s", &interface) <= 0 || strcmp(interface, BUS_SVSMD_SERVICE))
		return 0;
	r = take_all(view, message);
	return r < 0 ? 0 : r; /* what makes no sense is as good as not said */
}

static void keep_entry(struct monitor_view *view, const struct monitor_entry *entry)
{
	if (view->past_count == MONITOR_HISTORY)
		memmove(view->past, view->past + 1, sizeof(view->past) - sizeof(view->past[0]));
	else
		view->past_count++;
	view->past[view->past_count - 1] = *entry;
}

/* One page of the history.  How many entries it had; @first becomes the next one's number. */
static int read_page(struct monitor_view *view, struct bus *bus, uint64_t *first,
		     struct fault *fault)
{
	_cleanup_(bus_message_cleanup) struct sd_bus_message *answer = NULL;
	const char *state, *assurance, *event, *cause;
	struct monitor_entry entry = { .time = 0 };
	uint64_t number;
	int r, count = 0;

	r = bus_call(bus, NULL, "GetHistory", &answer, fault, "tu", *first, PAGE);
	if (r < 0)
		return r;
	if (bus_enter(answer, 'a', "(txssssay)") < 0)
		return fault_set(fault, -EBADMSG, "GetHistory: its answer makes no sense");
	while (bus_enter(answer, 'r', "txssssay") > 0) {
		if (bus_read(answer, "txssss", &number, &entry.time, &state, &assurance, &event,
			     &cause) <= 0 || bus_skip(answer, "ay") < 0 || bus_leave(answer) < 0)
			break;
		(void)put_text(entry.state, sizeof(entry.state), state);
		(void)put_text(entry.assurance, sizeof(entry.assurance), assurance);
		(void)put_text(entry.event, sizeof(entry.event), event);
		(void)put_text(entry.cause, sizeof(entry.cause), cause);
		keep_entry(view, &entry);
		*first = number + 1;
		count++;
	}
	return count;
}

int monitor_view_read(struct monitor_view *view, struct bus *bus, struct fault *fault)
{
	_cleanup_(bus_message_cleanup) struct sd_bus_message *answer = NULL;
	const bool was_there = view->is_there;
	uint64_t first = 0;
	unsigned int page;
	int r, changes;

	r = bus_get_all(bus, NULL, &answer, fault);
	if (r < 0)
		return r;
	view->just_moved = 0;
	changes = take_all(view, answer);
	if (changes < 0)
		return fault_set(fault, -EBADMSG, "%s: its properties make no sense",
				 BUS_SVSMD_SERVICE);
	view->past_count = 0;
	for (r = PAGE, page = 0; r == PAGE && page < PAGES; page++)
		r = read_page(view, bus, &first, fault);
	if (r < 0)
		return r;
	view->is_there = true;
	return changes | MONITOR_PAST | (was_there ? 0 : MONITOR_SERVICE);
}

int monitor_view_remember(struct monitor_view *view)
{
	struct monitor_entry entry = view->now;

	entry.time = view->now.time / 1000000;
	keep_entry(view, &entry);
	return MONITOR_PAST;
}

int monitor_view_lose(struct monitor_view *view)
{
	const bool was_there = view->is_there;

	view->is_there = false;
	view->just_moved = 0;
	return was_there ? MONITOR_SERVICE : 0;
}
