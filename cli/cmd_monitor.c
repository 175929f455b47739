/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl monitor: shows what svsmd holds of this guest while it changes, on a screen or in
 * lines.  It sleeps until svsmd says something; at a terminal a second at a time, for the
 * countdown.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "cli/bus.h"
#include "cli/commands.h"
#include "cli/monitor.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

#define FROM_SVSMD	"type='signal',sender='" BUS_SVSMD_SERVICE "',path='" BUS_SVSMD_PATH "',"
#define COUNT_MAX	1000000000u

enum { OPTION_LINES, OPTION_JSON, OPTION_COUNT };

struct monitor {
	struct bus *bus;
	struct monitor_view view;
	struct monitor_screen *screen;	/* NULL: lines */
	bool is_json;
	unsigned int left;		/* lines that are still to be printed */
	bool must_read;			/* another svsmd has come */
	bool is_over;
	int signals;			/* with a screen: from where they come, else -1 */
	int ended_by;			/* the signal, or 0 */
};

static void show(struct monitor *monitor, int changes)
{
	int count;

	if (!changes || monitor->is_over)
		return;
	if (monitor->screen) {
		monitor_screen_draw(monitor->screen, &monitor->view, false);
		return;
	}
	count = monitor_lines_print(&monitor->view, (unsigned int)changes, monitor->is_json,
				    monitor->left);
	monitor->left -= count > 0 ? (unsigned int)count : 0;
	monitor->is_over = count < 0 || !monitor->left;
}

static void hear_properties(struct sd_bus_message *message, void *user)
{
	struct monitor *monitor = user;

	if (!monitor->must_read)
		show(monitor, monitor_view_take(&monitor->view, message));
}

static void hear_state(struct sd_bus_message *message, void *user)
{
	struct monitor *monitor = user;

	if (!monitor->must_read)
		show(monitor, monitor_view_remember(&monitor->view));
}

static void hear_owner(struct sd_bus_message *message, void *user)
{
	const char *name, *before, *after;
	struct monitor *monitor = user;

	if (bus_read(message, "sss", &name, &before, &after) <= 0)
		return;
	if (*before)
		show(monitor, monitor_view_lose(&monitor->view));
	monitor->must_read = *after;
}

static int listen_to(struct monitor *monitor, struct fault *fault)
{
	int r;

	r = bus_listen(monitor->bus, FROM_SVSMD "interface='org.freedesktop.DBus.Properties',"
		       "member='PropertiesChanged'", hear_properties, monitor, fault);
	if (!r)
		r = bus_listen(monitor->bus, FROM_SVSMD "interface='" BUS_SVSMD_SERVICE "',"
			       "member='StateChanged'", hear_state, monitor, fault);
	if (!r)
		r = bus_listen(monitor->bus, "type='signal',sender='org.freedesktop.DBus',"
			       "interface='org.freedesktop.DBus',member='NameOwnerChanged',"
			       "arg0='" BUS_SVSMD_SERVICE "'", hear_owner, monitor, fault);
	return r;
}

/* All that would end or stop the process is for the loop, which restores the terminal first. */
static int take_signals(int *ret, struct fault *fault)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH };
	sigset_t mask;
	size_t i;

	(void)sigemptyset(&mask);
	for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		(void)sigaddset(&mask, taken[i]);
	(void)sigprocmask(SIG_BLOCK, &mask, NULL); /* cannot fail with these arguments */
	*ret = signalfd(-1, &mask, SFD_CLOEXEC);
	return *ret < 0 ? fault_set(fault, -errno, "signals: %s", error_text(errno)) : 0;
}

static void take_signal(struct monitor *monitor)
{
	struct signalfd_siginfo info;

	if (read(monitor->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGTSTP) {
		monitor_screen_leave(monitor->screen);
		(void)raise(SIGSTOP);
		monitor_screen_enter(monitor->screen);
	}
	if (info.ssi_signo == SIGTSTP || info.ssi_signo == SIGWINCH) {
		monitor_screen_draw(monitor->screen, &monitor->view, true);
		return;
	}
	monitor->ended_by = (int)info.ssi_signo;
	monitor->is_over = true;
}

static void take_key(struct monitor *monitor)
{
	char keys[64];
	ssize_t size = read(STDIN_FILENO, keys, sizeof(keys));

	if (size <= 0 || memchr(keys, 'q', (size_t)size))
		monitor->is_over = true;
}

/* Until the second is over, where somebody sees it; else for ever. */
static int timeout_of(const struct monitor *monitor)
{
	struct timespec now;

	if (!monitor->screen || !monitor->view.is_there || !monitor->view.next_us)
		return -1;
	(void)clock_gettime(CLOCK_REALTIME, &now); /* it exists */
	return 1001 - (int)(now.tv_nsec / 1000000);
}

static int wait_for_news(struct monitor *monitor, struct fault *fault)
{
	struct pollfd polls[] = {
		{ .fd = monitor->signals, .events = POLLIN },
		{ .fd = monitor->screen && isatty(STDIN_FILENO) ? STDIN_FILENO : -1,
		  .events = POLLIN },
		{ .fd = monitor->screen ? -1 : STDOUT_FILENO }, /* whoever reads has gone */
	};
	int r = bus_wait(monitor->bus, polls, 3, timeout_of(monitor));

	if (r < 0 && r != -EINTR)
		return fault_set(fault, r, "system bus: %s", error_text(r));
	if (r < 0)
		return 0;
	if (polls[0].revents)
		take_signal(monitor);
	if (polls[1].revents)
		take_key(monitor);
	if (polls[2].revents)
		monitor->is_over = true;
	if (monitor->screen && !monitor->is_over)
		monitor_screen_draw(monitor->screen, &monitor->view, false);
	return 0;
}

/* The one that has just come may have gone again, which is heard. */
static void read_anew(struct monitor *monitor)
{
	int changes = monitor_view_read(&monitor->view, monitor->bus, NULL);

	monitor->must_read = false;
	show(monitor, changes < 0 ? monitor_view_lose(&monitor->view) : changes);
}

static int watch(struct monitor *monitor, struct fault *fault)
{
	int r = 0;

	while (!r && !monitor->is_over) {
		r = bus_process(monitor->bus, fault);
		if (!r && monitor->must_read)
			read_anew(monitor);
		else if (!r && !monitor->is_over)
			r = wait_for_news(monitor, fault);
	}
	return r;
}

/* The state as it is comes first: who reads lines need not ask for it elsewhere. */
static int begin(struct monitor *monitor, bool has_screen, struct fault *fault)
{
	int r;

	r = bus_open(&monitor->bus, fault);
	if (!r)
		r = listen_to(monitor, fault);
	if (!r)
		r = monitor_view_read(&monitor->view, monitor->bus, fault);
	if (r < 0)
		return r;
	if (!has_screen) {
		show(monitor, MONITOR_STATE);
		return 0;
	}
	r = take_signals(&monitor->signals, fault);
	if (!r)
		r = monitor_screen_open(&monitor->screen, fault);
	if (!r)
		monitor_screen_draw(monitor->screen, &monitor->view, true);
	return r;
}

/* As if nobody had taken it. */
static void end_by(int number)
{
	sigset_t mask;

	(void)sigemptyset(&mask);
	(void)sigaddset(&mask, number);
	(void)signal(number, SIG_DFL);
	(void)raise(number);
	(void)sigprocmask(SIG_UNBLOCK, &mask, NULL); /* and is over here */
}

static int run(const struct command *command, const char *const values[])
{
	const bool has_screen = isatty(STDOUT_FILENO) && !values[OPTION_LINES] &&
				!values[OPTION_JSON] && !values[OPTION_COUNT];
	struct monitor monitor = { .is_json = values[OPTION_JSON], .left = COUNT_MAX,
				   .signals = -1 };
	struct fault fault = FAULT_NONE;
	unsigned long count;
	char *end;
	int r;

	if (values[OPTION_COUNT]) {
		count = strtoul(values[OPTION_COUNT], &end, 10);
		if (*end || !count || count > COUNT_MAX || *values[OPTION_COUNT] == '-') {
			say_usage(command->name, "--count: '%s' is no number from 1 to %u",
				  values[OPTION_COUNT], COUNT_MAX);
			return EXIT_USAGE;
		}
		monitor.left = (unsigned int)count;
	}
	r = begin(&monitor, has_screen, &fault);
	if (!r)
		r = watch(&monitor, &fault);
	monitor_screen_close(monitor.screen);
	bus_close(monitor.bus);
	cleanup_close(&monitor.signals);
	if (monitor.ended_by)
		end_by(monitor.ended_by);
	if (r < 0)
		say_error(command->name, &fault, bus_remedy(r));
	return r < 0 ? EXIT_NO : EXIT_DONE;
}

const struct command monitor_command = {
	.name = "monitor",
	.summary = "show what svsmd holds of this guest while it changes",
	.details = "At a terminal on a screen, which 'q' ends; elsewhere a line for each change, "
		   "of which the\nfirst tells the state as it is.\n",
	.options =
		{
			[OPTION_LINES] = {"lines", NULL, "lines at a terminal too"},
			[OPTION_JSON] = {"json", NULL, "lines of JSON, one object each"},
			[OPTION_COUNT] = {"count", "N", "lines, and end behind the N-th"},
		},
	.run = run,
};
