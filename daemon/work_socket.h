/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Orders (lib/format/work_order.h) over a local socket, with the descriptors that belong to
 * them.
 */
#pragma once

#include "lib/format/work_order.h"

#define WORK_OUT_FD	3	/* for what comes of the work */
#define WORK_INPUT_FD	4	/* and on: what it is of */

/* The descriptors stay the caller's.  0; -E2BIG, -EPIPE when nobody waits there, -errno. */
int work_socket_send(int socket, const struct work_order *order, int out, const int *inputs);

/*
 * Waits for one, whose bytes are in @packet then and its descriptors at their places, where
 * nothing else may be.  1; 0 when nobody is there any more who could send one; -EBADMSG,
 * -errno.
 */
int work_socket_receive(int socket, char packet[static WORK_ORDER_SIZE_MAX],
			struct work_order *ret, struct fault *fault);
