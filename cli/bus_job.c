/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting for svsmd.
 */
#include "cli/bus_job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/bus.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/json_writer.h"
#include "lib/sys/boot_clock.h"

#define PATIENCE_MS	(10 * 60 * 1000)	/* twice what svsmd gives a piece of work */
#define ENDED		"type='signal',sender='" BUS_SVSMD_SERVICE "'," \
			"interface='" BUS_SVSMD_SERVICE ".Job',member='Finished'"
#define GONE		"type='signal',sender='org.freedesktop.DBus'," \
			"interface='org.freedesktop.DBus',member='NameOwnerChanged'," \
			"arg0='" BUS_SVSMD_SERVICE "'"

static void hear_end(struct sd_bus_message *message, void *user)
{
	((struct bus_job_wait *)user)->may_be_over = true;
}

static void hear_gone(struct sd_bus_message *message, void *user)
{
	((struct bus_job_wait *)user)->is_gone = true;
}

int bus_job_listen(struct bus *bus, struct bus_job_wait *ret_wait, struct fault *fault)
{
	int r;

	*ret_wait = (struct bus_job_wait){ false };
	r = bus_listen(bus, ENDED, hear_end, ret_wait, fault);
	return r < 0 ? r : bus_listen(bus, GONE, hear_gone, ret_wait, fault);
}

/* Above 0: it has ended. */
static int look(struct bus *bus, struct bus_job *job, struct fault *fault)
{
	const struct bus_target target = { BUS_SVSMD_SERVICE, job->path, BUS_SVSMD_SERVICE ".Job" };
	_cleanup_(bus_message_cleanup) struct sd_bus_message *state = NULL, *message = NULL;
	const char *word, *words;
	int r;

	r = bus_get(bus, &target, "State", "s", &state, fault);
	if (!r && bus_read(state, "s", &word) <= 0)
		r = fault_set(fault, -EBADMSG, "svsmd: the job's state is none");
	if (r < 0 || !strcmp(word, "running"))
		return r;
	r = bus_get(bus, &target, "Message", "s", &message, fault);
	if (!r && bus_read(message, "s", &words) <= 0)
		r = fault_set(fault, -EBADMSG, "svsmd: the job's message is none");
	if (r < 0)
		return r;
	job->is_done = !strcmp(word, "done");
	(void)snprintf(job->message, sizeof(job->message), "%s", words); /* cut is fine */
	json_writer_make_text(job->message);
	return 1;
}

int bus_job_await(struct bus *bus, struct sd_bus_message *answer, struct bus_job_wait *wait,
		  struct bus_job *ret, struct fault *fault)
{
	const uint64_t end = boot_clock_ms() + PATIENCE_MS;
	const char *path;
	int r = 0;

	if (bus_read(answer, "o", &path) <= 0 || strlen(path) >= sizeof(ret->path))
		return fault_set(fault, -EBADMSG, "svsmd: its answer has no job");
	strcpy(ret->path, path);
	wait->may_be_over = true;
	while (!r) {
		const uint64_t now = boot_clock_ms();

		if (wait->is_gone)
			return fault_set(fault, -ESRCH, "svsmd has ended meanwhile: "
					 "'systemctl status svsmd'");
		if (now >= end)
			return fault_set(fault, -ETIMEDOUT, "svsmd does not end it: "
					 "'journalctl -u svsmd'");
		if (wait->may_be_over) {
			wait->may_be_over = false;
			r = look(bus, ret, fault);
		} else {
			r = bus_wait(bus, NULL, 0, (int)(end - now));
			if (r < 0 && r != -EINTR)
				return fault_set(fault, r, "system bus: %s", error_text(r));
			r = bus_process(bus, fault);
		}
	}
	return r < 0 ? r : 0;
}
