/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking at callers.
 */
#include "daemon/caller.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int caller_check(int connection, uid_t *ret_uid)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return -errno;
	*ret_uid = peer.uid;
	return !peer.uid || peer.uid == geteuid() ? 0 : -EPERM;
}

int caller_limit_silence(int connection, unsigned int seconds)
{
	const struct timeval silence = { .tv_sec = seconds };

	if (setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof(silence)) < 0 ||
	    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof(silence)) < 0)
		return -errno;
	return 0;
}
