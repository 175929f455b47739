/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A library that is loaded when what it is for is done, and not before: a command that does
 * without it starts sooner, and runs where it is not installed.
 */
#pragma once

#include <stddef.h>

struct fault;

struct library_function {
	const char *name;
	void *at;		/* the pointer to a function that gets its address */
};

/*
 * @missing stands behind "not installed": what needs it, and its package.  0, with @ret for
 * library_unload(); -EOPNOTSUPP: it is not there, or lacks a function, and then the pointers
 * are not to be used.
 */
int library_load(const char *file, const char *missing, const struct library_function *functions,
		 size_t count, void **ret, struct fault *fault);

/* It stays loaded where somebody else uses it.  *@library may be NULL. */
void library_unload(void **library);
