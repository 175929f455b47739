/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A connection that carries TPM commands and responses as they are, one after the
 * other: the data half of swtpm's protocol.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "tests/emu/loop.h"
#include "tests/emu/tpm_command.h"

struct vtpm;

struct tpm_stream {
	struct loop *loop;
	struct vtpm *vtpm;
	const uint8_t *locality;	/* as the control half has set it */
	int fd;				/* -1: closed */
	size_t have;
	uint8_t command[TPM_BUFFER_MAX];
};

/* Takes @fd over, on failure too. */
int tpm_stream_open(struct tpm_stream *stream, struct loop *loop, struct vtpm *vtpm,
		    const uint8_t *locality, int fd);

/* Harmless on a stream that is closed. */
void tpm_stream_close(struct tpm_stream *stream);
