/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Marks in the runtime folder.
 */
#include "daemon/reaction_once.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "daemon/tell.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/whole_file.h"

int reaction_once_init(struct reaction_once *once, const char *folder, const char *name)
{
	if (snprintf(once->path, sizeof(once->path), "%s/%s", folder, name) >= PATH_MAX)
		return -ENAMETOOLONG;
	once->is_done = !access(once->path, F_OK);
	return 0;
}

void reaction_once_mark(struct reaction_once *once)
{
	struct fault fault = FAULT_NONE;

	once->is_done = true;
	if (whole_file_write(once->path, "", 0, &fault) < 0)
		tell(MESSAGE_REACTION_FAILED, "%s; a restart would react to this failure once "
		     "more", fault.text);
}

void reaction_once_forget(struct reaction_once *once)
{
	if (!once->is_done)
		return;
	once->is_done = false;
	if (unlink(once->path) < 0 && errno != ENOENT)
		tell(MESSAGE_REACTION_FAILED, "%s: cannot be removed, a restart would not "
		     "react: %s", once->path, error_text(errno));
}
