/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Jobs as objects on the bus.
 */
#include "daemon/job_private.h"

#include <unistd.h>

#include "daemon/bus_authority.h"
#include "daemon/worker.h"

static const char *const state_names[] = {
	[JOB_RUNNING] = "running",
	[JOB_DONE] = "done",
	[JOB_FAILED] = "failed",
	[JOB_CANCELLED] = "cancelled",
};

static const char *const kind_names[] = {
	[JOB_REATTEST] = "reattest",
	[JOB_ATTEST] = "attest",
	[JOB_VERDICT] = "verdict",
	[JOB_VERIFY] = "verify",
};

/* How many pieces of work are done before its own ends. */
static uint32_t position_of(const struct job *job)
{
	return job->work ? (uint32_t)work_position(job->work) : 0;
}

void job_object_tell_end(const struct job *job, sd_bus *bus)
{
	/* Whoever is not there to hear it asks for the properties. */
	(void)sd_bus_emit_properties_changed(bus, job->path, JOB_INTERFACE, "State", "Message",
					     "Position", NULL);
	(void)sd_bus_emit_signal(bus, job->path, JOB_INTERFACE, "Finished", "ss",
				 state_names[job->state], job->message);
}

void job_object_tell_position(struct job *job, sd_bus *bus)
{
	const uint32_t position = position_of(job);

	if (position == job->position)
		return;
	job->position = position;
	(void)sd_bus_emit_properties_changed(bus, job->path, JOB_INTERFACE, "Position",
					     NULL); /* as above */
}

/* Who made it, and root. */
static int check_owner(sd_bus_message *message, const struct job *job, sd_bus_error *error)
{
	uid_t uid;
	int r;

	r = bus_authority_sender(message, &uid);
	if (r < 0)
		return r;
	if (uid && uid != job->uid)
		return sd_bus_error_set(error, SD_BUS_ERROR_ACCESS_DENIED,
					"this job is another user's");
	return 0;
}

static int method_cancel(sd_bus_message *message, void *user, sd_bus_error *error)
{
	struct job *job = user;
	struct work *work = job->work;
	int r = check_owner(message, job, error);

	if (r < 0)
		return r;
	if (job->state == JOB_RUNNING) {
		job_end(job, JOB_CANCELLED, "cancelled");
		if (work)
			work_cancel(work);
	}
	return sd_bus_reply_method_return(message, NULL);
}

static int method_take_result(sd_bus_message *message, void *user, sd_bus_error *error)
{
	struct job *job = user;
	int r = check_owner(message, job, error);

	if (r < 0)
		return r;
	if (job->state == JOB_RUNNING)
		return sd_bus_error_set(error, "org.svsm.Guest1.Error.NotFinished",
					"the job still runs");
	if (job->result < 0)
		return sd_bus_error_set(error, "org.svsm.Guest1.Error.NoResult",
					"the job has no result to take, or it was taken");
	r = sd_bus_reply_method_return(message, "h", job->result);
	if (r >= 0) {
		(void)close(job->result);
		job->result = -1;
	}
	return r;
}

static int get_kind(sd_bus *bus, const char *path, const char *interface, const char *property,
		    sd_bus_message *reply, void *user, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "s", kind_names[((struct job *)user)->kind]);
}

static int get_state(sd_bus *bus, const char *path, const char *interface, const char *property,
		     sd_bus_message *reply, void *user, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "s", state_names[((struct job *)user)->state]);
}

static int get_message(sd_bus *bus, const char *path, const char *interface,
		       const char *property, sd_bus_message *reply, void *user,
		       sd_bus_error *error)
{
	return sd_bus_message_append(reply, "s", ((struct job *)user)->message);
}

static int get_position(sd_bus *bus, const char *path, const char *interface,
			const char *property, sd_bus_message *reply, void *user,
			sd_bus_error *error)
{
	return sd_bus_message_append(reply, "u", position_of(user));
}

static int get_owner(sd_bus *bus, const char *path, const char *interface, const char *property,
		     sd_bus_message *reply, void *user, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "u", (uint32_t)((struct job *)user)->uid);
}

const sd_bus_vtable job_object_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("Kind", "s", get_kind, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("Owner", "u", get_owner, 0, SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_PROPERTY("State", "s", get_state, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Message", "s", get_message, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Position", "u", get_position, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_METHOD("Cancel", NULL, NULL, method_cancel, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_NAMES("TakeResult", NULL, , "h", SD_BUS_PARAM(result),
				 method_take_result, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_SIGNAL_WITH_NAMES("Finished", "ss", SD_BUS_PARAM(state) SD_BUS_PARAM(message), 0),
	SD_BUS_VTABLE_END,
};
