/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sending and receiving orders.
 */
#include "daemon/work_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

#define DESCRIPTORS_MAX	(1 + WORK_ORDER_INPUTS_MAX)
#define ABOVE		(WORK_OUT_FD + DESCRIPTORS_MAX)	/* the first behind all their places */

union control {
	char bytes[CMSG_SPACE(sizeof(int) * DESCRIPTORS_MAX)];
	struct cmsghdr aligned;
};

int work_socket_send(int socket, const struct work_order *order, int out, const int *inputs)
{
	_cleanup_(buffer_deinit) struct buffer packet = BUFFER_INIT(WORK_ORDER_SIZE_MAX);
	const size_t count = (order->has_out ? 1 : 0) + order->inputs;
	union control control = { .bytes = "" };
	struct msghdr message = { .msg_iovlen = 1 };
	struct cmsghdr *header;
	struct iovec vector;
	int *fds, r;

	r = work_order_encode(order, &packet);
	if (r < 0)
		return r;
	vector = (struct iovec){ packet.data, packet.size };
	message.msg_iov = &vector;
	if (count) {
		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int) * count);
		fds = (int *)CMSG_DATA(header);
		if (order->has_out)
			*fds++ = out;
		memcpy(fds, inputs, sizeof(int) * order->inputs);
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

/* First above all places, so that none is written over before it is moved itself. */
static int put_in_place(const int *fds, size_t count, int first)
{
	int above[DESCRIPTORS_MAX];
	size_t i;

	for (i = 0; i < count; i++) {
		above[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, ABOVE);
		if (above[i] < 0)
			return -errno;
		(void)close(fds[i]); /* its copy is there */
	}
	for (i = 0; i < count; i++) {
		if (dup2(above[i], first + (int)i) < 0)
			return -errno;
		(void)close(above[i]); /* likewise */
	}
	return 0;
}

/* On failure the process ends, and with it what came. */
int work_socket_receive(int socket, char packet[static WORK_ORDER_SIZE_MAX],
			struct work_order *ret, struct fault *fault)
{
	union control control;
	struct iovec vector = { packet, WORK_ORDER_SIZE_MAX };
	struct msghdr message = {
		.msg_iov = &vector, .msg_iovlen = 1,
		.msg_control = control.bytes, .msg_controllen = sizeof(control.bytes),
	};
	int fds[DESCRIPTORS_MAX], r;
	struct cmsghdr *header;
	size_t count = 0;
	ssize_t size;

	do
		size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return fault_set(fault, -errno, "order: %s", error_text(errno));
	if (!size)
		return 0;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
		count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(header), sizeof(int) * count);
	}
	r = work_order_decode(packet, (size_t)size, ret, fault);
	if (r < 0)
		return r;
	if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC) ||
	    count != (ret->has_out ? 1 : 0) + ret->inputs)
		return fault_set(fault, -EBADMSG, "order: not all of it has come");
	r = put_in_place(fds, count, ret->has_out ? WORK_OUT_FD : WORK_INPUT_FD);
	return r < 0 ? fault_set(fault, r, "order: %s", error_text(r)) : 1;
}
