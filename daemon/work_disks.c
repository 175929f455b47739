/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking svsm-disks, whose answer is handed on unread.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/work.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/disks_message.h"
#include "lib/sys/boot_clock.h"

#define ANSWER_MS	15000	/* svsmd gives this process 30 s, whoever calls often 25 */
#define CHUNK		65536
#define JOURNAL		"'journalctl -u svsm-disks@*' may say more"

static int connect_to(const char *path, struct fault *fault)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_(cleanup_close) int fd = socket(AF_UNIX,
						 SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(address.sun_path))
		return fault_set(fault, -ENAMETOOLONG, "%s: is too long", path);
	strcpy(address.sun_path, path);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return fault_set(fault, -errno, "%s: cannot be connected to: %s%s", path,
				 error_text(errno), errno == EAGAIN ? ": too many ask at once" :
				 "; 'systemctl enable --now svsm-disks.socket' starts what "
				 "listens there");
	return TAKE_FD(fd);
}

static int wait_until(int fd, uint64_t end)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	const uint64_t now = boot_clock_ms();
	int r;

	if (now >= end)
		return -ETIMEDOUT;
	r = poll(&poll_fd, 1, (int)(end - now));
	if (r < 0)
		return errno == EINTR ? 0 : -errno;
	return r ? 0 : -ETIMEDOUT;
}

/* All of it, up to the end of the connection. */
static int read_answer(int fd, struct buffer *ret)
{
	const uint64_t end = boot_clock_ms() + ANSWER_MS;
	ssize_t got = 1;
	int r = 0;

	while (!r && got) {
		r = wait_until(fd, end);
		if (!r)
			r = buffer_reserve(ret, CHUNK);
		if (r < 0)
			return r;
		got = recv(fd, ret->data + ret->size, CHUNK, 0);
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		ret->size += got > 0 ? (size_t)got : 0;
	}
	return r;
}

static int ask(const char *path, const struct disks_message_request *request, struct buffer *ret,
	       struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer line = BUFFER_INIT(DISKS_MESSAGE_REQUEST_MAX);
	_cleanup_(cleanup_close) int fd = connect_to(path, fault);
	int r = fd < 0 ? fd : disks_message_encode_request(request, &line);

	if (r < 0)
		return r;
	if (send(fd, line.data, line.size, MSG_NOSIGNAL) != (ssize_t)line.size)
		return fault_set(fault, -EIO, "%s: takes no question; " JOURNAL, path);
	r = read_answer(fd, ret);
	if (r == -ETIMEDOUT)
		return fault_set(fault, r, "%s: no answer within %d s: a device or the TPM may "
				 "hang; " JOURNAL, path, ANSWER_MS / 1000);
	return r < 0 ? fault_set(fault, r, "%s: %s; " JOURNAL, path, error_text(r)) : 0;
}

/* The answer without its first line, if it is whole. */
static int open_answer(const char *path, const struct buffer *answer,
		       struct disks_message_head *ret, const uint8_t **ret_body,
		       struct fault *fault)
{
	const uint8_t *end = answer->size ? memchr(answer->data, '\n', answer->size) : NULL;
	const size_t size = end ? (size_t)(end - answer->data) + 1 : 0;
	struct fault reason = FAULT_NONE;
	int r;

	if (!answer->size)
		return fault_set(fault, -ENODATA, "%s: ends without an answer: too many ask at "
				 "once, or it has failed; " JOURNAL, path);
	r = disks_message_decode_head(answer->data, size, ret, &reason);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", path, reason.text);
	if (answer->size - size != ret->size)
		return fault_set(fault, -EBADMSG, "%s: the answer has %zu bytes instead of %u; "
				 JOURNAL, path, answer->size - size, (unsigned int)ret->size);
	*ret_body = end + 1;
	return 0;
}

static int take(const struct disks_message_head *head, const uint8_t *body)
{
	char words[DISKS_MESSAGE_WORDS_MAX + 1];

	if (head->is_done)
		return work_write(WORK_OUT_FD, body, head->size) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	memcpy(words, body, head->size);
	words[head->size] = '\0';
	return work_say(words, EXIT_FAILURE);
}

int work_disks(int argc, char **argv)
{
	_cleanup_(buffer_deinit) struct buffer answer =
		BUFFER_INIT(DISKS_MESSAGE_HEAD_MAX + DISKS_MESSAGE_JSON_MAX + CHUNK);
	struct disks_message_request request = { .volume = "" };
	struct fault fault = FAULT_NONE;
	struct disks_message_head head;
	const uint8_t *body = NULL;
	int r;

	if (argc != 3 || disks_message_find(argv[1], &request.verb) < 0 ||
	    (*argv[2] && !disks_message_is_volume(argv[2])))
		return 2;
	strcpy(request.volume, argv[2]);
	r = ask(argv[0], &request, &answer, &fault);
	if (!r)
		r = open_answer(argv[0], &answer, &head, &body, &fault);
	return r < 0 ? work_say(fault.text, EXIT_FAILURE) : take(&head, body);
}
