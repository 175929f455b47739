/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The transport over the local socket of an emulated SVSM (emu_wire.h), so that
 * everything above it can be tried on a machine that has none.
 *
 * The emulator keeps no list of services: a handle that may not make requests
 * finds none, as on a driver that was never asked.
 */
#include "lib/sys/svsm_dev.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/emu_wire.h"

#define REPLY_TIMEOUT_S		60
#define CODE_NO_SERVICE		0x80000001u	/* UNSUPPORTED_PROTOCOL */

#define FEATURE_ATTEST		(1u << 0)
#define FEATURE_VTPM		(1u << 1)

static int receive(struct svsm_dev *dev, void *data, size_t size, struct fault *fault)
{
	uint8_t *bytes = data;

	while (size) {
		ssize_t got = recv(dev->fd, bytes, size, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return fault_set(fault, -ETIMEDOUT, "%s: no answer within %u s",
					 dev->address, REPLY_TIMEOUT_S);
		if (got < 0)
			return fault_set(fault, -errno, "%s: %s", dev->address, error_text(errno));
		if (!got)
			return fault_set(fault, -ECONNRESET, "%s: the emulator hung up",
					 dev->address);
		bytes += got;
		size -= (size_t)got;
	}
	return 0;
}

static int transact(struct svsm_dev *dev, struct emu_request *request, struct emu_reply *ret,
		    struct fault *fault)
{
	ssize_t sent;
	int r;

	request->magic = EMU_WIRE_MAGIC;
	sent = send(dev->fd, request, sizeof(*request), MSG_NOSIGNAL);
	if (sent != sizeof(*request))
		return fault_set(fault, sent < 0 ? -errno : -EIO, "%s: cannot send the request: %s",
				 dev->address, error_text(sent < 0 ? errno : EIO));
	r = receive(dev, ret, sizeof(*ret), fault);
	if (r < 0)
		return r;
	if (ret->magic != EMU_WIRE_MAGIC || ret->report_len > EMU_REPORT_MAX ||
	    ret->manifest_len > EMU_MANIFEST_MAX || ret->certs_len > EMU_CERTS_MAX)
		return fault_set(fault, -EBADMSG, "%s: this is not how an emulator answers",
				 dev->address);
	return 0;
}

static int refusal(const struct svsm_dev *dev, const struct emu_request *request, uint64_t code,
		   struct fault *fault)
{
	static const uint8_t all_services[GUID_SIZE];

	if (code == CODE_NO_SERVICE && memcmp(request->guid, all_services, GUID_SIZE))
		return fault_set(fault, -ENXIO, "%s: the SVSM has no such service: %s (0x%08llx)",
				 dev->address, svsm_code_name(code), (unsigned long long)code);
	return fault_set(fault, -EREMOTEIO, "%s: the SVSM refused the request: %s (0x%08llx)",
			 dev->address, svsm_code_name(code), (unsigned long long)code);
}

static int emu_info(struct svsm_dev *dev, struct svsm_dev_info *ret, struct fault *fault)
{
	struct emu_request request = { .op = EMU_OP_INFO };
	struct emu_reply reply;
	int r;

	r = transact(dev, &request, &reply, fault);
	if (r < 0)
		return r;
	if (reply.code)
		return refusal(dev, &request, reply.code, fault);
	*ret = (struct svsm_dev_info){
		.can_attest = reply.features & FEATURE_ATTEST,
		.has_vtpm = reply.features & FEATURE_VTPM,
		.vmpl = reply.vmpl,
		.transport = "emu",
		.services_max = SVSM_DEV_SERVICES_MAX,
		.report_max = EMU_REPORT_MAX,
		.manifest_max = EMU_MANIFEST_MAX,
		.certs_max = EMU_CERTS_MAX,
	};
	return 0;
}

/* Receives @size bytes into memory of their own; none at all is NULL. */
static int receive_part(struct svsm_dev *dev, size_t size, uint8_t **ret, struct fault *fault)
{
	_cleanup_(cleanup_free) uint8_t *data = NULL;
	int r;

	if (!size)
		return 0;
	data = malloc(size);
	if (!data)
		return fault_set(fault, -ENOMEM, "%s: out of memory", dev->address);
	r = receive(dev, data, size, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(data);
	return 0;
}

static int emu_attest(struct svsm_dev *dev, const struct svsm_dev_request *request,
		      struct svsm_dev_answer *ret, struct fault *fault)
{
	_cleanup_(svsm_dev_answer_deinit) struct svsm_dev_answer answer = { 0 };
	struct emu_request wire = {
		.op = EMU_OP_ATTEST,
		.manifest_version = request->manifest_version,
	};
	struct emu_reply reply;
	int r;

	/* As the driver does it: reading is free, making the SVSM work is not. */
	if (dev->access != SVSM_DEV_REQUEST)
		return fault_set(fault, -EACCES, "%s: permission denied", dev->address);
	memcpy(wire.nonce, request->nonce, sizeof(wire.nonce));
	memcpy(wire.guid, request->guid.bytes, sizeof(wire.guid));
	r = transact(dev, &wire, &reply, fault);
	if (r < 0)
		return r;
	if (reply.code)
		return refusal(dev, &wire, reply.code, fault);
	answer.report_size = reply.report_len;
	answer.manifest_size = reply.manifest_len;
	answer.certs_size = reply.certs_len;
	r = receive_part(dev, answer.report_size, &answer.report, fault);
	if (r < 0)
		return r;
	r = receive_part(dev, answer.manifest_size, &answer.manifest, fault);
	if (r < 0)
		return r;
	r = receive_part(dev, answer.certs_size, &answer.certs, fault);
	if (r < 0)
		return r;
	*ret = answer;
	answer = (struct svsm_dev_answer){ 0 };
	return 0;
}

static int emu_list(struct svsm_dev *dev, struct svsm_dev_list *ret, struct fault *fault)
{
	_cleanup_(svsm_dev_answer_deinit) struct svsm_dev_answer answer = { 0 };
	struct svsm_dev_request all = { .guid = GUID_NULL };
	int r;

	if (dev->access != SVSM_DEV_REQUEST)
		return fault_set(fault, -ENODATA, "%s: the services have not been listed yet",
				 dev->address);
	r = emu_attest(dev, &all, &answer, fault);
	if (!r)
		r = svsm_dev_list_of(&answer, ret, fault);
	return r;
}

static const struct svsm_dev_ops emu_ops = {
	.info = emu_info,
	.list = emu_list,
	.attest = emu_attest,
};

int svsm_emu_open(struct svsm_dev *dev, const char *path, struct fault *fault)
{
	const struct timeval timeout = { .tv_sec = REPLY_TIMEOUT_S };
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (!*path || strlen(path) >= sizeof(address.sun_path))
		return fault_set(fault, -ENAMETOOLONG,
				 "%s: the path of a socket has 1 to %zu characters", dev->address,
				 sizeof(address.sun_path) - 1);
	strcpy(address.sun_path, path);
	dev->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (dev->fd < 0 ||
	    setsockopt(dev->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) < 0 ||
	    connect(dev->fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return fault_set(fault, -errno, "%s: %s", dev->address, error_text(errno));
	dev->ops = &emu_ops;
	return 0;
}
