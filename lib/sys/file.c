/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading whole files.
 */
#include "lib/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

#define READ_STEP	4096

int file_read_fd(int fd, const char *name, struct buffer *buffer, struct fault *fault)
{
	ssize_t got;
	int r;

	for (;;) {
		uint8_t step[READ_STEP];

		got = read(fd, step, sizeof(step));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_set(fault, -errno, "%s: %s", name, error_text(errno));
		if (!got)
			return 0;
		r = buffer_append(buffer, step, (size_t)got);
		if (r == -E2BIG)
			return fault_set(fault, r, "%s: longer than %zu bytes", name,
					 buffer->limit);
		if (r < 0)
			return fault_set(fault, r, "%s: %s", name, error_text(r));
	}
}

int file_read(const char *path, struct buffer *buffer, struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	return file_read_fd(fd, path, buffer, fault);
}
