/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * That something was done about a failure, as an empty file in the runtime folder: it
 * outlives the service and not the boot, so that a service that starts again in a state
 * that failed before does nothing twice.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>

struct reaction_once {
	char path[PATH_MAX];
	bool is_done;		/* also where it could not be written down */
};

/* Looks whether it was done already.  0; -ENAMETOOLONG. */
int reaction_once_init(struct reaction_once *once, const char *folder, const char *name);

/* To be called before it is done: rather not at all than twice, whatever ends the service. */
void reaction_once_mark(struct reaction_once *once);

/* The failure is over: at the next, it is done again. */
void reaction_once_forget(struct reaction_once *once);
