/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A uevent as the kernel sends it by netlink (lib/kobject_uevent.c): "ACTION@PATH", then
 * "KEY=VALUE" lines, each ended by a zero.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct fault;

#define UEVENT_SIZE_MAX	8192	/* UEVENT_BUFFER_SIZE 2048 of variables, and the path */

/* Points into the message, which must outlive it. */
struct uevent {
	const char *data;	/* its variables: whole lines */
	size_t size;
};

/* 0; -EBADMSG: it is none, such as udev's own, which begin with "libudev"; -E2BIG. */
int uevent_parse(const void *message, size_t size, struct uevent *ret, struct fault *fault);

/* The value of @key; NULL: it has none.  The first counts. */
const char *uevent_value(const struct uevent *event, const char *key);
