/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The peer of an AF_UNIX connection.
 */
#include "lib/sys/socket_peer.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"

#ifndef SO_PEERPIDFD	/* Linux 6.5 */
#define SO_PEERPIDFD	77
#endif

static int refuse(const char *what, struct fault *fault)
{
	return fault_set(fault, -errno, "%s: %s", what, error_text(errno));
}

/*
 * An older kernel gives no descriptor of the process that connected: one of the process
 * that has its number now, which is the same unless it ended between the two.
 */
static int open_process(int fd, pid_t pid, struct fault *fault)
{
	socklen_t size = sizeof(int);
	int process = -1;

	if (!getsockopt(fd, SOL_SOCKET, SO_PEERPIDFD, &process, &size))
		return process;
	if (errno != ENOPROTOOPT)
		return refuse("the peer's process", fault);
	process = (int)syscall(SYS_pidfd_open, pid, 0);
	return process < 0 ? refuse("the peer's process", fault) : process;
}

static int check_lives(int process, struct fault *fault)
{
	struct pollfd poll_fd = { .fd = process, .events = POLLIN };

	if (poll(&poll_fd, 1, 0) < 0)
		return refuse("the peer's process", fault);
	return poll_fd.revents ? fault_set(fault, -ESRCH, "the peer has ended") : 0;
}

static int read_cgroup(int fd, const char *proc, struct socket_peer *peer, struct fault *fault)
{
	_cleanup_(cleanup_close) int process = open_process(fd, peer->pid, fault);
	struct buffer text = BUFFER_INIT(SOCKET_PEER_CGROUP_MAX);
	char path[PATH_MAX];
	int r;

	if (process < 0)
		return process;
	(void)snprintf(path, sizeof(path), "%s/%d/cgroup", proc, (int)peer->pid);
	r = file_read(path, &text, fault);
	if (!r)
		r = check_lives(process, fault);
	if (!r) {
		memcpy(peer->cgroup, text.data, text.size);
		peer->cgroup_size = text.size;
	}
	buffer_deinit(&text);
	return r;
}

int socket_peer_read(int fd, const char *proc, struct socket_peer *ret, struct fault *fault)
{
	struct sockaddr_un address = { .sun_family = AF_UNSPEC };
	socklen_t size = sizeof(address), credentials_size;
	struct ucred credentials = { .pid = 0 };
	struct socket_peer peer = { .pid = 0 };
	int r;

	credentials_size = sizeof(credentials);
	if (getpeername(fd, (struct sockaddr *)&address, &size) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &credentials_size) < 0)
		return refuse("the connection", fault);
	if (address.sun_family != AF_UNIX || credentials.pid <= 0 ||
	    size > sizeof(address))
		return fault_set(fault, -ENOTSOCK, "the connection: its peer is no process here");
	peer.uid = credentials.uid;
	peer.pid = credentials.pid;
	peer.address_size = size - offsetof(struct sockaddr_un, sun_path);
	memcpy(peer.address, address.sun_path, peer.address_size);
	r = read_cgroup(fd, proc, &peer, fault);
	if (!r)
		*ret = peer;
	return r;
}

int socket_peer_own_name(int fd, char *ret, size_t size, struct fault *fault)
{
	struct sockaddr_un address = { .sun_family = AF_UNSPEC };
	char path[sizeof(address.sun_path) + 1] = "";
	socklen_t address_size = sizeof(address);
	const char *last;

	if (getsockname(fd, (struct sockaddr *)&address, &address_size) < 0)
		return refuse("the connection", fault);
	if (address.sun_family == AF_UNIX && address_size <= sizeof(address))
		memcpy(path, address.sun_path,
		       address_size - offsetof(struct sockaddr_un, sun_path));
	last = strrchr(path, '/');
	if (!last)
		return fault_set(fault, -ENOENT, "the connection: its socket has no path");
	if (strlen(last + 1) >= size)
		return fault_set(fault, -EMSGSIZE, "%s: a long name", path);
	memcpy(ret, last + 1, strlen(last));
	return 0;
}
