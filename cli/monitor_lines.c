/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl monitor for scripts and logs: one line, or one object of JSON, for each change.
 */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "cli/json_print.h"
#include "cli/monitor.h"
#include "cli/trust_view.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/show/json.h"

struct line {
	const struct monitor_view *view;
	uint32_t pcr;			/* of a line about one */
	char when[32];
};

static void moment(uint64_t us, char ret[static 32])
{
	trust_view_time((int64_t)(us / 1000000), ret);
}

static void print_service(const struct line *line)
{
	printf("%s  svsmd  %s\n", line->when, line->view->is_there ? "runs" :
	       "has ended: nobody looks");
}

static void json_service(const struct line *line, struct json_object *object)
{
	json_add(object, "runs", json_new_bool(line->view->is_there));
}

static void print_state(const struct line *line)
{
	const struct monitor_entry *now = &line->view->now;

	printf("%s  state  %s (assurance %s)%s%s%s%s\n", line->when, now->state, now->assurance,
	       *now->event ? ", " : "", now->event, *now->cause ? ": " : "", now->cause);
}

static void json_state(const struct line *line, struct json_object *object)
{
	const struct monitor_entry *now = &line->view->now;
	char since[32];

	moment(now->time, since);
	json_add(object, "state", json_new_text(now->state));
	json_add(object, "assurance", json_new_text(now->assurance));
	json_add(object, "event", json_new_text(now->event));
	json_add(object, "cause", json_new_text(now->cause));
	json_add(object, "since", json_new_text(since));
}

static void print_identity(const struct line *line)
{
	const struct monitor_view *view = line->view;

	printf("%s  vtpm   persistence %s, by %s, EK %s, AK %s\n", line->when, view->persistence,
	       view->transport, view->ek, view->ak);
}

static void json_identity(const struct line *line, struct json_object *object)
{
	const struct monitor_view *view = line->view;

	json_add(object, "persistence", json_new_text(view->persistence));
	json_add(object, "transport", json_new_text(view->transport));
	json_add(object, "ek_name", json_new_text(view->ek));
	json_add(object, "ak_name", json_new_text(view->ak));
}

static void print_next(const struct line *line)
{
	char when[32];

	moment(line->view->next_us, when);
	printf("%s  next   %s\n", line->when, line->view->next_us ? when :
	       "an appraisal runs now");
}

static void json_next(const struct line *line, struct json_object *object)
{
	char when[32];

	moment(line->view->next_us, when);
	json_add(object, "at", line->view->next_us ? json_new_text(when) : NULL);
}

static void print_pcr(const struct line *line)
{
	char value[HEX_TEXT_SIZE(MONITOR_PCR_SIZE)];

	printf("%s  pcr    %u (sha256) is now %s\n", line->when, line->pcr,
	       hex_encode(line->view->pcrs[line->pcr], MONITOR_PCR_SIZE, value));
}

static void json_pcr(const struct line *line, struct json_object *object)
{
	json_add(object, "pcr", json_new_number(line->pcr));
	json_add(object, "bank", json_new_text("sha256"));
	json_add(object, "value", json_new_hex(line->view->pcrs[line->pcr], MONITOR_PCR_SIZE));
}

static const struct kind {
	unsigned int change;
	const char *name;
	void (*print)(const struct line *line);
	void (*json)(const struct line *line, struct json_object *object);
} kinds[] = {
	{ MONITOR_SERVICE, "svsmd", print_service, json_service },
	{ MONITOR_STATE, "state", print_state, json_state },
	{ MONITOR_IDENTITY, "vtpm", print_identity, json_identity },
	{ MONITOR_PCRS_MOVED, "pcr", print_pcr, json_pcr },
	{ MONITOR_NEXT, "next", print_next, json_next },
};

static void print_line(const struct kind *kind, const struct line *line, bool is_json)
{
	_cleanup_(json_cleanup) struct json_object *object = NULL;

	if (!is_json) {
		kind->print(line);
		return;
	}
	object = json_new_object();
	json_add(object, "time", json_new_text(line->when));
	json_add(object, "kind", json_new_text(kind->name));
	kind->json(line, object);
	json_print_line(object);
}

int monitor_lines_print(const struct monitor_view *view, unsigned int changes, bool is_json,
			unsigned int most)
{
	struct line line = { .view = view };
	unsigned int count = 0;
	size_t i;

	trust_view_time(time(NULL), line.when);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct kind *kind = &kinds[i];
		/* One line, or one for each PCR. */
		const uint32_t lines = kind->change == MONITOR_PCRS_MOVED ? view->just_moved : 1;

		if (!(changes & kind->change))
			continue;
		for (line.pcr = 0; line.pcr < MONITOR_PCRS && count < most; line.pcr++) {
			if (!(lines >> line.pcr & 1))
				continue;
			print_line(kind, &line, is_json);
			count++;
		}
	}
	return fflush(stdout) || ferror(stdout) ? -EIO : (int)count;
}
