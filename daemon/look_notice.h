/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * That the driver tells of commands that can have moved a PCR: svsm.ko does, by a file in
 * sysfs (Documentation/ABI/sysfs-bus-svsm, pcr_changes), the kernel's own driver does not.
 * It is a hint of when to look, and decides nothing.
 */
#pragma once

#include <stdbool.h>
#include <systemd/sd-event.h>

struct look_notice;

struct look_notice_listener {
	void (*noticed)(void *user);	/* it is time to look, see lib/policy/notice_pace.h */
	void *user;
};

/* @path: the file; NULL: nobody tells.  0, or -errno.  It begins with look_notice_listen(). */
int look_notice_new(sd_event *event, const char *path, const struct look_notice_listener *listener,
		    struct look_notice **ret);

/*
 * Listens, from now on or still; what happened before has nobody told, so a notice is due
 * when it begins.  Whether the driver tells.
 */
bool look_notice_listen(struct look_notice *notice);

void look_notice_stop(struct look_notice *notice);

/* Accepts NULL. */
void look_notice_free(struct look_notice *notice);
