/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The control socket: faults switched while the emulator runs, for tests without a VM
 * (inside of one the guest half has a way of its own, DOORBELL_SET_FAULT).
 *
 * A line is a specification of fault.h.  The answer is a line: "ok", or "not understood"
 * and everything as it was.  A line that is longer than CONTROL_LINE_MAX ends the
 * connection.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "tests/emu/loop.h"

struct svsm;

#define CONTROL_LINE_MAX	256

struct control {
	struct loop *loop;
	struct svsm *svsm;
	int listener;
	int client;		/* -1: none; one at a time */
	size_t have;
	uint8_t line[CONTROL_LINE_MAX];
};

/* -errno when the socket cannot be made. */
int control_init(struct control *control, struct loop *loop, struct svsm *svsm, const char *path);
void control_deinit(struct control *control);
