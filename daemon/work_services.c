/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listing what the SVSM offers.
 */
#include <stdlib.h>

#include "daemon/work.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/service_list.h"
#include "lib/sys/svsm_dev.h"

_Static_assert(SERVICE_LIST_MAX == SVSM_DEV_SERVICES_MAX, "what is listed can be told");

static int read_list(struct buffer *text, struct fault *fault)
{
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	struct service_list list = { .count = 0 };
	struct svsm_dev_list listed;
	int r;

	r = svsm_dev_open(work_device(), SVSM_DEV_REQUEST, &dev, fault);
	if (!r)
		r = svsm_dev_list(dev, &listed, fault);
	if (r < 0)
		return r;
	for (; list.count < listed.count; list.count++)
		list.entries[list.count] = (struct service_list_entry){
			.guid = listed.services[list.count].guid,
			.manifest_size = (uint32_t)listed.services[list.count].manifest_size,
		};
	r = service_list_encode(&list, text);
	return r < 0 ? fault_set(fault, r, "list of services: it cannot be written down") : 0;
}

int work_services(int argc, char **argv)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(SERVICE_LIST_SIZE_MAX);
	struct fault fault = FAULT_NONE;

	if (read_list(&text, &fault) < 0)
		return work_say(fault.text, EXIT_FAILURE);
	return work_write(WORK_OUT_FD, text.data, text.size) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
