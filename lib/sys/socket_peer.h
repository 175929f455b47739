/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who is at the other end of an AF_UNIX connection, as the kernel knows it.
 *
 * A process' number says who it is only as long as it lives: after its end another one may
 * get it, with another control group.  So the process is held by a descriptor of its own
 * (SO_PEERPIDFD, the very process that connected), its control group is read by number,
 * and counts if the process still lives then.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct fault;

#define SOCKET_PEER_ADDRESS_MAX		108
#define SOCKET_PEER_CGROUP_MAX		4096

struct socket_peer {
	uid_t uid;
	pid_t pid;
	uint8_t address[SOCKET_PEER_ADDRESS_MAX];	/* sun_path; abstract: 0 is first */
	size_t address_size;				/* 0: it has bound none */
	char cgroup[SOCKET_PEER_CGROUP_MAX];		/* its /proc/PID/cgroup */
	size_t cgroup_size;
};

/*
 * @proc is "/proc"; others are for tests.  0; -ESRCH: the peer has ended; -ENOTSOCK; else
 * -errno.
 */
int socket_peer_read(int fd, const char *proc, struct socket_peer *ret, struct fault *fault);

/*
 * The last part of the path that @fd listened on when it was accepted, in @size bytes.
 * 0; -ENOENT: it has no path; -EMSGSIZE; else -errno.
 */
int socket_peer_own_name(int fd, char *ret, size_t size, struct fault *fault);
