/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading what svsmd has written down.
 */
#include "cli/trust_view.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/show/json.h"
#include "lib/sys/boot_clock.h"
#include "lib/sys/boot_id.h"
#include "lib/sys/file.h"

#define RUNTIME	"/run/svsm/svsmd"
#define STATE	"/var/lib/svsm"

static void runtime_path(const char *name, char ret[static PATH_MAX])
{
	/* One that is too long is cut, and then not there. */
	(void)snprintf(ret, PATH_MAX, "%s/%s", getenv("SVSMD_RUNTIME") ?: RUNTIME, name);
}

void trust_view_history_path(char ret[static PATH_MAX])
{
	(void)snprintf(ret, PATH_MAX, "%s/trust-history", getenv("SVSMD_STATE") ?: STATE);
}

/* The lock is svsmd's as long as it lives; asking for it does not take it from anybody. */
static enum trust_keeper find_keeper(void)
{
	struct flock whole = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
	_cleanup_(cleanup_close) int fd = -1;
	char path[PATH_MAX];

	runtime_path("lock", path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES ? TRUST_KEEPER_UNSEEN : TRUST_KEEPER_AWAY;
	if (fcntl(fd, F_OFD_GETLK, &whole) < 0)
		return TRUST_KEEPER_UNSEEN;
	return whole.l_type == F_UNLCK ? TRUST_KEEPER_AWAY : TRUST_KEEPER_RUNS;
}

int trust_view_read(struct trust_view *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(TRUST_ENTRY_SIZE_MAX);
	struct trust_view view = { .keeper = find_keeper() };
	uint8_t boot_id[BOOT_ID_SIZE];
	char path[PATH_MAX];
	uint64_t now;
	int r;

	runtime_path("state", path);
	r = file_read(path, &text, fault);
	if (r == -ENOENT) {
		*ret = view;
		return 0;
	}
	if (r < 0)
		return r;
	r = trust_entry_decode(text.data, text.size, &view.entry, fault);
	if (r < 0)
		return fault_name(fault, r, path);
	r = boot_id_read(getenv("SVSM_BOOT_ID") ?: BOOT_ID_PATH, boot_id, fault);
	if (r < 0)
		return r;
	view.has_state = !memcmp(boot_id, view.entry.boot_id, sizeof(boot_id));
	now = boot_clock_ms();
	view.age_ms = now > view.entry.boot_ms ? now - view.entry.boot_ms : 0;
	*ret = view;
	return 0;
}

void trust_view_time(int64_t seconds, char ret[static 32])
{
	const time_t time = seconds;
	struct tm utc;

	if (!gmtime_r(&time, &utc) || !strftime(ret, 32, "%Y-%m-%dT%H:%M:%SZ", &utc))
		strcpy(ret, "at some time");
}

struct json_object *trust_view_entry_json(const struct trust_entry *entry)
{
	struct json_object *object = json_new_object();
	char when[32];

	trust_view_time(entry->time, when);
	json_add(object, "number", json_new_number(entry->number));
	json_add(object, "state", json_new_text(entry->state));
	json_add(object, "assurance", json_new_text(entry->assurance));
	json_add(object, "event", json_new_text(entry->event));
	json_add(object, "cause", json_new_text(entry->cause));
	json_add(object, "since", json_new_text(when));
	json_add(object, "boot_id", json_new_hex(entry->boot_id, sizeof(entry->boot_id)));
	json_add(object, "ek_name", json_new_hex(entry->ek_name, sizeof(entry->ek_name)));
	json_add(object, "ak_name", json_new_hex(entry->ak_name, sizeof(entry->ak_name)));
	json_add(object, "report_id", json_new_hex(entry->report_id, sizeof(entry->report_id)));
	return object;
}
