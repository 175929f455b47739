/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking svsmd for evidence.
 */
#include "cli/attest_told.h"

#include <errno.h>
#include <stdio.h>

#include "cli/bus.h"
#include "cli/bus_job.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"

#define PATH_ROOM	32	/* of a descriptor's path */

/* The descriptor is the answer's. */
static int take(struct bus *bus, const struct bus_job *job, struct buffer *ret,
		struct fault *fault)
{
	const struct bus_target target = { BUS_SVSMD_SERVICE, job->path, BUS_SVSMD_SERVICE ".Job" };
	_cleanup_(bus_message_cleanup) struct sd_bus_message *answer = NULL;
	char path[PATH_ROOM];
	int fd, r;

	r = bus_call(bus, &target, "TakeResult", &answer, fault, "");
	if (r < 0)
		return r;
	if (bus_read(answer, "h", &fd) <= 0)
		return fault_set(fault, -EBADMSG, "svsmd: its answer has no evidence");
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return file_read(path, ret, fault);
}

int attest_told(const struct evidence_bytes *challenge, struct buffer *ret, struct fault *fault)
{
	_cleanup_(bus_message_cleanup) struct sd_bus_message *answer = NULL;
	_cleanup_(bus_cleanup) struct bus *bus = NULL;
	struct bus_job_wait wait;
	struct bus_job job;
	int r;

	r = bus_open(&bus, fault);
	if (!r)
		r = bus_job_listen(bus, &wait, fault);
	if (r < 0)
		return r;
	bus_be_patient(bus);
	r = bus_call_bytes(bus, NULL, "Attest", &answer, fault, challenge->data, challenge->size);
	if (!r)
		r = bus_job_await(bus, answer, &wait, &job, fault);
	if (!r && !job.is_done)
		r = fault_set(fault, -EREMOTEIO, "svsmd: %s", job.message);
	return r < 0 ? r : take(bus, &job, ret, fault);
}
