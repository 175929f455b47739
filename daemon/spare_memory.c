/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Giving memory back.
 */
#include "daemon/spare_memory.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

struct spare_memory {
	sd_bus_slot *slot;
	sd_event_source *idle;
	unsigned int messages;	/* since some was given back */
};

static int on_message(sd_bus_message *message, void *user, sd_bus_error *error)
{
	struct spare_memory *spare = user;

	if (++spare->messages == SPARE_MEMORY_MESSAGES)
		(void)sd_event_source_set_enabled(spare->idle, SD_EVENT_ONESHOT); /* it is ours */
	return 0;
}

static int on_idle(sd_event_source *source, void *user)
{
	struct spare_memory *spare = user;

	spare->messages = 0;
	(void)malloc_trim(0); /* whether there was any */
	return 0;
}

int spare_memory_new(sd_bus *bus, sd_event *event, struct spare_memory **ret)
{
	struct spare_memory *spare = calloc(1, sizeof(*spare));
	int r;

	if (!spare)
		return -ENOMEM;
	(void)mallopt(M_MMAP_THRESHOLD, SPARE_MEMORY_LARGE); /* where it cannot, more is kept */
	r = sd_event_add_defer(event, &spare->idle, on_idle, spare);
	if (r >= 0)
		r = sd_event_source_set_enabled(spare->idle, SD_EVENT_OFF);
	if (r >= 0)
		r = sd_event_source_set_priority(spare->idle, SD_EVENT_PRIORITY_IDLE);
	if (r >= 0)
		r = sd_bus_add_filter(bus, &spare->slot, on_message, spare);
	if (r < 0) {
		spare_memory_free(spare);
		return r;
	}
	*ret = spare;
	return 0;
}

void spare_memory_free(struct spare_memory *spare)
{
	if (!spare)
		return;
	sd_bus_slot_unref(spare->slot);
	sd_event_source_disable_unref(spare->idle);
	free(spare);
}
