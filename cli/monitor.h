/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl monitor: what svsmd holds of this guest, as it changes.  The view is what was
 * heard; a screen or lines show it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct bus;
struct fault;
struct sd_bus_message;

#define MONITOR_WORD_MAX	32
#define MONITOR_NAME_MAX	100	/* a report id or a TPM name in hexadecimal digits */
#define MONITOR_CAUSE_MAX	512
#define MONITOR_PCRS		16
#define MONITOR_PCR_SIZE	32
#define MONITOR_HISTORY		6	/* lines of it */

/* What has changed, as bits. */
enum monitor_change {
	MONITOR_STATE = 1 << 0,		/* state, assurance or cause */
	MONITOR_NEXT = 1 << 1,		/* the next appraisal */
	MONITOR_IDENTITY = 1 << 2,	/* which vTPM it is */
	MONITOR_PCRS_MOVED = 1 << 3,	/* which: @moved */
	MONITOR_SEEN = 1 << 4,		/* when the PCRs were */
	MONITOR_SERVICE = 1 << 5,	/* svsmd has come, or gone */
	MONITOR_PAST = 1 << 6,		/* the history has another line */
};

struct monitor_entry {
	uint64_t time;			/* seconds since 1970 */
	char state[MONITOR_WORD_MAX], assurance[MONITOR_WORD_MAX], event[MONITOR_WORD_MAX];
	char cause[MONITOR_CAUSE_MAX];
};

struct monitor_view {
	bool is_there;			/* svsmd runs; else all is as it was last */
	char version[MONITOR_WORD_MAX];
	struct monitor_entry now;	/* its time: since when, in us */
	uint64_t next_us, seen_us;	/* since 1970; 0: see org.svsm.Guest1(5) */
	char persistence[MONITOR_WORD_MAX], transport[MONITOR_WORD_MAX];
	char ek[MONITOR_NAME_MAX], ak[MONITOR_NAME_MAX];
	bool has_pcrs;
	uint8_t pcrs[MONITOR_PCRS][MONITOR_PCR_SIZE];
	uint32_t moved;			/* since this began, bit n: PCR n */
	uint32_t just_moved;		/* with the last change */
	uint64_t moved_at[MONITOR_PCRS];	/* then: seconds since 1970 */
	struct monitor_entry past[MONITOR_HISTORY];	/* the oldest first */
	unsigned int past_count;
};

/* Reads all of it anew from svsmd.  Bits of what is another, below 0: -errno. */
int monitor_view_read(struct monitor_view *view, struct bus *bus, struct fault *fault);

/* Takes a PropertiesChanged of svsmd.  Bits of what is another. */
int monitor_view_take(struct monitor_view *view, struct sd_bus_message *message);

/* The state as it is now is a line of the history, as StateChanged says. */
int monitor_view_remember(struct monitor_view *view);

/* svsmd has gone. */
int monitor_view_lose(struct monitor_view *view);

/*
 * monitor_lines.c: prints a line for each change, at most @most.  How many, below 0: nobody
 * reads them any more.
 */
int monitor_lines_print(const struct monitor_view *view, unsigned int changes, bool is_json,
			unsigned int most);

/* monitor_screen.c: the terminal on standard output, with keys from standard input */
struct monitor_screen;
int monitor_screen_open(struct monitor_screen **ret, struct fault *fault);

/* Draws what is another; with @is_whole all of it, as large as the terminal is now. */
void monitor_screen_draw(struct monitor_screen *screen, const struct monitor_view *view,
			 bool is_whole);

/* The terminal as it was, and again as a screen; for as long as somebody else has it. */
void monitor_screen_leave(struct monitor_screen *screen);
void monitor_screen_enter(struct monitor_screen *screen);

/* Accepts NULL; leaves it. */
void monitor_screen_close(struct monitor_screen *screen);
