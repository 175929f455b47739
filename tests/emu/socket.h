/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The local socket of lib/sys/emu_wire.h: attestation without a VM, for programs that
 * are told SVSM_DEVICE=emu:PATH.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/sys/emu_wire.h"
#include "tests/emu/loop.h"

struct svsm;

#define SOCKET_CLIENTS	16

struct emu_client {
	struct emu_socket *emu;
	int fd;				/* -1: free */
	size_t have;
	uint8_t request[sizeof(struct emu_request)];
};

struct emu_socket {
	struct loop *loop;
	struct svsm *svsm;
	int listener;
	struct emu_client clients[SOCKET_CLIENTS];
};

/* -errno when the socket cannot be made. */
int socket_init(struct emu_socket *emu, struct loop *loop, struct svsm *svsm, const char *path);
void socket_deinit(struct emu_socket *emu);
