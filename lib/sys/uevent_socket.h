/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's own uevents, by netlink: without udev in between, and from nobody but the
 * kernel.  Only those of the action "change" wake who waits for them.
 */
#pragma once

#include <stddef.h>

/* The descriptor, which does not block; or -errno. */
int uevent_socket_open(void);

/*
 * One message: its size; 0: it was not the kernel's, and is dropped; -EAGAIN: there is none;
 * -ENOBUFS: some were lost; else -errno.
 */
int uevent_socket_read(int fd, void *ret, size_t size);
