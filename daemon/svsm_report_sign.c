/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsm-report-sign: signs reports of systemd-report(1) by evidence of the SVSM, one process
 * for each connection to /run/systemd/report.sign/svsm, which is on standard input.  Root
 * alone may ask: each signature costs a request to the secure processor.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/report_server.h"
#include "daemon/say.h"

/* Whether the caller is root, or whoever this runs as. */
static int is_allowed(int connection)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) {
		say(SAY_ERROR, "svsm-report-sign is started by svsm-report-sign.socket");
		return 0;
	}
	if (!peer.uid || peer.uid == geteuid())
		return 1;
	say(SAY_WARNING, "user %u may not have reports signed", peer.uid);
	return 0;
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
