/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who is at the other end of a connection that the service manager has started a program for.
 */
#pragma once

#include <sys/types.h>

/*
 * 0: root, or whoever this runs as; -EPERM: another user, @ret_uid; else -errno: it is no
 * connection, and somebody has started the program by hand.
 */
int caller_check(int connection, uid_t *ret_uid);

/* Sending and receiving fail by -EAGAIN after so many seconds.  0, or -errno. */
int caller_limit_silence(int connection, unsigned int seconds);
