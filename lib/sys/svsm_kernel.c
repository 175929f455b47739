/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The transport over the driver's device: the ioctls of <linux/svsm.h>, which is
 * included here and nowhere else.  Its errno dictionary becomes words here.
 */
#include "lib/sys/svsm_dev.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/svsm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

/* No answer is larger than this, whatever the driver says: what a caller allocates is bounded. */
#define ANSWER_MAX	(16u << 20)

_Static_assert(SVSM_DEV_NONCE_SIZE == SVSM_NONCE_LEN, "one nonce, one length");
_Static_assert(GUID_SIZE == SVSM_GUID_LEN, "one GUID, one length");

/* The SVSM's own answer, for the end of a message. */
static const char *code_text(uint64_t code, char *text, size_t size)
{
	if (code == SVSM_CODE_NONE)
		(void)snprintf(text, size, "it was not reached");
	else
		(void)snprintf(text, size, "%s (0x%08llx)", svsm_code_name(code),
			       (unsigned long long)code);
	return text;
}

static int request_fault(const struct svsm_dev *dev, int error, uint64_t code, uint32_t retry_ms,
			 struct fault *fault)
{
	char text[64];

	switch (error) {
	case -ENOTTY:
		return fault_set(fault, -ENODEV, "%s: is not a device of the SVSM driver",
				 dev->address);
	case -EREMOTEIO:
		return fault_set(fault, error, "%s: the SVSM refused the request: %s", dev->address,
				 code_text(code, text, sizeof(text)));
	case -ENXIO:
		return fault_set(fault, error, "%s: the SVSM has no such service: %s", dev->address,
				 code_text(code, text, sizeof(text)));
	case -EPROTONOSUPPORT:
		return fault_set(fault, error, "%s: the SVSM refuses this manifest version: %s",
				 dev->address, code_text(code, text, sizeof(text)));
	case -EBUSY:
		return fault_set(fault, error,
				 "%s: attestation is held off for another %u.%u s, since the SVSM "
				 "refused one with INVALID_REQUEST", dev->address, retry_ms / 1000,
				 retry_ms % 1000 / 100);
	case -EBADMSG:
		return fault_set(fault, error,
				 "%s: the SVSM's answer is malformed, and was discarded",
				 dev->address);
	case -EOVERFLOW:
		return fault_set(fault, error,
				 "%s: the SVSM's answer is larger than the driver takes",
				 dev->address);
	case -EOPNOTSUPP:
		return fault_set(fault, error, "%s: the kernel cannot make this request",
				 dev->address);
	case -EINTR:
		return fault_set(fault, error, "%s: interrupted while waiting for its turn",
				 dev->address);
	}
	return fault_set(fault, error, "%s: %s", dev->address, error_text(error));
}

static int kernel_info(struct svsm_dev *dev, struct svsm_dev_info *ret, struct fault *fault)
{
	struct svsm_info info = { .size = sizeof(info) };
	struct svsm_dev_info result = { 0 };

	if (ioctl(dev->fd, SVSM_IOC_GET_INFO, &info) < 0)
		return request_fault(dev, -errno, SVSM_CODE_NONE, 0, fault);
	if (info.report_max > ANSWER_MAX || info.manifest_max > ANSWER_MAX ||
	    info.certs_max > ANSWER_MAX)
		return fault_set(fault, -EBADMSG, "%s: states impossible maxima", dev->address);
	result.can_attest = info.features & SVSM_FEATURE_ATTEST;
	result.has_vtpm = info.features & SVSM_FEATURE_VTPM;
	result.vmpl = info.vmpl;
	result.services_max = info.services_max;
	result.report_max = info.report_max;
	result.manifest_max = info.manifest_max;
	result.certs_max = info.certs_max;
	memcpy(result.transport, info.transport, sizeof(result.transport) - 1);
	*ret = result;
	return 0;
}

static int kernel_list(struct svsm_dev *dev, struct svsm_dev_list *ret, struct fault *fault)
{
	struct svsm_service services[SVSM_DEV_SERVICES_MAX] = { 0 };
	struct svsm_list list = {
		.size = sizeof(list),
		.services = (uintptr_t)services,
		.count = SVSM_DEV_SERVICES_MAX,
		.svsm_code = SVSM_CODE_NONE,
	};
	size_t i;

	if (ioctl(dev->fd, SVSM_IOC_LIST_SERVICES, &list) < 0) {
		if (errno == ENODATA)
			return fault_set(
				fault, -ENODATA,
				"%s: the services have not been listed since the driver was "
				"loaded",
				dev->address);
		return request_fault(dev, -errno, list.svsm_code, list.retry_ms, fault);
	}
	if (list.count > SVSM_DEV_SERVICES_MAX)
		return fault_set(fault, -EBADMSG, "%s: %u services", dev->address, list.count);
	for (i = 0; i < list.count; i++) {
		memcpy(ret->services[i].guid.bytes, services[i].guid, GUID_SIZE);
		ret->services[i].manifest_size = services[i].manifest_len;
	}
	ret->count = list.count;
	return 0;
}

/* Buffers of the lengths in @attest, and its pointers to them; a length of 0 needs none. */
static int answer_reserve(struct svsm_dev_answer *answer, struct svsm_attest *attest)
{
	svsm_dev_answer_deinit(answer);
	if (attest->report_len > ANSWER_MAX || attest->manifest_len > ANSWER_MAX ||
	    attest->certs_len > ANSWER_MAX)
		return -EOVERFLOW;
	answer->report = calloc(1, attest->report_len);
	answer->manifest = calloc(1, attest->manifest_len);
	answer->certs = calloc(1, attest->certs_len);
	if ((attest->report_len && !answer->report) ||
	    (attest->manifest_len && !answer->manifest) ||
	    (attest->certs_len && !answer->certs))
		return -ENOMEM;
	answer->report_size = attest->report_len;
	answer->manifest_size = attest->manifest_len;
	answer->certs_size = attest->certs_len;
	attest->report = (uintptr_t)answer->report;
	attest->manifest = (uintptr_t)answer->manifest;
	attest->certs = (uintptr_t)answer->certs;
	return 0;
}

static int attest_once(struct svsm_dev *dev, struct svsm_attest *attest,
		       struct svsm_dev_answer *answer)
{
	int r = answer_reserve(answer, attest);

	if (r < 0)
		return r;
	return ioctl(dev->fd, SVSM_IOC_ATTEST, attest) < 0 ? -errno : 0;
}

static int set_blocking(const struct svsm_dev *dev, bool is_blocking)
{
	int flags = fcntl(dev->fd, F_GETFL);

	if (flags < 0)
		return -errno;
	flags = is_blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
	return fcntl(dev->fd, F_SETFL, flags) < 0 ? -errno : 0;
}

/* Who wants to know of a wait asks without waiting first. */
static int attest_in_turn(struct svsm_dev *dev, const struct svsm_dev_request *request,
			  struct svsm_attest *attest, struct svsm_dev_answer *answer)
{
	const struct svsm_attest asked = *attest;
	int r;

	if (!request->on_wait)
		return attest_once(dev, attest, answer);
	r = set_blocking(dev, false);
	if (r < 0)
		return r;
	r = attest_once(dev, attest, answer);
	if (set_blocking(dev, true) < 0)
		return -EIO;
	if (r != -EAGAIN)
		return r;
	request->on_wait(request->user, attest->retry_ms);
	*attest = asked;
	return attest_once(dev, attest, answer);
}

static int kernel_attest(struct svsm_dev *dev, const struct svsm_dev_request *request,
			 struct svsm_dev_answer *ret, struct fault *fault)
{
	_cleanup_(svsm_dev_answer_deinit) struct svsm_dev_answer answer = { 0 };
	struct svsm_attest attest = {
		.size = sizeof(attest),
		.manifest_version = request->manifest_version,
		.svsm_code = SVSM_CODE_NONE,
	};
	struct svsm_dev_info info;
	int r;

	r = kernel_info(dev, &info, fault);
	if (r < 0)
		return r;
	memcpy(attest.nonce, request->nonce, sizeof(attest.nonce));
	memcpy(attest.guid, request->guid.bytes, sizeof(attest.guid));
	attest.report_len = (uint32_t)info.report_max;
	attest.manifest_len = (uint32_t)info.manifest_max;
	attest.certs_len = (uint32_t)info.certs_max;

	r = attest_in_turn(dev, request, &attest, &answer);
	if (r == -EMSGSIZE) {
		/* The driver kept the result: a second request would cost the machine dearly. */
		attest.flags = SVSM_ATTEST_COPY;
		r = attest_once(dev, &attest, &answer);
	}
	if (r < 0)
		return request_fault(dev, r, attest.svsm_code, attest.retry_ms, fault);
	if (attest.report_len > answer.report_size || attest.manifest_len > answer.manifest_size ||
	    attest.certs_len > answer.certs_size)
		return fault_set(fault, -EBADMSG, "%s: states lengths beyond its answer",
				 dev->address);
	answer.report_size = attest.report_len;
	answer.manifest_size = attest.manifest_len;
	answer.certs_size = attest.certs_len;
	*ret = answer;
	answer = (struct svsm_dev_answer){ 0 };
	return 0;
}

static const struct svsm_dev_ops kernel_ops = {
	.info = kernel_info,
	.list = kernel_list,
	.attest = kernel_attest,
};

int svsm_kernel_open(struct svsm_dev *dev, struct fault *fault)
{
	int access = dev->access == SVSM_DEV_REQUEST ? O_RDWR : O_RDONLY;

	dev->fd = open(dev->address, access | O_CLOEXEC | O_NOCTTY);
	if (dev->fd < 0)
		return fault_set(fault, -errno, "%s: %s", dev->address, error_text(errno));
	dev->ops = &kernel_ops;
	return 0;
}
