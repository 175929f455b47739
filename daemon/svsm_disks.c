/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-disks: looks at this machine's volumes for svsmd, which has no block devices, one
 * process for each question over /run/svsm/disks, which is on standard input.  It tells what
 * opens a volume, whether it does now, and what became of attempts; it gives out no key, and
 * changes nothing.
 *
 * The environment names other places than the machine's own, as for svsmctl(8); it is its
 * unit's, or a test's.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/caller.h"
#include "daemon/disks_server.h"
#include "daemon/say.h"
#include "daemon/work.h"
#include "lib/disks/disk_places.h"

#define TIME_S	20	/* svsmd has given up by then: a device or TPM hangs */

static bool is_allowed(int connection)
{
	uid_t uid = 0;
	const int r = caller_check(connection, &uid);

	if (r == -EPERM)
		say(SAY_WARNING, "user %u may not ask about disks", uid);
	else if (r < 0)
		say(SAY_ERROR, "svsm-disks is started by svsm-disks.socket");
	return !r;
}

static struct disk_places find_places(void)
{
	struct disk_places places = DISK_PLACES_DEFAULT;

	places.crypttab = getenv("SYSTEMD_CRYPTTAB") ?: places.crypttab;
	places.volumes = getenv("SVSM_VOLUMES") ?: places.volumes;
	places.enrolled = getenv("SVSM_ENROLLED") ?: places.enrolled;
	places.attempts = getenv("SVSM_ATTEMPTS") ?: places.attempts;
	places.logs = work_log_paths();
	places.device = work_device();
	places.tcti = getenv("SVSM_TCTI");
	return places;
}

int main(int argc, char **argv)
{
	const struct disk_places places = find_places();

	if (argc != 1) {
		(void)fputs("usage: svsm-disks\n", stderr);
		return 2;
	}
	/* tpm2-tss writes to standard error what the faults say better. */
	(void)setenv("TSS2_LOG", "all+NONE", 0); /* then it is noisy, no more */
	if (!is_allowed(STDIN_FILENO))
		return 2;
	(void)signal(SIGPIPE, SIG_IGN); /* it exists */
	(void)alarm(TIME_S);
	return disks_server_answer(STDIN_FILENO, &places) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
