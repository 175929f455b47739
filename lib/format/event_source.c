/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sources of events.
 */
#include "lib/format/event_source.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "lib/format/eventlog.h"

int event_source_find(const char *name, enum event_source *ret)
{
	static const char *const names[] = {
		[EVENT_SOURCE_ANY] = "",
		[EVENT_SOURCE_FIRMWARE] = "firmware",
		[EVENT_SOURCE_SYSTEMD] = "systemd",
		[EVENT_SOURCE_IMA] = "ima",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], name))
			continue;
		*ret = (enum event_source)i;
		return 0;
	}
	return -ENOENT;
}

enum event_source event_source_of(const struct eventlog_event *event)
{
	switch (event->content) {
	case EVENTLOG_CONTENT_SYSTEMD:
		return EVENT_SOURCE_SYSTEMD;
	case EVENTLOG_CONTENT_IMA:
	case EVENTLOG_CONTENT_IMA_TEXT:
		return EVENT_SOURCE_IMA;
	case EVENTLOG_CONTENT_TCG:
	case EVENTLOG_CONTENT_OTHER:
		break;
	}
	return EVENT_SOURCE_FIRMWARE;
}
