/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Turns, kept in a file: the text of the moment from which on the next one is free.
 */
#include "lib/sys/pace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

#define TEXT_MAX	24

/* What cannot be read as a moment soon to come is none. */
static int64_t next_turn(int fd, int64_t now)
{
	char text[TEXT_MAX] = "";
	ssize_t size = pread(fd, text, sizeof(text) - 1, 0);
	int64_t next;

	if (size <= 0 || strspn(text, "0123456789") != (size_t)size || size > 18)
		return now;
	next = strtoll(text, NULL, 10);
	return next < now || next - now > PACE_WAIT_MAX_S ? now : next;
}

int pace_reserve(const char *path, unsigned int interval_s, int64_t now,
		 unsigned int *ret_wait_s, struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
					       0644);
	char text[TEXT_MAX];
	int64_t turn;
	int length;

	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	turn = next_turn(fd, now);
	length = snprintf(text, sizeof(text), "%" PRId64, turn + interval_s);
	if (ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)length, 0) != length)
		return fault_set(fault, -EIO, "%s: cannot be written", path);
	*ret_wait_s = (unsigned int)(turn - now);
	return 0;
}
