/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A configuration file and the drop-ins behind it, in systemd's manner: NAME below the
 * first root that has it, then NAME.d/(any).conf of all roots, sorted by name, where one in
 * an earlier root hides those of the same name in later ones; a link to /dev/null hides
 * as well, and is empty.
 */
#pragma once

#include <stddef.h>

struct fault;

#define DROP_INS_MAX	256	/* files that one folder may have */

/* Called for each file in the order in which they apply; below 0 ends the walk. */
typedef int (*drop_ins_fn)(void *user, const char *path, struct fault *fault);

/*
 * @roots: up to NULL, the strongest first: "/etc", "/run", "/usr/lib".  @name: below them.
 * 0, also where there are none; what @fn returned below 0; -E2BIG; else -errno.
 */
int drop_ins_each(const char *const roots[], const char *name, drop_ins_fn fn, void *user,
		  struct fault *fault);
