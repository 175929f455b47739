/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The terminal that controls this process, whatever standard input is.
 */
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"

#define TERMINAL	"/dev/tty"

static int say(int fd, const char *text)
{
	const size_t size = strlen(text);

	return write(fd, text, size) == (ssize_t)size ? 0 : -EIO;
}

/* One line, which the terminal gives as a whole; stops before it when a signal waits. */
static int read_line(int fd, int signals, struct secret *line, size_t *ret_size)
{
	struct pollfd polls[] = { { .fd = fd, .events = POLLIN },
				  { .fd = signals, .events = POLLIN } };
	ssize_t size;

	do {
		if (poll(polls, 2, -1) < 0 && errno != EINTR)
			return -errno;
		if (polls[1].revents)
			return -EINTR;
	} while (!polls[0].revents);
	size = read(fd, line->bytes, line->size);
	if (size < 0)
		return -errno;
	if (!size || line->bytes[0] == '\n')
		return -ENODATA;
	if (line->bytes[size - 1] != '\n')
		return -E2BIG;
	*ret_size = (size_t)size - 1;
	return 0;
}

static int ask(int fd, int signals, const char *prompt, struct secret *line, size_t *ret_size)
{
	struct termios before, silent;
	int r;

	if (tcgetattr(fd, &before) < 0)
		return -errno;
	silent = before;
	silent.c_lflag = (silent.c_lflag & ~(tcflag_t)ECHO) | ICANON;
	r = say(fd, prompt);
	if (!r && tcsetattr(fd, TCSAFLUSH, &silent) < 0)
		return -errno;
	if (!r)
		r = read_line(fd, signals, line, ret_size);
	if (tcsetattr(fd, TCSAFLUSH, &before) < 0 && !r)
		r = -errno;
	(void)say(fd, "\n"); /* for looks */
	return r;
}

int terminal_ask_secret(const char *prompt, struct secret *ret, struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = open(TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY);
	_cleanup_(cleanup_close) int signals = -1;
	_cleanup_(secret_deinit) struct secret line = SECRET_NONE;
	sigset_t fatal, before;
	size_t size = 0;
	int r;

	if (fd < 0)
		return fault_set(fault, -ENOTTY, "there is no terminal to ask at");
	(void)sigemptyset(&fatal);
	(void)sigaddset(&fatal, SIGINT);
	(void)sigaddset(&fatal, SIGTERM);
	(void)sigaddset(&fatal, SIGHUP);
	(void)sigaddset(&fatal, SIGQUIT);
	(void)sigaddset(&fatal, SIGTSTP);
	r = secret_init(&line, TERMINAL_LINE_MAX);
	/* They wait until the terminal is as it was. */
	if (!r && sigprocmask(SIG_BLOCK, &fatal, &before) < 0)
		r = -errno;
	if (r < 0)
		return fault_set(fault, r, TERMINAL ": %s", error_text(r));
	signals = signalfd(-1, &fatal, SFD_CLOEXEC);
	r = signals < 0 ? -errno : ask(fd, signals, prompt, &line, &size);
	(void)sigprocmask(SIG_SETMASK, &before, NULL); /* cannot fail with these arguments */
	if (!r)
		r = secret_init(ret, size);
	if (r < 0)
		return fault_set(fault, r, "what was typed: %s",
				 r == -ENODATA ? "nothing" : error_text(r));
	memcpy(ret->bytes, line.bytes, size);
	return 0;
}

bool terminal_agrees(const char *question)
{
	_cleanup_(cleanup_close) int fd = open(TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY);
	char line[16];
	ssize_t size;

	if (fd < 0 || say(fd, question) < 0 || say(fd, " (yes/no) ") < 0)
		return false;
	size = read(fd, line, sizeof(line));
	return size == 4 && !memcmp(line, "yes\n", 4);
}
