/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-report-sign: signs reports of systemd-report(1) by evidence of the SVSM, one process
 * for each connection to /run/systemd/report.sign/svsm, which is on standard input.  Root
 * alone may ask: each signature costs a request to the secure processor.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/caller.h"
#include "daemon/report_server.h"
#include "daemon/say.h"

static bool is_allowed(int connection)
{
	uid_t uid = 0;
	const int r = caller_check(connection, &uid);

	if (r == -EPERM)
		say(SAY_WARNING, "user %u may not have reports signed", uid);
	else if (r < 0)
		say(SAY_ERROR, "svsm-report-sign is started by svsm-report-sign.socket");
	return !r;
}

int main(int argc, char **argv)
{
	if (argc != 1) {
		(void)fputs("usage: svsm-report-sign\n", stderr);
		return 2;
	}
	/* tpm2-tss writes to standard error what the faults say better. */
	(void)setenv("TSS2_LOG", "all+NONE", 0); /* then it is noisy, no more */
	if (!is_allowed(STDIN_FILENO))
		return 2;
	return report_server_answer(STDIN_FILENO) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
