/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * crypt_suspend().
 */
#include "lib/sys/luks_suspend.h"

#include <errno.h>
#include <libcryptsetup.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/library.h"

#define LIBRARY	"libcryptsetup.so.12"

struct functions {
	__typeof__(crypt_set_log_callback) *set_log;
	__typeof__(crypt_init_by_name) *init;
	__typeof__(crypt_suspend) *suspend;
	__typeof__(crypt_free) *release;
};

struct suspending {
	struct crypt_device *volume;
	char said[160];			/* the first error that libcryptsetup told */
};

/* It stays loaded: it keeps state of its own. */
static int load(struct functions *ret, struct fault *fault)
{
	const struct library_function functions[] = {
		{ "crypt_set_log_callback", &ret->set_log },
		{ "crypt_init_by_name", &ret->init },
		{ "crypt_suspend", &ret->suspend },
		{ "crypt_free", &ret->release },
	};
	void *library;

	return library_load(LIBRARY, "LUKS volumes need it (Debian: libcryptsetup12)", functions,
			    sizeof(functions) / sizeof(functions[0]), &library, fault);
}

/* Where there is no volume yet; without it, libcryptsetup writes to standard error. */
static void ignore(int level, const char *text, void *user)
{
}

static void listen(int level, const char *text, void *user)
{
	struct suspending *suspending = user;

	if (level == CRYPT_LOG_ERROR && !*suspending->said)
		(void)snprintf(suspending->said, sizeof(suspending->said), "%.*s",
			       (int)strcspn(text, "\n"), text);
}

int luks_suspend(const char *name, struct fault *fault)
{
	struct suspending suspending = { .volume = NULL };
	struct functions crypt;
	int r;

	r = load(&crypt, fault);
	if (r < 0)
		return r;
	crypt.set_log(NULL, ignore, NULL);
	r = crypt.init(&suspending.volume, name);
	if (r < 0)
		return fault_set(fault, r, "%s: cannot be opened: %s", name, error_text(r));
	crypt.set_log(suspending.volume, listen, &suspending);
	r = crypt.suspend(suspending.volume, name);
	crypt.release(suspending.volume);
	if (r == -EBUSY)
		return fault_set(fault, -EALREADY, "%s: is suspended already", name);
	if (r < 0)
		return fault_set(fault, r, "%s: cannot be suspended: %s", name,
				 *suspending.said ? suspending.said : error_text(r));
	return 0;
}
