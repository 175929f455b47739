/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TPM commands over a connection.  See tpm_stream.h.
 */
#include "tests/emu/tpm_stream.h"

#include <unistd.h>

#include "tests/emu/stream.h"
#include "tests/emu/vtpm.h"
#include "tests/emu/wire.h"

static bool answer(struct tpm_stream *stream, size_t len)
{
	uint8_t failure[TPM_HEADER_LEN];
	const uint8_t *response;

	/* QEMU asks before it gives power, only to see that this is a TPM 2.0. */
	if (vtpm_process(stream->vtpm, *stream->locality, stream->command, len, &response,
			 &len) < 0) {
		tpm_response_failure(failure);
		response = failure;
		len = sizeof(failure);
	}
	return stream_send(stream->fd, response, len);
}

/* False: the connection is over. */
static bool advance(struct tpm_stream *stream)
{
	uint32_t len;

	if (!stream_receive(stream->fd, stream->command, sizeof(stream->command),
			    &stream->have))
		return false;
	if (stream->have < TPM_HEADER_LEN)
		return true;
	/* The header's length is the only framing: without a sane one there is none. */
	len = get_be32(stream->command + 2);
	if (len < TPM_HEADER_LEN || len > sizeof(stream->command) || len < stream->have)
		return false;
	if (stream->have < len)
		return true;
	stream->have = 0;
	return answer(stream, len);
}

static void stream_readable(void *context, int fd)
{
	struct tpm_stream *stream = context;

	if (!advance(stream))
		tpm_stream_close(stream);
}

int tpm_stream_open(struct tpm_stream *stream, struct loop *loop, struct vtpm *vtpm,
		    const uint8_t *locality, int fd)
{
	int error = loop_add(loop, fd, stream_readable, stream);

	if (error < 0) {
		close(fd);
		return error;
	}
	*stream = (struct tpm_stream){
		.loop = loop, .vtpm = vtpm, .locality = locality, .fd = fd,
	};
	return 0;
}

void tpm_stream_close(struct tpm_stream *stream)
{
	if (stream->fd < 0)
		return;
	loop_remove(stream->loop, stream->fd);
	close(stream->fd);
	stream->fd = -1;
}
