/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listening to the driver.  From a notice until the look that answers it nothing is listened
 * for, so a flood of them wakes nobody; reading the file, which has the driver tell of the
 * next one, comes before the look: what comes between the two is another notice.
 */
#include "daemon/look_notice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/say.h"
#include "lib/base/error.h"
#include "lib/policy/notice_pace.h"
#include "lib/sys/boot_clock.h"

#define ACCURACY_US	20000

struct look_notice {
	sd_event *event;
	const char *path;
	struct look_notice_listener listener;
	struct notice_pace pace;
	int fd;			/* -1: nobody tells */
	int failed;		/* why not, as was said */
	sd_event_source *source, *timer;
};

/* Has the driver tell of what is not in the number that it reads. */
static int arm(const struct look_notice *notice)
{
	char number[32];
	const ssize_t got = pread(notice->fd, number, sizeof(number), 0);

	if (got < 0)
		return -errno;
	return got ? 0 : -ENODATA;
}

static void wait_for_more(struct look_notice *notice)
{
	const uint64_t due = notice_pace_due(&notice->pace, boot_clock_ms());

	(void)sd_event_source_set_enabled(notice->source, SD_EVENT_OFF); /* they are its own */
	(void)sd_event_source_set_time(notice->timer, due * 1000);
	(void)sd_event_source_set_enabled(notice->timer, SD_EVENT_ONESHOT);
}

static int on_notice(sd_event_source *source, int fd, uint32_t events, void *user)
{
	wait_for_more(user);
	return 0;
}

/* A file that is gone says so when it is read.  The look follows all the same. */
static int on_gathered(sd_event_source *source, uint64_t usec, void *user)
{
	struct look_notice *notice = user;
	int r;

	notice_pace_look(&notice->pace, boot_clock_ms());
	r = arm(notice);
	if (r >= 0)
		r = sd_event_source_set_enabled(notice->source, SD_EVENT_ON);
	if (r < 0) {
		say(SAY_NOTICE, "the driver does not tell any more what can move PCRs: %s",
		    error_text(r));
		look_notice_stop(notice);
	}
	notice->listener.noticed(notice->listener.user);
	return 0;
}

static int begin(struct look_notice *notice)
{
	int r;

	notice->fd = open(notice->path, O_RDONLY | O_CLOEXEC);
	if (notice->fd < 0)
		return -errno;
	r = arm(notice);
	if (r >= 0)
		r = sd_event_add_io(notice->event, &notice->source, notice->fd, EPOLLPRI,
				    on_notice, notice);
	return r;
}

bool look_notice_listen(struct look_notice *notice)
{
	int r;

	if (notice->fd >= 0 || !notice->path)
		return notice->fd >= 0;
	r = begin(notice);
	if (r < 0) {
		look_notice_stop(notice);
		if (r != -ENOENT && r != notice->failed)
			say(SAY_WARNING, "%s: the driver cannot be listened to: %s", notice->path,
			    error_text(r));
		notice->failed = r;
		return false;
	}
	notice->failed = 0;
	say(SAY_INFO, "the driver tells of commands that can move PCRs");
	wait_for_more(notice);
	return true;
}

void look_notice_stop(struct look_notice *notice)
{
	notice->source = sd_event_source_disable_unref(notice->source);
	(void)sd_event_source_set_enabled(notice->timer, SD_EVENT_OFF); /* it is its own */
	if (notice->fd >= 0)
		(void)close(notice->fd);
	notice->fd = -1;
}

int look_notice_new(sd_event *event, const char *path, const struct look_notice_listener *listener,
		    struct look_notice **ret)
{
	struct look_notice *notice = calloc(1, sizeof(*notice));
	int r;

	if (!notice)
		return -ENOMEM;
	notice->event = sd_event_ref(event);
	notice->path = path;
	notice->listener = *listener;
	notice->fd = -1;
	r = sd_event_add_time(event, &notice->timer, CLOCK_BOOTTIME, UINT64_MAX, ACCURACY_US,
			      on_gathered, notice);
	if (r >= 0)
		r = sd_event_source_set_enabled(notice->timer, SD_EVENT_OFF);
	if (r < 0) {
		look_notice_free(notice);
		return r;
	}
	*ret = notice;
	return 0;
}

void look_notice_free(struct look_notice *notice)
{
	if (!notice)
		return;
	if (notice->timer)
		look_notice_stop(notice);
	sd_event_source_disable_unref(notice->timer);
	sd_event_unref(notice->event);
	free(notice);
}
