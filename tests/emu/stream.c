/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stream sockets.  See stream.h.
 */
#include "tests/emu/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define SEND_TIMEOUT_S	10

static int listen_on(int fd, const struct sockaddr *address, socklen_t len)
{
	int error;

	if (bind(fd, address, len) == 0 && listen(fd, 16) == 0)
		return fd;
	error = -errno;
	close(fd);
	return error;
}

int stream_listen_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat status;
	mode_t mask;
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	/* Only a socket is removed: a path given by mistake must not cost a file. */
	if (lstat(path, &status) == 0 && S_ISSOCK(status.st_mode) && unlink(path) < 0)
		return -errno;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	mask = umask(0177);
	fd = listen_on(fd, (const struct sockaddr *)&address, sizeof(address));
	umask(mask);
	return fd;
}

int stream_listen_tcp(uint16_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd, one = 1;

	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	/* The TCTI opens one connection per command: its remains must not block a restart. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	return listen_on(fd, (const struct sockaddr *)&address, sizeof(address));
}

uint16_t stream_port(int fd)
{
	struct sockaddr_in address = { 0 };
	socklen_t len = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &len) < 0)
		return 0;
	return ntohs(address.sin_port);
}

int stream_adopt(int fd)
{
	struct timeval timeout = { .tv_sec = SEND_TIMEOUT_S };

	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) < 0)
		return -errno;
	return 0;
}

int stream_accept(int listener)
{
	int fd, error;

	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return -errno;
	error = stream_adopt(fd);
	if (error < 0) {
		close(fd);
		return error;
	}
	return fd;
}

void stream_refuse(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd >= 0)
		close(fd);
}

bool stream_send(int fd, const void *bytes, size_t len)
{
	const uint8_t *from = bytes;
	ssize_t sent;

	while (len) {
		sent = send(fd, from, len, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		from += sent;
		len -= (size_t)sent;
	}
	return true;
}

bool stream_receive(int fd, uint8_t *buffer, size_t room, size_t *have)
{
	ssize_t got;

	if (*have >= room)
		return false;
	got = recv(fd, buffer + *have, room - *have, MSG_DONTWAIT);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR;
	*have += (size_t)got;
	return got > 0;
}
