/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Loading tpm2-tss.
 */
#include "lib/sys/tss.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"

/* The names under which distributions ship what the headers describe. */
static const char *const library_names[TSS_LIBRARIES] = {
	[TSS_TCTILDR] = "libtss2-tctildr.so.0",
	[TSS_ESYS] = "libtss2-esys.so.0",
	[TSS_SYS] = "libtss2-sys.so.1",
	[TSS_MU] = "libtss2-mu.so.0",
	[TSS_RC] = "libtss2-rc.so.0",
};

#define FUNCTION_ROW(library_, name_)	{ library_, #name_, offsetof(struct tss, name_) },

static const struct {
	enum tss_library library;
	const char *name;
	size_t offset;	/* of its pointer in struct tss */
} functions[] = { TSS_FUNCTIONS(FUNCTION_ROW) };

#undef FUNCTION_ROW

int tss_load(struct tss **ret, struct fault *fault)
{
	_cleanup_(tss_cleanup) struct tss *tss = calloc(1, sizeof(*tss));
	size_t i;

	if (!tss)
		return fault_set(fault, -ENOMEM, "TPM software stack: out of memory");
	for (i = 0; i < TSS_LIBRARIES; i++) {
		tss->libraries[i] = dlopen(library_names[i], RTLD_NOW | RTLD_LOCAL);
		if (!tss->libraries[i])
			return fault_set(fault, -EOPNOTSUPP,
					 "TPM software stack is not installed: %s (tpm2-tss) cannot "
					 "be loaded", library_names[i]);
	}
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		const char *library = library_names[functions[i].library];
		void *function = dlsym(tss->libraries[functions[i].library], functions[i].name);

		if (!function)
			return fault_set(fault, -EOPNOTSUPP,
					 "TPM software stack is too old: %s has no %s", library,
					 functions[i].name);
		/* POSIX lets dlsym()'s pointer be one to a function; C has no cast for it. */
		memcpy((char *)tss + functions[i].offset, &function, sizeof(function));
	}
	*ret = TAKE_PTR(tss);
	return 0;
}

void tss_free(struct tss *tss)
{
	size_t i;

	if (!tss)
		return;
	for (i = TSS_LIBRARIES; i-- > 0;)
		if (tss->libraries[i])
			(void)dlclose(tss->libraries[i]); /* it stays loaded, no more */
	free(tss);
}

void tss_cleanup(struct tss **tss)
{
	tss_free(*tss);
}
