/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking for PINs.
 */
#include "cli/disk_pin.h"

#include <errno.h>
#include <stddef.h>

#include "cli/disk_key.h"
#include "cli/terminal.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"

static int read_file(const char *path, struct secret *ret, struct fault *fault)
{
	int r = disk_key_read(path, ret, fault);

	if (r < 0)
		return r;
	if (ret->bytes[ret->size - 1] == '\n')
		ret->bytes[--ret->size] = '\0';
	return ret->size ? 0 : fault_set(fault, -ENODATA, "%s: has an empty line", path);
}

int disk_pin_ask(const char *path, struct secret *ret, struct fault *fault)
{
	return path ? read_file(path, ret, fault) : terminal_ask_secret("PIN: ", ret, fault);
}

int disk_pin_new(const char *path, struct secret *ret, struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret again = SECRET_NONE;
	int r;

	if (path)
		return read_file(path, ret, fault);
	r = terminal_ask_secret("New PIN: ", ret, fault);
	if (!r)
		r = terminal_ask_secret("The same once more: ", &again, fault);
	if (!r && !secret_is(&again, ret->bytes, ret->size))
		return fault_set(fault, -EINVAL, "the PINs differ; nothing was changed");
	return r;
}
