/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Choosing the transport, and what all transports share.
 */
#include "lib/sys/svsm_dev.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"

int svsm_dev_open(const char *address, enum svsm_dev_access access, struct svsm_dev **ret,
		  struct fault *fault)
{
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = calloc(1, sizeof(*dev));
	const size_t prefix = strlen(SVSM_DEV_EMU_PREFIX);
	int r;

	if (!dev)
		return fault_set(fault, -ENOMEM, "%s: out of memory", address);
	dev->fd = -1;
	dev->access = access;
	dev->address = strdup(address);
	if (!dev->address)
		return fault_set(fault, -ENOMEM, "%s: out of memory", address);
	if (!strncmp(address, SVSM_DEV_EMU_PREFIX, prefix))
		r = svsm_emu_open(dev, address + prefix, fault);
	else
		r = svsm_kernel_open(dev, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(dev);
	return 0;
}

int svsm_dev_info(struct svsm_dev *dev, struct svsm_dev_info *ret, struct fault *fault)
{
	return dev->ops->info(dev, ret, fault);
}

int svsm_dev_list(struct svsm_dev *dev, struct svsm_dev_list *ret, struct fault *fault)
{
	return dev->ops->list(dev, ret, fault);
}

int svsm_dev_attest(struct svsm_dev *dev, const struct svsm_dev_request *request,
		    struct svsm_dev_answer *ret, struct fault *fault)
{
	return dev->ops->attest(dev, request, ret, fault);
}

void svsm_dev_close(struct svsm_dev *dev)
{
	if (!dev)
		return;
	cleanup_close(&dev->fd);
	free(dev->address);
	free(dev);
}

void svsm_dev_cleanup(struct svsm_dev **dev)
{
	svsm_dev_close(*dev);
}

void svsm_dev_answer_deinit(struct svsm_dev_answer *answer)
{
	free(answer->report);
	free(answer->manifest);
	free(answer->certs);
	*answer = (struct svsm_dev_answer){ 0 };
}

const char *svsm_code_name(uint64_t code)
{
	static const struct {
		uint64_t code;
		const char *name;
	} names[] = {
		{ 0x00000000, "SUCCESS" },
		{ 0x80000000, "INCOMPLETE" },
		{ 0x80000001, "UNSUPPORTED_PROTOCOL" },
		{ 0x80000002, "UNSUPPORTED_CALL" },
		{ 0x80000003, "INVALID_ADDRESS" },
		{ 0x80000004, "INVALID_FORMAT" },
		{ 0x80000005, "INVALID_PARAMETER" },
		{ 0x80000006, "INVALID_REQUEST" },
		{ 0x80000007, "BUSY" },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].code == code)
			return names[i].name;
	return "unknown code";
}
