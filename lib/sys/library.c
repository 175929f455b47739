/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Loading by dlopen().
 */
#include "lib/sys/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"

int library_load(const char *file, const char *missing, const struct library_function *functions,
		 size_t count, void **ret, struct fault *fault)
{
	_cleanup_(library_unload) void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	void *function;
	size_t i;

	if (!library)
		return fault_set(fault, -EOPNOTSUPP, "%s: not installed; %s", file, missing);
	for (i = 0; i < count; i++) {
		function = dlsym(library, functions[i].name);
		if (!function)
			return fault_set(fault, -EOPNOTSUPP, "%s: is too old: has no %s", file,
					 functions[i].name);
		/* POSIX lets dlsym()'s pointer be one to a function; C has no cast for it. */
		memcpy(functions[i].at, &function, sizeof(function));
	}
	*ret = TAKE_PTR(library);
	return 0;
}

void library_unload(void **library)
{
	if (*library)
		(void)dlclose(*library); /* what cannot be unloaded stays, no more */
	*library = NULL;
}
