/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory that callers made svsmd need, and that it needs no more, goes back to the system.
 *
 * What is large goes at once: without a limit that is fixed, each large message makes the C
 * library keep more for the next.  Many small ones leave holes, which are given back when
 * there is nothing else to do after so many messages: while the bus is asked who sent one, all
 * that come behind it are read, and wait.
 */
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#define SPARE_MEMORY_LARGE	(128 * 1024)	/* bytes */
#define SPARE_MEMORY_MESSAGES	256

struct spare_memory;

/* 0, or -errno. */
int spare_memory_new(sd_bus *bus, sd_event *event, struct spare_memory **ret);

/* Accepts NULL. */
void spare_memory_free(struct spare_memory *spare);
