/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking svsmd for the services.
 */
#include "cli/services_told.h"

#include <errno.h>
#include <string.h>

#include "cli/bus.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/sys/svsm_dev.h"

#define INTERFACE	BUS_SVSMD_SERVICE ".Evidence"

/* Names are svsmctl's own: what is in the answer for that is passed over. */
static int read_list(struct sd_bus_message *answer, struct svsm_dev_list *ret)
{
	const char *guid, *name;
	uint32_t size;
	int r;

	ret->count = 0;
	if (bus_enter(answer, 'a', "(ssu)") < 0)
		return -EBADMSG;
	while ((r = bus_read(answer, "(ssu)", &guid, &name, &size)) > 0) {
		struct svsm_dev_service *service = &ret->services[ret->count];

		if (ret->count == SVSM_DEV_SERVICES_MAX || guid_parse(guid, &service->guid) < 0)
			return -EBADMSG;
		service->manifest_size = size;
		ret->count++;
	}
	return r < 0 ? -EBADMSG : 0;
}

int services_told(struct svsm_dev_list *ret, struct fault *fault)
{
	const struct bus_target target = { .interface = INTERFACE };
	_cleanup_(bus_message_cleanup) struct sd_bus_message *answer = NULL;
	_cleanup_(bus_cleanup) struct bus *bus = NULL;
	struct svsm_dev_list list;
	int r;

	r = bus_open(&bus, fault);
	if (!r)
		r = bus_call(bus, &target, "ListServices", &answer, fault, "");
	if (r < 0)
		return r;
	r = read_list(answer, &list);
	if (r < 0)
		return fault_set(fault, r, "svsmd: its answer is no list of services");
	*ret = list;
	return 0;
}
