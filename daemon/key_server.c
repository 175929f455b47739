/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Answers in time.
 *
 * A TPM that hangs holds whoever asked it in the kernel, where no signal ends it.  So a
 * child asks, and this process does nothing but wait for it and for the clock.  The answer
 * ends by shutdown(), which holds for the connection, whoever else has a descriptor of it:
 * the child that hangs, or the service manager.
 *
 * A child that crashes has written nothing, for it writes the key at once or not at all: a
 * key is smaller than what a pipe takes atomically.
 */
#include "daemon/key_server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/key_memory.h"
#include "daemon/key_options.h"
#include "daemon/key_request.h"
#include "daemon/key_volume.h"
#include "daemon/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"

_Static_assert(SECRET_SIZE_MAX <= PIPE_BUF, "a key must fit into one write");

#define TPM_MARGIN_MS	1000	/* for the TPM to work in, when it has come late */

/* What the child does; its exit status tells no more than that it has said why. */
static int ask(const struct volumes_file_entry *volume, const struct key_options *options,
	       uint64_t deadline, int out)
{
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	struct fault fault = FAULT_NONE;
	int r;

	key_memory_protect();
	r = key_volume_unlock(volume->device, UNLOCK_BY_SOCKET, options,
			      deadline > TPM_MARGIN_MS ? deadline - TPM_MARGIN_MS : 0, &key,
			      &fault);
	if (r < 0) {
		say(SAY_ERROR, "volume '%s' is left to the passphrase: %s", volume->name,
		    fault.text);
		return EXIT_FAILURE;
	}
	return write(out, key.bytes, key.size) == (ssize_t)key.size ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Starts the child.  The end of the pipe to read its key from, or -errno. */
static int start(int connection, const struct volumes_file_entry *volume,
		 const struct key_options *options, uint64_t deadline, pid_t *ret_child)
{
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	child = fork();
	if (!child) {
		(void)close(connection);
		(void)close(ends[0]);
		_exit(ask(volume, options, deadline, ends[1]));
	}
	(void)close(ends[1]);
	if (child < 0) {
		(void)close(ends[0]);
		return -EAGAIN;
	}
	*ret_child = child;
	return ends[0];
}

/* 1: there is something to read, or the end; 0: no more time. */
static int wait_until(int fd, uint64_t deadline)
{
	for (;;) {
		struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
		const uint64_t now = key_volume_now();
		int r;

		if (now >= deadline)
			return 0;
		r = poll(&poll_fd, 1, (int)(deadline - now));
		if (r > 0)
			return 1;
		if (r < 0 && errno != EINTR)
			return -errno;
	}
}

/* The bytes that the child has written; 0: it ended without.  -ETIMEDOUT; else -errno. */
static ssize_t collect(int fd, uint64_t deadline, uint8_t *ret, size_t size)
{
	int r = wait_until(fd, deadline);
	ssize_t got;

	if (r <= 0)
		return r < 0 ? r : -ETIMEDOUT;
	got = read(fd, ret, size);
	return got < 0 ? -errno : got;
}

static void tell_end(const char *volume, pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) == child && WIFSIGNALED(status))
		say(SAY_ERROR, "volume '%s' is left to the passphrase: what asks the TPM "
		    "died of signal %d", volume, WTERMSIG(status));
}

static void end(int connection)
{
	(void)shutdown(connection, SHUT_RDWR); /* the peer may have gone before */
}

static int give(int connection, const char *volume, const void *key, size_t size)
{
	const ssize_t sent = send(connection, key, size, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent != (ssize_t)size) {
		say(SAY_ERROR, "volume '%s': whoever asked does not take the key: %s",
		    volume, sent < 0 ? error_text(errno) : "it took a part");
		return -EIO;
	}
	say(SAY_INFO, "volume '%s': the key was given to systemd-cryptsetup", volume);
	return 0;
}

static int serve(int connection, const struct volumes_file_entry *volume,
		 const struct key_options *options, uint64_t deadline)
{
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	_cleanup_(cleanup_close) int from_child = -1;
	pid_t child = -1;
	ssize_t got;

	if (secret_init(&key, SECRET_SIZE_MAX) < 0)
		return -ENOMEM;
	from_child = start(connection, volume, options, deadline, &child);
	if (from_child < 0) {
		say(SAY_ERROR, "volume '%s' is left to the passphrase: no process could "
		    "be started: %s", volume->name, error_text(from_child));
		return from_child;
	}
	got = collect(from_child, deadline, key.bytes, key.size);
	if (got > 0)
		return give(connection, volume->name, key.bytes, (size_t)got);
	/* Before anything else, for a child that is ending may hang in the TPM's driver. */
	end(connection);
	if (!got) {
		tell_end(volume->name, child);
		return -ENODATA;
	}
	(void)kill(child, SIGKILL); /* it may hang; nobody waits for it */
	say(SAY_ERROR, "volume '%s' is left to the passphrase: %s within %u s",
	    volume->name, got == -ETIMEDOUT ? "the TPM has not answered" :
	    error_text((int)got), options->limit_ms / 1000);
	return (int)got;
}

int key_server_answer(int connection, const struct key_options *options)
{
	const uint64_t deadline = key_volume_now() + options->limit_ms;
	struct volumes_file_entry volume;
	struct fault fault = FAULT_NONE;
	int r;

	r = key_request_judge(connection, options, &volume, &fault);
	if (!r) {
		r = serve(connection, &volume, options, deadline);
	} else if (r == -EOPNOTSUPP) {
		/* A root found by gpt-auto has tpm2-device=auto: at each boot, so no failure. */
		say(SAY_INFO, "no key is given: %s", fault.text);
		r = 0;
	} else {
		say(SAY_ERROR, "no key is given: %s", fault.text);
	}
	end(connection);
	return r;
}
