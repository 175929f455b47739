/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the kernel's command line.
 */
#include "lib/sys/command_line.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"

#define PATH		"/proc/cmdline"
#define VARIABLE	"SYSTEMD_PROC_CMDLINE"

int command_line_read(struct buffer *ret, struct fault *fault)
{
	const char *named = getenv(VARIABLE);
	int r;

	r = named ? buffer_append(ret, named, strlen(named)) : file_read(PATH, ret, fault);
	if (r < 0)
		return named ? fault_set(fault, r, "%s: %s", VARIABLE, error_text(r)) : r;
	while (ret->size && (!ret->data[ret->size - 1] || ret->data[ret->size - 1] == '\n'))
		ret->size--;
	return 0;
}
