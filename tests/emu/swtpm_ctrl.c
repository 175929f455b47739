/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * swtpm's protocol.  See swtpm_ctrl.h.
 *
 * A client waits for the answer to one message before it sends the next, and some
 * send an argument with its C padding: whatever has come by the time that a message
 * is complete belongs to it.
 */
#include "tests/emu/swtpm_ctrl.h"

#include <errno.h>
#include <libtpms/tpm_error.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/emu/protocol.h"
#include "tests/emu/stream.h"
#include "tests/emu/wire.h"

/* Numbers of swtpm's tpm_ioctl.h. */
#define CMD_GET_CAPABILITY		0x01
#define CMD_INIT			0x02
#define CMD_SHUTDOWN			0x03
#define CMD_GET_TPMESTABLISHED		0x04
#define CMD_SET_LOCALITY		0x05
#define CMD_CANCEL_TPM_CMD		0x09
#define CMD_RESET_TPMESTABLISHED	0x0b
#define CMD_STOP			0x0e
#define CMD_GET_CONFIG			0x0f
#define CMD_SET_DATAFD			0x10
#define CMD_SET_BUFFERSIZE		0x11

#define CAP_INIT			(1u << 0)
#define CAP_SHUTDOWN			(1u << 1)
#define CAP_GET_TPMESTABLISHED		(1u << 2)
#define CAP_SET_LOCALITY		(1u << 3)
#define CAP_CANCEL_TPM_CMD		(1u << 5)
#define CAP_RESET_TPMESTABLISHED	(1u << 7)
#define CAP_STOP			(1u << 10)
#define CAP_GET_CONFIG			(1u << 11)
#define CAP_SET_DATAFD			(1u << 12)
#define CAP_SET_BUFFERSIZE		(1u << 13)

#define LOCALITY_MAX			4
#define PORT_TRIES			64

/*
 * One command: @in holds the message's arguments, @out gets the reply's values behind
 * the result.  Returns the result, a TPM_RESULT.
 */
typedef uint32_t command_run(struct swtpm_control *control, const uint8_t *in, uint8_t *out);

static uint32_t run_init(struct swtpm_control *control, const uint8_t *in, uint8_t *out)
{
	/* Its flag is about state that was stored for a migration: there is none. */
	return svsm_power_on(control->server->svsm) < 0 ? TPM_FAIL : TPM_SUCCESS;
}

static uint32_t run_stop(struct swtpm_control *control, const uint8_t *in, uint8_t *out)
{
	vtpm_power_off(&control->server->svsm->vtpm);
	return TPM_SUCCESS;
}

static uint32_t run_get_established(struct swtpm_control *control, const uint8_t *in, uint8_t *out)
{
	out[0] = control->server->svsm->vtpm.powered && vtpm_established();
	return TPM_SUCCESS;
}

static uint32_t run_reset_established(struct swtpm_control *control, const uint8_t *in,
				      uint8_t *out)
{
	struct vtpm *vtpm = &control->server->svsm->vtpm;

	return vtpm->powered ? vtpm_reset_established(vtpm, in[0]) : TPM_FAIL;
}

static uint32_t run_set_locality(struct swtpm_control *control, const uint8_t *in, uint8_t *out)
{
	if (in[0] > LOCALITY_MAX)
		return TPM_BAD_LOCALITY;
	control->server->locality = in[0];
	return TPM_SUCCESS;
}

static uint32_t run_cancel(struct swtpm_control *control, const uint8_t *in, uint8_t *out)
{
	/* One thing at a time: when this is read no command is running. */
	return TPM_SUCCESS;
}

static uint32_t run_get_config(struct swtpm_control *control, const uint8_t *in, uint8_t *out)
{
	put_be32(out, 0);	/* the state is not encrypted by keys of its own */
	return TPM_SUCCESS;
}

static uint32_t run_set_datafd(struct swtpm_control *control, const uint8_t *in, uint8_t *out)
{
	struct swtpm_ctrl *server = control->server;
	int fd = control->passed_fd;

	if (fd < 0 || server->data_listener >= 0)
		return TPM_FAIL;
	control->passed_fd = -1;
	tpm_stream_close(&server->streams[0]);
	if (stream_adopt(fd) < 0) {
		close(fd);
		return TPM_FAIL;
	}
	return tpm_stream_open(&server->streams[0], server->loop, &server->svsm->vtpm,
			       &server->locality, fd) < 0 ? TPM_FAIL : TPM_SUCCESS;
}

/*
 * The buffer is the SVSM's to choose: QEMU would have it as small as its own interface,
 * and the guest would then lose the rest of its page.
 */
static uint32_t run_set_buffersize(struct swtpm_control *control, const uint8_t *in, uint8_t *out)
{
	put_be32(out, TPM_BUFFER_MAX);		/* in use */
	put_be32(out + 4, TPM_BUFFER_MAX);	/* minimum */
	put_be32(out + 8, TPM_BUFFER_MAX);	/* maximum */
	return TPM_SUCCESS;
}

static const struct command {
	uint32_t number;
	size_t in_len, out_len;		/* behind the number, behind the result */
	command_run *run;
} commands[] = {
	{ CMD_INIT,			4, 0,	run_init },
	{ CMD_SHUTDOWN,			0, 0,	run_stop },
	{ CMD_GET_TPMESTABLISHED,	0, 4,	run_get_established },
	{ CMD_SET_LOCALITY,		1, 0,	run_set_locality },
	{ CMD_CANCEL_TPM_CMD,		0, 0,	run_cancel },
	{ CMD_RESET_TPMESTABLISHED,	1, 0,	run_reset_established },
	{ CMD_STOP,			0, 0,	run_stop },
	{ CMD_GET_CONFIG,		0, 4,	run_get_config },
	{ CMD_SET_DATAFD,		0, 0,	run_set_datafd },
	{ CMD_SET_BUFFERSIZE,		4, 12,	run_set_buffersize },
};

static const struct command *command_find(uint32_t number)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].number == number)
			return &commands[i];
	return NULL;
}

static bool send_result(int fd, uint32_t result, const uint8_t *values, size_t len)
{
	uint8_t reply[SWTPM_MESSAGE_MAX];

	put_be32(reply, result);
	memcpy(reply + 4, values, len);
	return stream_send(fd, reply, 4 + len);
}

/* The one reply without a result in front. */
static bool send_capability(int fd)
{
	uint8_t reply[8];

	put_be64(reply, CAP_INIT | CAP_SHUTDOWN | CAP_GET_TPMESTABLISHED | CAP_SET_LOCALITY |
		 CAP_CANCEL_TPM_CMD | CAP_RESET_TPMESTABLISHED | CAP_STOP | CAP_GET_CONFIG |
		 CAP_SET_DATAFD | CAP_SET_BUFFERSIZE);
	return stream_send(fd, reply, sizeof(reply));
}

/* False: the connection is broken. */
static bool control_answer(struct swtpm_control *control)
{
	uint8_t values[SWTPM_MESSAGE_MAX - 4] = { 0 };
	const struct command *command;
	uint32_t number, result;

	if (control->have < 4)
		return true;
	number = get_be32(control->message);
	command = command_find(number);
	if (command && control->have < 4 + command->in_len)
		return true;
	control->have = 0;
	if (number == CMD_GET_CAPABILITY)
		return send_capability(control->fd);
	/* Not offered above, state blobs among them: a machine with an SVSM cannot migrate. */
	if (!command)
		return send_result(control->fd, TPM_BAD_ORDINAL, values, 0);
	result = command->run(control, control->message + 4, values);
	return send_result(control->fd, result, values, command->out_len);
}

static void control_drop_passed(struct swtpm_control *control)
{
	if (control->passed_fd >= 0)
		close(control->passed_fd);
	control->passed_fd = -1;
}

/* stream_receive(), with a descriptor that may come along. */
static bool control_receive(struct swtpm_control *control)
{
	struct iovec into = {
		.iov_base = control->message + control->have,
		.iov_len = sizeof(control->message) - control->have,
	};
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} ancillary;
	struct msghdr message = {
		.msg_iov = &into,
		.msg_iovlen = 1,
		.msg_control = ancillary.bytes,
		.msg_controllen = sizeof(ancillary.bytes),
	};
	struct cmsghdr *header;
	ssize_t got;

	got = recvmsg(control->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
	    header->cmsg_len == CMSG_LEN(sizeof(int))) {
		control_drop_passed(control);
		memcpy(&control->passed_fd, CMSG_DATA(header), sizeof(int));
	}
	control->have += (size_t)got;
	return got > 0;
}

static void control_close(struct swtpm_control *control)
{
	struct swtpm_ctrl *server = control->server;

	control_drop_passed(control);
	loop_remove(server->loop, control->fd);
	close(control->fd);
	control->fd = -1;
	if (server->data_listener >= 0)
		return;
	/* QEMU is gone, and with it the machine. */
	tpm_stream_close(&server->streams[0]);
	vtpm_power_off(&server->svsm->vtpm);
}

static void control_readable(void *context, int fd)
{
	struct swtpm_control *control = context;

	if (!control_receive(control) || !control_answer(control) ||
	    control->have == sizeof(control->message))
		control_close(control);
}

static void control_accept(void *context, int listener)
{
	struct swtpm_ctrl *server = context;
	struct swtpm_control *control = server->controls, *end;

	/* QEMU has one control channel: a second QEMU would be another machine. */
	end = server->controls + (server->data_listener < 0 ? 1 : SWTPM_CONNECTIONS);
	while (control < end && control->fd >= 0)
		control++;
	if (control == end) {
		stream_refuse(listener);
		return;
	}
	*control = (struct swtpm_control){
		.server = server, .fd = stream_accept(listener), .passed_fd = -1,
	};
	if (control->fd < 0)
		return;
	if (loop_add(server->loop, control->fd, control_readable, control) < 0) {
		close(control->fd);
		control->fd = -1;
	}
}

static void data_accept(void *context, int listener)
{
	struct swtpm_ctrl *server = context;
	struct tpm_stream *stream = server->streams;
	int fd;

	while (stream < server->streams + SWTPM_CONNECTIONS && stream->fd >= 0)
		stream++;
	if (stream == server->streams + SWTPM_CONNECTIONS) {
		stream_refuse(listener);
		return;
	}
	fd = stream_accept(listener);
	/* On failure the connection is closed, which is all that can be said. */
	if (fd >= 0)
		(void)tpm_stream_open(stream, server->loop, &server->svsm->vtpm,
				      &server->locality, fd);
}

static void server_reset(struct swtpm_ctrl *server, struct loop *loop, struct svsm *svsm)
{
	size_t i;

	*server = (struct swtpm_ctrl){
		.loop = loop, .svsm = svsm, .listener = -1, .data_listener = -1,
	};
	for (i = 0; i < SWTPM_CONNECTIONS; i++) {
		server->controls[i].fd = -1;
		server->controls[i].passed_fd = -1;
		server->streams[i].fd = -1;
	}
}

int swtpm_ctrl_init_unix(struct swtpm_ctrl *server, struct loop *loop, struct svsm *svsm,
			 const char *path)
{
	int error;

	server_reset(server, loop, svsm);
	server->listener = stream_listen_unix(path);
	if (server->listener < 0)
		return server->listener;
	error = loop_add(loop, server->listener, control_accept, server);
	if (error < 0)
		swtpm_ctrl_deinit(server);
	return error;
}

/* The TCTI takes the control port to be the one above. */
static int listen_pair(struct swtpm_ctrl *server, uint16_t port)
{
	uint16_t data_port;

	server->data_listener = stream_listen_tcp(port);
	if (server->data_listener < 0)
		return server->data_listener;
	data_port = stream_port(server->data_listener);
	server->listener = data_port == UINT16_MAX ? -EADDRINUSE :
			   stream_listen_tcp((uint16_t)(data_port + 1));
	if (server->listener >= 0)
		return 0;
	close(server->data_listener);
	server->data_listener = -1;
	return server->listener;
}

int swtpm_ctrl_init_tcp(struct swtpm_ctrl *server, struct loop *loop, struct svsm *svsm,
			uint16_t port, uint16_t *ret_port)
{
	int tries = port ? 1 : PORT_TRIES, error;

	server_reset(server, loop, svsm);
	do {
		error = listen_pair(server, port);
	} while (error == -EADDRINUSE && --tries > 0);
	if (error < 0)
		return error;
	error = loop_add(loop, server->listener, control_accept, server);
	if (!error)
		error = loop_add(loop, server->data_listener, data_accept, server);
	if (error < 0) {
		swtpm_ctrl_deinit(server);
		return error;
	}
	*ret_port = stream_port(server->data_listener);
	return 0;
}

void swtpm_ctrl_deinit(struct swtpm_ctrl *server)
{
	size_t i;

	for (i = 0; i < SWTPM_CONNECTIONS; i++) {
		tpm_stream_close(&server->streams[i]);
		control_drop_passed(&server->controls[i]);
		if (server->controls[i].fd >= 0)
			close(server->controls[i].fd);
	}
	if (server->data_listener >= 0)
		close(server->data_listener);
	if (server->listener >= 0)
		close(server->listener);
}
