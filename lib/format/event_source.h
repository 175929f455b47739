/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose log an event is of: firmware's, systemd's or IMA's.  A CEL log can have all of them.
 */
#pragma once

struct eventlog_event;

enum event_source {
	EVENT_SOURCE_ANY,	/* for filters: of no event */
	EVENT_SOURCE_FIRMWARE,
	EVENT_SOURCE_SYSTEMD,
	EVENT_SOURCE_IMA,
};

/* "firmware", "systemd", "ima"; "" for any.  0, or -ENOENT. */
int event_source_find(const char *name, enum event_source *ret);

enum event_source event_source_of(const struct eventlog_event *event);
