/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-suspend NAME: suspends the LUKS volume that is open as NAME, unless something lies
 * on it without which the machine stands still.  svsmd has systemd start it, as a unit of
 * its own, since svsmd may do nothing to device-mapper; it believes nothing of what svsmd
 * has checked.
 *
 * It obeys no environment: it runs with more rights than who asks for it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "daemon/say.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/luks_suspend.h"
#include "lib/sys/suspend_guard.h"

/* Without these, nobody would know what has happened, or go on watching. */
static const char *const files[] = {
	"/proc/self/exe", "/usr/lib/svsm/svsmd", "/usr/lib/svsm/svsmd-worker", "/var/lib/svsm",
	"/run/svsm/svsmd", NULL,
};

static int suspend(const char *name)
{
	struct fault fault = FAULT_NONE;
	int r;

	/* What this needs must not be on the volume, from the moment at which it is checked. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE) < 0) {
		say(SAY_ERROR, "%s: is not suspended: memory cannot be locked: %s", name,
		    error_text(errno));
		return EXIT_FAILURE;
	}
	r = suspend_guard_check(&SUSPEND_GUARD_LIVE(files), name, &fault);
	if (!r)
		r = luks_suspend(name, &fault);
	if (r < 0 && r != -EALREADY) {
		say(SAY_ERROR, "%s", fault.text);
		return EXIT_FAILURE;
	}
	say(SAY_NOTICE, "%s: is suspended; 'cryptsetup luksResume %s' takes it up again", name,
	    name);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	if (argc != 2 || !*argv[1] || *argv[1] == '-' || strchr(argv[1], '/')) {
		say(SAY_ERROR, "usage: svsm-suspend NAME; svsmd(8) has it started");
		return 2;
	}
	return suspend(argv[1]);
}
