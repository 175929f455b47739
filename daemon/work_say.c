/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How work tells svsmd what came of it.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/say.h"
#include "daemon/work.h"
#include "lib/show/json.h"

int work_write(int fd, const void *data, size_t size)
{
	const uint8_t *at = data;

	while (size) {
		const ssize_t done = write(fd, at, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		at += done;
		size -= (size_t)done;
	}
	return 0;
}

/* svsmd tells it on; where it does not listen any more, nobody has to know. */
int work_say(const char *text, int status)
{
	(void)work_write(STDOUT_FILENO, text, strlen(text));
	return status;
}

void json_out_of_memory(void)
{
	say(SAY_ERROR, "out of memory");
	exit(EXIT_FAILURE);
}
