/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded into svsmd: a world whose clocks are set, whose guest sleeps, and whose kernel
 * says what the test wants.
 *
 * $WORLD_CLOCK is a FIFO in the place of the timer that is cancelled when the wall clock is
 * set: a line "REAL MONOTONIC" cancels it, and from then on these clocks are so many seconds
 * off.  $WORLD_UEVENTS becomes a socket whose messages come from the kernel.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int clock_fd = -1, uevents_fd = -1;
static long real_off, monotonic_off;

#define NEXT(name_)	((__typeof__(name_) *)dlsym(RTLD_NEXT, #name_))

int timerfd_create(clockid_t clock, int flags)
{
	if (clock != CLOCK_REALTIME)
		return NEXT(timerfd_create)(clock, flags);
	clock_fd = open(getenv("WORLD_CLOCK"), O_RDWR | O_NONBLOCK | O_CLOEXEC);
	return clock_fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *value, struct itimerspec *old)
{
	if (fd != clock_fd)
		return NEXT(timerfd_settime)(fd, flags, value, old);
	if (flags == (TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET))
		return 0;
	errno = EINVAL;
	return -1;
}

ssize_t read(int fd, void *data, size_t size)
{
	char line[64] = "";

	if (fd != clock_fd)
		return NEXT(read)(fd, data, size);
	if (NEXT(read)(fd, line, sizeof(line) - 1) < 0)
		return -1;
	(void)sscanf(line, "%ld %ld", &real_off, &monotonic_off);
	errno = ECANCELED;
	return -1;
}

int clock_gettime(clockid_t clock, struct timespec *ret)
{
	int r = NEXT(clock_gettime)(clock, ret);

	if (!r && clock == CLOCK_REALTIME)
		ret->tv_sec += real_off;
	if (!r && clock == CLOCK_MONOTONIC)
		ret->tv_sec += monotonic_off;
	return r;
}

int socket(int domain, int type, int protocol)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (domain != AF_NETLINK || protocol != NETLINK_KOBJECT_UEVENT)
		return NEXT(socket)(domain, type, protocol);
	uevents_fd = NEXT(socket)(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", getenv("WORLD_UEVENTS"));
	(void)unlink(address.sun_path);
	if (NEXT(bind)(uevents_fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	return uevents_fd;
}

int bind(int fd, const struct sockaddr *address, socklen_t size)
{
	return fd == uevents_fd ? 0 : NEXT(bind)(fd, address, size);
}

ssize_t recvfrom(int fd, void *data, size_t size, int flags, struct sockaddr *sender,
		 socklen_t *sender_size)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK, .nl_groups = 1 };

	if (fd != uevents_fd)
		return NEXT(recvfrom)(fd, data, size, flags, sender, sender_size);
	memcpy(sender, &kernel, sizeof(kernel));
	*sender_size = sizeof(kernel);
	return NEXT(recvfrom)(fd, data, size, flags, NULL, NULL);
}
