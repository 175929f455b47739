/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one poll loop.  Everything in svsm-emu happens in a handler of it, one at a
 * time: the TPM, the secure processor and the SVSM of one machine never run twice
 * at once, and so need no lock.
 */
#pragma once

#include <poll.h>
#include <stdbool.h>

#define LOOP_MAX	64

/* Called when @fd can be read or has been hung up. */
typedef void loop_handler(void *context, int fd);

struct loop {
	struct pollfd polls[LOOP_MAX];
	struct {
		loop_handler *handler;
		void *context;
	} sources[LOOP_MAX];
	unsigned int count;
	bool stopped;
};

void loop_init(struct loop *loop);

/* -ENOSPC when LOOP_MAX descriptors are watched already. */
int loop_add(struct loop *loop, int fd, loop_handler *handler, void *context);

/* The descriptor stays open; may be called from a handler, for any descriptor. */
void loop_remove(struct loop *loop, int fd);

/* Until loop_stop(); -errno when poll itself fails. */
int loop_run(struct loop *loop);
void loop_stop(struct loop *loop);
