/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one poll loop.  See loop.h.
 */
#include "tests/emu/loop.h"

#include <errno.h>

void loop_init(struct loop *loop)
{
	*loop = (struct loop){ 0 };
}

int loop_add(struct loop *loop, int fd, loop_handler *handler, void *context)
{
	if (loop->count == LOOP_MAX)
		return -ENOSPC;
	loop->polls[loop->count] = (struct pollfd){ .fd = fd, .events = POLLIN };
	loop->sources[loop->count].handler = handler;
	loop->sources[loop->count].context = context;
	loop->count++;
	return 0;
}

void loop_remove(struct loop *loop, int fd)
{
	unsigned int i;

	/* Slots stay where they are until the round is over: loop_run() walks them. */
	for (i = 0; i < loop->count; i++)
		if (loop->polls[i].fd == fd)
			loop->polls[i] = (struct pollfd){ .fd = -1 };
}

static void loop_compact(struct loop *loop)
{
	unsigned int from, to = 0;

	for (from = 0; from < loop->count; from++) {
		if (loop->polls[from].fd < 0)
			continue;
		loop->polls[to] = loop->polls[from];
		loop->sources[to] = loop->sources[from];
		to++;
	}
	loop->count = to;
}

int loop_run(struct loop *loop)
{
	unsigned int i, count;

	while (!loop->stopped) {
		loop_compact(loop);
		if (poll(loop->polls, loop->count, -1) < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		/* Descriptors added by a handler have their turn in the next round. */
		count = loop->count;
		for (i = 0; i < count && !loop->stopped; i++)
			if (loop->polls[i].fd >= 0 && loop->polls[i].revents)
				loop->sources[i].handler(loop->sources[i].context,
							 loop->polls[i].fd);
	}
	return 0;
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
}
