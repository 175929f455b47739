/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stream sockets: listening, accepting, and moving whole messages.
 *
 * A peer that stops reading must not stop the emulator for ever: accepted sockets
 * have a send timeout, after which the connection counts as broken.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Replaces a stale socket of that name; readable by the owner only. */
int stream_listen_unix(const char *path);

/* On 127.0.0.1; @port 0 lets the kernel choose. */
int stream_listen_tcp(uint16_t port);
uint16_t stream_port(int fd);

int stream_accept(int listener);

/* Accepts a connection only to close it. */
void stream_refuse(int listener);

/* Timeout and close-on-exec for a socket that came in another way. */
int stream_adopt(int fd);

/* All of it, or false: the connection is broken. */
bool stream_send(int fd, const void *bytes, size_t len);

/*
 * Adds what there is to read to @buffer, which holds *@have of @room bytes.
 * False: the peer is gone, or the buffer was full already.
 */
bool stream_receive(int fd, uint8_t *buffer, size_t room, size_t *have);
