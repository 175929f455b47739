/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Processes that wait.
 */
#include "daemon/worker_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/work_socket.h"

/* All that is open here closes itself, but for these two. */
static int spawn(const char *program, int orders, int said, pid_t *ret)
{
	char *const argv[] = { (char *)program, (char *)"wait", NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int r;

	(void)sigemptyset(&none);
	r = posix_spawn_file_actions_init(&actions);
	if (r)
		return -r;
	r = posix_spawnattr_init(&attributes);
	if (!r) {
		r = posix_spawnattr_setsigmask(&attributes, &none);
		if (!r)
			r = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
		if (!r)
			r = posix_spawn_file_actions_adddup2(&actions, orders, STDIN_FILENO);
		if (!r)
			r = posix_spawn_file_actions_adddup2(&actions, said, STDOUT_FILENO);
		if (!r)
			r = posix_spawn(ret, program, &actions, &attributes, argv, environ);
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return -r;
}

int worker_process_start(const char *program, struct worker_process *ret)
{
	struct worker_process process = { .pid = 0 };
	int orders[2], said[2], r;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, orders) < 0)
		return -errno;
	if (pipe2(said, O_CLOEXEC) < 0) {
		r = -errno;
		(void)close(orders[0]);
		(void)close(orders[1]);
		return r;
	}
	process.orders = orders[0];
	process.said = said[0];
	r = fcntl(said[0], F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
	if (!r)
		r = spawn(program, orders[1], said[1], &process.pid);
	(void)close(orders[1]);
	(void)close(said[1]);
	if (r < 0) {
		(void)close(process.orders);
		(void)close(process.said);
		return r;
	}
	*ret = process;
	return 0;
}

int worker_process_order(struct worker_process *process, const struct work_order *order, int out,
			 const int *inputs, pid_t *ret_pid, int *ret_said)
{
	int r = work_socket_send(process->orders, order, out, inputs);

	if (r < 0)
		return r;
	(void)close(process->orders);
	*ret_pid = process->pid;
	*ret_said = process->said;
	*process = (struct worker_process){ .pid = 0 };
	return 0;
}

void worker_process_prepare(const struct worker_process *process)
{
	/* One that has gone is found when there is work for it. */
	if (process->pid)
		(void)work_socket_send(process->orders, &(struct work_order){ .inputs = 0 }, -1,
				       NULL);
}

void worker_process_end(struct worker_process *process)
{
	if (!process->pid)
		return;
	(void)kill(process->pid, SIGKILL);
	(void)waitpid(process->pid, NULL, 0); /* it waits, and is held by nothing */
	(void)close(process->orders);
	(void)close(process->said);
	*process = (struct worker_process){ .pid = 0 };
}
