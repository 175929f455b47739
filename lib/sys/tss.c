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

int tss_load_library(struct tss *tss, enum tss_library library, struct fault *fault)
{
	void *handle;
	size_t i;

	if (tss->is_loaded[library])
		return 0;
	handle = dlopen(library_names[library], RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return fault_set(fault, -EOPNOTSUPP,
				 "TPM software stack is not installed: %s (tpm2-tss) cannot be "
				 "loaded", library_names[library]);
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *function;

		if (functions[i].library != library)
			continue;
		function = dlsym(handle, functions[i].name);
		if (!function)
			return fault_set(fault, -EOPNOTSUPP,
					 "TPM software stack is too old: %s has no %s",
					 library_names[library], functions[i].name);
		/* POSIX lets dlsym()'s pointer be one to a function; C has no cast for it. */
		memcpy((char *)tss + functions[i].offset, &function, sizeof(function));
	}
	tss->is_loaded[library] = true;
	return 0;
}

int tss_load(struct tss **ret, struct fault *fault)
{
	static const enum tss_library needed[] = { TSS_TCTILDR, TSS_SYS, TSS_MU };
	_cleanup_(tss_cleanup) struct tss *tss = calloc(1, sizeof(*tss));
	size_t i;
	int r;

	if (!tss)
		return fault_set(fault, -ENOMEM, "TPM software stack: out of memory");
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		r = tss_load_library(tss, needed[i], fault);
		if (r < 0)
			return r;
	}
	*ret = TAKE_PTR(tss);
	return 0;
}

const char *tss_error_text(struct tss *tss, TSS2_RC rc)
{
	if (!tss->Tss2_RC_Decode && tss_load_library(tss, TSS_RC, NULL) < 0)
		return "error";
	return tss->Tss2_RC_Decode(rc);
}

/*
 * No dlclose(): the program is about to end, and taking libraries out of its memory piece by
 * piece takes a tenth of the time in which all is done.
 */
void tss_free(struct tss *tss)
{
	free(tss);
}

void tss_cleanup(struct tss **tss)
{
	tss_free(*tss);
}
