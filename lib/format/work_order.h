/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmd tells a process of svsmd-worker that waits: what would stand on its command line.
 * One packet of a SOCK_SEQPACKET connection:
 *
 *	size	what
 *	1	1: the first descriptor with it is for what comes of the work; 0: none is
 *	1	how many more descriptors come with it, for it to read
 *	...	each argument, with a zero behind it
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct fault;

#define WORK_ORDER_ARGUMENTS_MAX	8
#define WORK_ORDER_ARGUMENT_MAX		255	/* bytes */
#define WORK_ORDER_INPUTS_MAX		3
#define WORK_ORDER_SIZE_MAX \
	(2 + WORK_ORDER_ARGUMENTS_MAX * (WORK_ORDER_ARGUMENT_MAX + 1))

struct work_order {
	bool has_out;
	size_t inputs;
	/* Up to NULL; none at all: work that is about signatures will follow. */
	const char *arguments[WORK_ORDER_ARGUMENTS_MAX + 1];
};

/* Appends the packet.  0; -E2BIG for what is beyond these limits; -ENOMEM. */
int work_order_encode(const struct work_order *order, struct buffer *ret);

/* Decodes one packet, in which the arguments stay.  0; -EBADMSG: @ret is untouched. */
int work_order_decode(const void *packet, size_t size, struct work_order *ret,
		      struct fault *fault);
