/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listening to the clocks.
 */
#include "daemon/trigger_clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "daemon/say.h"
#include "daemon/trigger.h"
#include "lib/base/error.h"
#include "lib/format/svsmd_conf.h"
#include "lib/policy/clock_watch.h"

#define NEVER	INT64_MAX	/* seconds since 1970 */

struct trigger_clock {
	struct trigger *trigger;
	int64_t threshold_ms;
	bool has_resume;
	struct clock_watch watch;
	int fd;
	sd_event_source *source;
};

static int64_t read_clock(clockid_t clock)
{
	struct timespec time;

	(void)clock_gettime(clock, &time); /* it exists */
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static struct clock_times read_clocks(void)
{
	return (struct clock_times){
		.real = read_clock(CLOCK_REALTIME),
		.boot = read_clock(CLOCK_BOOTTIME),
		.monotonic = read_clock(CLOCK_MONOTONIC),
	};
}

static int arm(const struct trigger_clock *clock)
{
	const struct itimerspec never = { .it_value.tv_sec = NEVER };

	/* Cancelled at once: the clock was set meanwhile, which its descriptor tells as well. */
	if (timerfd_settime(clock->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never,
			    NULL) < 0 && errno != ECANCELED)
		return -errno;
	return 0;
}

/* To the nearest: the kernel slews one clock while the other is set. */
static long long seconds(int64_t ms)
{
	return (ms + (ms < 0 ? -500 : 500)) / 1000;
}

static void tell(struct trigger_clock *clock, const struct clock_finding *finding)
{
	char why[96];

	if (finding->slept_ms && clock->has_resume) {
		(void)snprintf(why, sizeof(why), "this guest was suspended for %lld s",
			       seconds(finding->slept_ms));
		trigger_pull(clock->trigger, why);
	}
	if (finding->jumped_ms) {
		(void)snprintf(why, sizeof(why), "the wall clock jumped by %+lld s",
			       seconds(finding->jumped_ms));
		trigger_pull(clock->trigger, why);
	}
}

static int on_set(sd_event_source *source, int fd, uint32_t events, void *user)
{
	struct trigger_clock *clock = user;
	struct clock_finding finding;
	struct clock_times now;
	uint64_t unused;
	int r;

	if (read(fd, &unused, sizeof(unused)) < 0 && errno == EAGAIN)
		return 0;
	now = read_clocks();
	if (clock_watch_look(&clock->watch, &now, clock->threshold_ms, &finding))
		tell(clock, &finding);
	r = arm(clock);
	if (r < 0) {
		say(SAY_ERROR, "clocks cannot be watched any more: %s", error_text(r));
		(void)sd_event_source_set_enabled(source, SD_EVENT_OFF); /* it is its own */
	}
	return 0;
}

void trigger_clock_configure(struct trigger_clock *clock, const struct svsmd_conf *conf)
{
	clock->threshold_ms = (int64_t)conf->clock_jump_ms;
	clock->has_resume = conf->has_resume_trigger;
}

int trigger_clock_new(struct trigger *trigger, sd_event *event, struct trigger_clock **ret)
{
	struct trigger_clock *clock = calloc(1, sizeof(*clock));
	const struct clock_times now = read_clocks();
	int r;

	if (!clock)
		return -ENOMEM;
	clock->trigger = trigger;
	clock_watch_begin(&clock->watch, &now);
	clock->fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	r = clock->fd < 0 ? -errno : arm(clock);
	if (!r)
		r = sd_event_add_io(event, &clock->source, clock->fd, EPOLLIN, on_set, clock);
	if (r < 0) {
		trigger_clock_free(clock);
		return r;
	}
	*ret = clock;
	return 0;
}

void trigger_clock_free(struct trigger_clock *clock)
{
	if (!clock)
		return;
	sd_event_source_disable_unref(clock->source);
	if (clock->fd >= 0)
		(void)close(clock->fd);
	free(clock);
}
