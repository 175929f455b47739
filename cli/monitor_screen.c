/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl monitor at a terminal: lines are made as a whole, and those that are other than
 * what stands there are written.  Only what every terminal since the VT100 knows is used,
 * with xterm's second screen, so that the first one comes back as it was.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "cli/ink.h"
#include "cli/monitor.h"
#include "cli/trust_view.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"

#define ROWS_MAX	32
#define SCREEN_LINE_MAX	768
#define PCR_SHOWN	12u	/* bytes of it */
#define HALF		(MONITOR_PCRS / 2)

/* The second screen, no cursor, no line goes on in the next one; and back. */
#define ENTER	"\033[?1049h\033[?25l\033[?7l\033[2J"
#define LEAVE	"\033[?7h\033[?25h\033[?1049l"

struct page {
	char lines[ROWS_MAX][SCREEN_LINE_MAX];
	unsigned int count;
};

struct monitor_screen {
	struct termios before;
	bool has_keys;		/* standard input is a terminal, and was @before */
	bool is_entered;
	unsigned int rows;
	struct page page;	/* that stands there */
};

static __attribute__((__format__(__printf__, 2, 3))) void add(struct page *page,
							       const char *format, ...)
{
	va_list args;

	if (page->count == ROWS_MAX)
		return;
	va_start(args, format);
	/* Cut is fine. */
	(void)vsnprintf(page->lines[page->count++], SCREEN_LINE_MAX, format, args);
	va_end(args);
}

static enum ink ink_of(const char *state)
{
	if (!strcmp(state, "trusted") || !strcmp(state, "consistent"))
		return INK_GOOD;
	return !strcmp(state, "failed") ? INK_BAD : INK_WARNING;
}

static void add_next(const struct monitor_view *view, struct page *page)
{
	const int64_t left = (int64_t)(view->next_us / 1000000) - time(NULL);

	if (!view->is_there)
		add(page, "next         %ssvsmd has ended: nobody looks%s", ink(INK_BAD),
		    ink(INK_PLAIN));
	else if (!view->next_us)
		add(page, "next         an appraisal runs now");
	else if (left <= 0)
		add(page, "next         is due");
	else
		add(page, "next         appraisal in %lld:%02lld:%02lld", (long long)left / 3600,
		    (long long)left / 60 % 60, (long long)left % 60);
}

static void add_head(const struct monitor_view *view, struct page *page)
{
	char since[32];

	trust_view_time((int64_t)(view->now.time / 1000000), since);
	add(page, "%ssvsmd %s%s%sq ends", ink(INK_STRONG), view->version, ink(INK_PLAIN),
	    "                                        ");
	add(page, "state        %s%s%s (assurance %s)", ink(ink_of(view->now.state)),
	    view->now.state, ink(INK_PLAIN), view->now.assurance);
	add(page, "since        %s", view->now.time ? since : "-");
	add(page, "cause        %s%s%s", view->now.event, *view->now.event ? ": " : "-",
	    view->now.cause);
	add_next(view, page);
	add(page, "vTPM         persistence %s, by %s", *view->persistence ? view->persistence : "-",
	    *view->transport ? view->transport : "-");
	add(page, "  EK         %s", *view->ek ? view->ek : "-");
	add(page, "  AK         %s", *view->ak ? view->ak : "-");
}

static void format_pcr(const struct monitor_view *view, unsigned int pcr, char *ret, size_t size)
{
	const bool has_moved = view->moved >> pcr & 1;
	char value[HEX_TEXT_SIZE(PCR_SHOWN)], when[32] = "";

	if (has_moved)
		trust_view_time((int64_t)view->moved_at[pcr], when);
	/* "2026-11-27T04:00:00Z": the time of the day. */
	(void)snprintf(ret, size, "%s%2u %s%s %-9.8s%s", has_moved ? ink(INK_BAD) : "", pcr,
		       hex_encode(view->pcrs[pcr], PCR_SHOWN, value), has_moved ? "*" : " ",
		       has_moved ? when + 11 : "", has_moved ? ink(INK_PLAIN) : "");
}

static void add_pcrs(const struct monitor_view *view, struct page *page)
{
	char seen[32], left[128], right[128];
	unsigned int pcr;

	trust_view_time((int64_t)(view->seen_us / 1000000), seen);
	add(page, "PCRs         sha256, seen %s; * moved since this began",
	    view->seen_us ? seen : "never");
	for (pcr = 0; view->has_pcrs && pcr < HALF; pcr++) {
		format_pcr(view, pcr, left, sizeof(left));
		format_pcr(view, pcr + HALF, right, sizeof(right));
		add(page, "%s %s", left, right);
	}
}

static void add_past(const struct monitor_view *view, struct page *page)
{
	unsigned int i;
	char when[32];

	add(page, "history");
	for (i = 0; i < view->past_count; i++) {
		const struct monitor_entry *entry = &view->past[i];

		trust_view_time((int64_t)entry->time, when);
		add(page, "%s %s%-10s%s %-6s %s: %s", when, ink(ink_of(entry->state)),
		    entry->state, ink(INK_PLAIN), entry->assurance, entry->event, entry->cause);
	}
}

static void look_at_size(struct monitor_screen *screen)
{
	struct winsize size = { .ws_row = 0 };

	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size); /* else as if it did not say */
	screen->rows = size.ws_row ? size.ws_row : 24;
	if (screen->rows > ROWS_MAX)
		screen->rows = ROWS_MAX;
}

void monitor_screen_draw(struct monitor_screen *screen, const struct monitor_view *view,
			 bool is_whole)
{
	struct page page = { .count = 0 };
	unsigned int i;

	if (is_whole) {
		look_at_size(screen);
		screen->page.count = 0;
		(void)fputs("\033[2J", stdout); /* main() sees to errors */
	}
	add_head(view, &page);
	add_pcrs(view, &page);
	add_past(view, &page);
	for (i = 0; i < screen->rows; i++) {
		const char *line = i < page.count ? page.lines[i] : "";
		const char *there = i < screen->page.count ? screen->page.lines[i] : "";

		if (strcmp(line, there))
			printf("\033[%u;1H%s\033[K", i + 1, line);
	}
	(void)fflush(stdout); /* likewise */
	screen->page = page;
}

void monitor_screen_enter(struct monitor_screen *screen)
{
	struct termios silent = screen->before;

	if (screen->is_entered)
		return;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
	silent.c_cc[VMIN] = 1;
	silent.c_cc[VTIME] = 0;
	if (screen->has_keys)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &silent); /* then keys show, no more */
	(void)fputs(ENTER, stdout);
	(void)fflush(stdout);
	screen->is_entered = true;
}

void monitor_screen_leave(struct monitor_screen *screen)
{
	if (!screen->is_entered)
		return;
	(void)fputs(LEAVE, stdout);
	(void)fflush(stdout);
	if (screen->has_keys)
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &screen->before); /* nothing is left */
	screen->is_entered = false;
}

int monitor_screen_open(struct monitor_screen **ret, struct fault *fault)
{
	struct monitor_screen *screen = calloc(1, sizeof(*screen));

	if (!screen)
		return fault_set(fault, -ENOMEM, "out of memory");
	screen->has_keys = !tcgetattr(STDIN_FILENO, &screen->before);
	monitor_screen_enter(screen);
	*ret = screen;
	return 0;
}

void monitor_screen_close(struct monitor_screen *screen)
{
	if (!screen)
		return;
	monitor_screen_leave(screen);
	free(screen);
}
