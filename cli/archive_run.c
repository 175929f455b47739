/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Running a command for the archive: in a process of its own, so that one that fails, hangs or
 * says too much costs no other part.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/archive.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"

#define TIMEOUT_S	30
#define PIECE		16384

extern char **environ;

static int spawn(char *const argv[], int output, int has_errors, pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	int r;

	r = posix_spawn_file_actions_init(&actions);
	if (r)
		return -r;
	r = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (!r)
		r = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (!r && has_errors)
		r = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
	if (!r && !has_errors)
		r = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
						     O_WRONLY, 0);
	if (!r)
		r = posix_spawnp(ret, argv[0], &actions, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions); /* it frees */
	return -r;
}

/* The program is to be ended when this returns before it has ended. */
static const char *read_all(int fd, struct buffer *data)
{
	const time_t end = time(NULL) + TIMEOUT_S;
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	uint8_t piece[PIECE];
	ssize_t size;

	for (;;) {
		if (time(NULL) >= end)
			return "it took too long, and was ended";
		if (poll(&polled, 1, 1000) <= 0)
			continue;
		size = read(fd, piece, sizeof(piece));
		if (size <= 0)
			return NULL;
		if (buffer_append(data, piece, (size_t)size) < 0)
			return "it said more, which was cut";
	}
}

void archive_run(struct archive_part *part, char *const argv[], int has_errors)
{
	_cleanup_(cleanup_close) int from = -1, to = -1;
	const char *objection;
	int pipes[2], status, r;
	pid_t child;

	if (pipe2(pipes, O_CLOEXEC) < 0) {
		(void)snprintf(part->note, sizeof(part->note), "no pipe: %s", error_text(errno));
		return;
	}
	from = pipes[0];
	to = pipes[1];
	r = spawn(argv, to, has_errors, &child);
	if (r < 0) {
		(void)snprintf(part->note, sizeof(part->note), "%s: cannot be run: %s", argv[0],
			       error_text(r));
		return;
	}
	(void)close(TAKE_FD(to));
	objection = read_all(from, &part->data);
	if (objection)
		(void)kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (objection)
		(void)snprintf(part->note, sizeof(part->note), "%s", objection);
	else if (!WIFEXITED(status) || WEXITSTATUS(status))
		(void)snprintf(part->note, sizeof(part->note), "ended with %s %d",
			       WIFEXITED(status) ? "exit status" : "signal",
			       WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}
