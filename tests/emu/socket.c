/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The local socket.  See socket.h.
 */
#include "tests/emu/socket.h"

#include <linux/svsm.h>
#include <unistd.h>

#include "tests/emu/attest.h"
#include "tests/emu/protocol.h"
#include "tests/emu/stream.h"
#include "tests/emu/wire.h"

static struct emu_reply reply_new(const struct svsm *svsm, uint64_t code)
{
	return (struct emu_reply){ .magic = EMU_WIRE_MAGIC, .vmpl = svsm->vmpl, .code = code };
}

static bool reply_info(int fd, const struct svsm *svsm)
{
	struct emu_reply reply = reply_new(svsm, SVSM_SUCCESS);

	reply.features = SVSM_FEATURE_ATTEST | SVSM_FEATURE_VTPM | SVSM_FEATURE_VTPM_QUERY;
	return stream_send(fd, &reply, sizeof(reply));
}

static bool reply_query(int fd, const struct svsm *svsm)
{
	struct emu_reply reply = reply_new(svsm, SVSM_SUCCESS);

	reply.commands = VTPM_COMMANDS;
	reply.features = VTPM_FEATURES;
	return stream_send(fd, &reply, sizeof(reply));
}

static bool is_all_services(const uint8_t *guid)
{
	static const uint8_t zero[ATTEST_GUID_LEN];

	return !memcmp(guid, zero, sizeof(zero));
}

/* As a driver with the largest buffers would see it: certificates fill theirs. */
static bool reply_attest(int fd, struct svsm *svsm, const struct emu_request *request)
{
	static uint8_t certs[EMU_CERTS_MAX];
	const struct psp *psp = &svsm->psp;
	struct attestation attestation;
	struct emu_reply reply;

	reply = reply_new(svsm, attest_make(svsm, is_all_services(request->guid) ? NULL :
					    request->guid, request->manifest_version,
					    request->nonce, &attestation));
	if (reply.code == SVSM_SUCCESS) {
		reply.report_len = sizeof(attestation.report);
		reply.manifest_len = (uint32_t)attestation.manifest_len;
		/* The chain of three certificates is a third of the room; see psp.c. */
		reply.certs_len = psp->certs && psp->certs_len <= sizeof(certs) ?
				  sizeof(certs) : 0;
	}
	if (reply.certs_len) {
		memset(certs, 0, sizeof(certs));
		memcpy(certs, psp->certs, psp->certs_len);
		reply.certs_len = (uint32_t)fault_spoil_certs(&svsm->fault, certs, sizeof(certs));
	}
	if (!stream_send(fd, &reply, sizeof(reply)))
		return false;
	if (reply.code != SVSM_SUCCESS)
		return true;
	return stream_send(fd, attestation.report, reply.report_len) &&
	       stream_send(fd, attestation.manifest, reply.manifest_len) &&
	       stream_send(fd, certs, reply.certs_len);
}

/* False ends the connection: a malformed request, or a client that is gone. */
static bool answer(int fd, struct svsm *svsm, const uint8_t *bytes)
{
	struct emu_request request;

	memcpy(&request, bytes, sizeof(request));
	if (request.magic != EMU_WIRE_MAGIC || request.reserved)
		return false;
	switch (request.op) {
	case EMU_OP_INFO:
		return reply_info(fd, svsm);
	case EMU_OP_ATTEST:
		return reply_attest(fd, svsm, &request);
	case EMU_OP_VTPM_QUERY:
		return reply_query(fd, svsm);
	default:
		return false;
	}
}

static void client_readable(void *context, int fd)
{
	struct emu_client *client = context;
	bool keep;

	keep = stream_receive(fd, client->request, sizeof(client->request), &client->have);
	if (keep && client->have == sizeof(client->request)) {
		client->have = 0;
		keep = answer(fd, client->emu->svsm, client->request);
	}
	if (keep)
		return;
	loop_remove(client->emu->loop, fd);
	close(fd);
	client->fd = -1;
}

static void socket_accept(void *context, int listener)
{
	struct emu_socket *emu = context;
	struct emu_client *client = emu->clients;

	while (client < emu->clients + SOCKET_CLIENTS && client->fd >= 0)
		client++;
	if (client == emu->clients + SOCKET_CLIENTS) {
		stream_refuse(listener);
		return;
	}
	*client = (struct emu_client){ .emu = emu, .fd = stream_accept(listener) };
	if (client->fd < 0)
		return;
	if (loop_add(emu->loop, client->fd, client_readable, client) < 0) {
		close(client->fd);
		client->fd = -1;
	}
}

int socket_init(struct emu_socket *emu, struct loop *loop, struct svsm *svsm, const char *path)
{
	size_t i;
	int error;

	*emu = (struct emu_socket){ .loop = loop, .svsm = svsm };
	for (i = 0; i < SOCKET_CLIENTS; i++)
		emu->clients[i].fd = -1;
	emu->listener = stream_listen_unix(path);
	if (emu->listener < 0)
		return emu->listener;
	error = loop_add(loop, emu->listener, socket_accept, emu);
	if (error < 0)
		close(emu->listener);
	return error;
}

void socket_deinit(struct emu_socket *emu)
{
	size_t i;

	for (i = 0; i < SOCKET_CLIENTS; i++)
		if (emu->clients[i].fd >= 0)
			close(emu->clients[i].fd);
	close(emu->listener);
}
