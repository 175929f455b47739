/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NETLINK_KOBJECT_UEVENT.
 */
#include "lib/sys/uevent_socket.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/base/cleanup.h"

#define KERNEL_GROUP	1	/* udev sends to 2 */

/* Messages that begin with "chan": in the kernel, before anybody is woken. */
static int filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x6368616e, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ?
		-errno : 0;
}

int uevent_socket_open(void)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP };
	_cleanup_(cleanup_close) int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC |
						 SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
	int r;

	if (fd < 0)
		return -errno;
	r = filter(fd);
	if (r < 0)
		return r;
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return TAKE_FD(fd);
}

int uevent_socket_read(int fd, void *ret, size_t size)
{
	struct sockaddr_nl sender = { .nl_family = AF_UNSPEC };
	socklen_t sender_size = sizeof(sender);
	const ssize_t got = recvfrom(fd, ret, size, 0, (struct sockaddr *)&sender, &sender_size);

	if (got < 0)
		return -errno;
	/* A process that may send here at all has a port of its own; the kernel has none. */
	if (sender_size != sizeof(sender) || sender.nl_family != AF_NETLINK || sender.nl_pid)
		return 0;
	return (int)got;
}
