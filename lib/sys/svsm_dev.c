/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Choosing the transport, and what all transports share.
 */
#include "lib/sys/svsm_dev.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/services_manifest.h"

static bool has_prefix(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static int open_transport(struct svsm_dev *dev, struct fault *fault)
{
	if (has_prefix(dev->address, SVSM_DEV_EMU_PREFIX))
		return svsm_emu_open(dev, dev->address + strlen(SVSM_DEV_EMU_PREFIX), fault);
	if (has_prefix(dev->address, SVSM_DEV_TSM_PREFIX))
		return svsm_tsm_open(dev, fault);
	return svsm_kernel_open(dev, fault);
}

static int open_address(const char *address, enum svsm_dev_access access, struct svsm_dev **ret,
			struct fault *fault)
{
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = calloc(1, sizeof(*dev));
	int r;

	if (!dev)
		return fault_set(fault, -ENOMEM, "%s: out of memory", address);
	dev->fd = -1;
	dev->access = access;
	dev->address = strdup(address);
	if (!dev->address)
		return fault_set(fault, -ENOMEM, "%s: out of memory", address);
	r = open_transport(dev, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(dev);
	return 0;
}

int svsm_dev_open(const char *address, enum svsm_dev_access access, struct svsm_dev **ret,
		  struct fault *fault)
{
	int r = open_address(address, access, ret, fault);

	/* When that fails as well, what is wrong is that the device is missing. */
	if ((r == -ENOENT || r == -ENODEV) && !strcmp(address, SVSM_DEV_DEFAULT) &&
	    !open_address(SVSM_DEV_TSM, access, ret, NULL))
		return 0;
	return r;
}

int svsm_dev_info(struct svsm_dev *dev, struct svsm_dev_info *ret, struct fault *fault)
{
	int r = dev->ops->info(dev, ret, fault);

	if (!r)
		(void)snprintf(ret->address, sizeof(ret->address), "%s", dev->address);
	return r;
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

int svsm_dev_list_of(const struct svsm_dev_answer *answer, struct svsm_dev_list *ret,
		     struct fault *fault)
{
	struct services_manifest manifest;
	size_t i;
	int r;

	r = services_manifest_parse(answer->manifest, answer->manifest_size, &manifest, fault);
	if (r < 0)
		return r;
	_Static_assert(SVSM_DEV_SERVICES_MAX >= SERVICES_MANIFEST_ENTRIES_MAX, "a list holds all");
	for (i = 0; i < manifest.count; i++)
		ret->services[i] = (struct svsm_dev_service){
			.guid = manifest.entries[i].guid,
			.manifest_size = manifest.entries[i].manifest_size,
		};
	ret->count = manifest.count;
	return 0;
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
