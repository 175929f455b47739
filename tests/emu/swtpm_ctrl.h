/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * swtpm's protocol, so that QEMU and tpm2-tss reach the vTPM without a change: a
 * control channel (swtpm's tpm_ioctl.h: u32 command, arguments; u32 result, values;
 * big-endian) and a data channel with plain TPM commands.
 *
 * Two forms: for QEMU's "-tpmdev emulator" a unix socket, over which QEMU sends the
 * data channel's descriptor, and whose end takes the TPM's power; for the TCTI
 * "swtpm:host=127.0.0.1,port=N" TCP ports N (data) and N+1 (control), with a
 * connection for each command.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/emu/loop.h"
#include "tests/emu/tpm_stream.h"

struct svsm;

#define SWTPM_CONNECTIONS	8
#define SWTPM_MESSAGE_MAX	64u

struct swtpm_control {
	struct swtpm_ctrl *server;
	int fd;				/* -1: free */
	int passed_fd;			/* came with this message; -1: none */
	size_t have;
	uint8_t message[SWTPM_MESSAGE_MAX];
};

struct swtpm_ctrl {
	struct loop *loop;
	struct svsm *svsm;
	int listener;
	int data_listener;		/* -1: the unix form */
	uint8_t locality;
	struct swtpm_control controls[SWTPM_CONNECTIONS];
	struct tpm_stream streams[SWTPM_CONNECTIONS];	/* the unix form uses the first */
};

/* -errno when a socket cannot be made. */
int swtpm_ctrl_init_unix(struct swtpm_ctrl *server, struct loop *loop, struct svsm *svsm,
			 const char *path);
/* @port 0: any two in sequence that are free. */
int swtpm_ctrl_init_tcp(struct swtpm_ctrl *server, struct loop *loop, struct svsm *svsm,
			uint16_t port, uint16_t *ret_port);
void swtpm_ctrl_deinit(struct swtpm_ctrl *server);
