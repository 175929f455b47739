/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What must not stand still.
 */
#include "lib/sys/suspend_guard.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/text_line.h"
#include "lib/sys/file.h"

#define SWAPS_SIZE_MAX	65536

/* Where programs, their libraries, their configuration and the journal are. */
static const char *const of_the_system[] = {
	"/", "/usr", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/lib/systemd/systemd", "/etc",
	"/run", "/var", "/var/log", "/var/log/journal", NULL,
};

static int check_place(const struct suspend_guard *guard, const char *name,
		       const struct block_place *place, const char *what, struct fault *fault)
{
	bool is_on;
	int r = block_stack_is_on(&guard->stack, place, name, &is_on, fault);

	if (r < 0)
		return fault_name(fault, r, what);
	if (is_on)
		return fault_set(fault, -EBUSY, "%s: is not suspended: %s lies on it", name, what);
	return 0;
}

static int check_file(const struct suspend_guard *guard, const char *name, const char *path,
		      struct fault *fault)
{
	struct block_place place;
	int r = guard->stack.find(path, false, &place);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return fault_set(fault, r, "%s: is not suspended: what %s lies on cannot be told: "
				 "%s", name, path, error_text(r));
	return check_place(guard, name, &place, path, fault);
}

static int check_files(const struct suspend_guard *guard, const char *name,
		       const char *const *paths, struct fault *fault)
{
	int r = 0;

	for (; paths && *paths && !r; paths++)
		r = check_file(guard, name, *paths, fault);
	return r;
}

/* "/dev/dm-1	partition	1048572	0	-2", with "\040" for what cannot stand there. */
static int check_swap(const struct suspend_guard *guard, const char *name,
		      const struct cursor *line, struct fault *fault)
{
	char text[PATH_MAX], path[PATH_MAX], kind[16];
	struct cursor copy = *line;
	const size_t size = cursor_left(&copy);
	struct block_place place;
	int r = -EBADMSG;

	if (size < sizeof(text)) {
		cursor_copy(&copy, text, size);
		text[size] = '\0';
		if (sscanf(text, "%4095s %15s", path, kind) == 2 && !strchr(path, '\\'))
			r = guard->stack.find(path, !strcmp(kind, "partition"), &place);
	}
	if (r < 0)
		return fault_set(fault, r, "%s: is not suspended: what swap lies on cannot be told "
				 "from %s: %s", name, guard->swaps, error_text(r));
	return check_place(guard, name, &place, "swap", fault);
}

static int check_swaps(const struct suspend_guard *guard, const char *name, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(SWAPS_SIZE_MAX);
	struct cursor lines, line;
	int r;

	r = file_read(guard->swaps, &text, fault);
	if (r == -ENOENT)
		return 0; /* a kernel without swap */
	if (r < 0)
		return r;
	cursor_init(&lines, text.data, text.size);
	(void)text_line_next(&lines); /* its head */
	while (!r && cursor_left(&lines)) {
		line = text_line_next(&lines);
		if (cursor_left(&line))
			r = check_swap(guard, name, &line, fault);
	}
	return r;
}

int suspend_guard_check(const struct suspend_guard *guard, const char *name,
			struct fault *fault)
{
	bool is_luks;
	int r;

	r = block_stack_is_luks(&guard->stack, name, &is_luks, fault);
	if (!r && !is_luks)
		return fault_set(fault, -EOPNOTSUPP, "%s: is no LUKS volume", name);
	if (!r)
		r = check_files(guard, name, of_the_system, fault);
	if (!r)
		r = check_files(guard, name, guard->files, fault);
	if (!r)
		r = check_swaps(guard, name, fault);
	return r;
}
