/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Running pkttyagent.  polkit has a library for it, which needs GLib and a thread.
 */
#include "cli/polkit_agent.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM		"pkttyagent"
#define PATIENCE_MS	5000	/* until it has spoken to polkit */
#define DIGITS_MAX	16

/* It asks at /dev/tty, and only if no other agent of this session does. */
static __attribute__((__noreturn__)) void become(pid_t parent, int ready)
{
	char text[DIGITS_MAX];

	(void)snprintf(text, sizeof(text), "%d", ready);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != parent ||
	    fcntl(ready, F_SETFD, 0) < 0)
		_exit(1);
	execlp(PROGRAM, PROGRAM, "--notify-fd", text, "--fallback", NULL);
	_exit(1); /* it is not installed: polkit refuses what it would have asked about */
}

pid_t polkit_agent_start(void)
{
	const pid_t parent = getpid();
	struct pollfd heard;
	int ready[2];
	pid_t agent;

	if (!geteuid() || !isatty(STDIN_FILENO) || pipe2(ready, O_CLOEXEC) < 0)
		return 0;
	agent = fork();
	if (!agent)
		become(parent, ready[1]);
	(void)close(ready[1]);
	heard = (struct pollfd){ .fd = ready[0] };
	if (agent > 0)
		(void)poll(&heard, 1, PATIENCE_MS); /* it closes its end */
	(void)close(ready[0]);
	return agent < 0 ? 0 : agent;
}

void polkit_agent_stop(pid_t agent)
{
	if (!agent)
		return;
	(void)kill(agent, SIGTERM);
	(void)kill(agent, SIGCONT);
	(void)waitpid(agent, NULL, 0);
}
