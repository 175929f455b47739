/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmd: keeps watch over how far this guest is to be trusted.  One loop of events; all that
 * touches TPM or SVSM is done by svsmd-worker, so that this process parses nothing of what
 * they answer but one line, and no TPM can hold it up.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <time.h>

#include "daemon/bus_disks.h"
#include "daemon/bus_evidence.h"
#include "daemon/bus_guest.h"
#include "daemon/conf.h"
#include "daemon/job.h"
#include "daemon/keeper.h"
#include "daemon/loop.h"
#include "daemon/metrics.h"
#include "daemon/motd.h"
#include "daemon/reaction.h"
#include "daemon/remote.h"
#include "daemon/say.h"
#include "daemon/spare_memory.h"
#include "daemon/svsmd_options.h"
#include "daemon/tell.h"
#include "daemon/trigger.h"
#include "daemon/worker.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/svsmd_conf.h"

#define SERVICE	"org.svsm.Guest1"

struct svsmd {
	struct svsmd_options options;
	sd_event *event;
	sd_bus *bus;
	struct worker *worker;
	struct worker *reader;	/* for work that needs neither TPM nor SVSM */
	struct worker *asker;	/* for svsm-disks, whose devices may hang */
	struct keeper *keeper;
	struct remote *remote;
	struct jobs *jobs;
	struct bus_guest *guest;
	struct bus_evidence *evidence;
	struct bus_disks *disks;
	struct spare_memory *spare;
	struct reaction *reaction;
	struct motd *motd;
	struct metrics *metrics;
	struct trigger *trigger;
	struct svsmd_conf conf;	/* that it began with */
};

static void svsmd_deinit(struct svsmd *svsmd)
{
	trigger_free(svsmd->trigger);
	reaction_free(svsmd->reaction);
	spare_memory_free(svsmd->spare);
	bus_disks_free(svsmd->disks);
	bus_evidence_free(svsmd->evidence);
	bus_guest_free(svsmd->guest);
	jobs_free(svsmd->jobs);
	remote_free(svsmd->remote);
	metrics_free(svsmd->metrics);
	motd_free(svsmd->motd);
	keeper_free(svsmd->keeper);
	worker_free(svsmd->asker);
	worker_free(svsmd->reader);
	worker_free(svsmd->worker);
	sd_bus_flush_close_unref(svsmd->bus);
	sd_event_unref(svsmd->event);
}

/* ---- configuration ------------------------------------------------------------- */

static int read_conf(const struct svsmd *svsmd, struct svsmd_conf *ret)
{
	struct fault fault = FAULT_NONE;
	int r = conf_read(svsmd->options.roots, ret, &fault);

	if (r < 0)
		tell(MESSAGE_CONFIG_REFUSED, "%s", fault.text);
	return r;
}

static int on_reload(sd_event_source *source, const struct signalfd_siginfo *info, void *user)
{
	struct svsmd *svsmd = user;
	struct svsmd_conf conf;
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* it exists */
	(void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu",
			 (unsigned long long)now.tv_sec * 1000000 +
			 (unsigned long long)now.tv_nsec / 1000);
	if (read_conf(svsmd, &conf) < 0) {
		say(SAY_NOTICE, "the configuration stays as it was");
	} else {
		tell(MESSAGE_CONFIG_TAKEN, "the configuration was read anew");
		reaction_configure(svsmd->reaction, &conf);
		reaction_take(svsmd->reaction, keeper_trust(svsmd->keeper));
		trigger_configure(svsmd->trigger, &conf);
		remote_configure(svsmd->remote, &conf);
		keeper_configure(svsmd->keeper, &conf);
		motd_configure(svsmd->motd, conf.is_motd);
		metrics_configure(svsmd->metrics, conf.metrics);
	}
	(void)sd_notify(0, "READY=1");
	return 0;
}

/* ---- news ---------------------------------------------------------------------- */

static void say_status(const struct svsmd *svsmd)
{
	const struct trust *trust = keeper_trust(svsmd->keeper);

	(void)sd_notifyf(0, "STATUS=%s (assurance %s)%s%s", trust_state_name(trust->state),
			 trust_assurance_name(trust->assurance), *trust->cause ? ": " : "",
			 trust->cause);
}

static void on_changed(void *user, const struct trust *before)
{
	struct svsmd *svsmd = user;

	bus_guest_tell_change(svsmd->guest, before);
	reaction_take_change(svsmd->reaction, before->state, keeper_trust(svsmd->keeper));
	say_status(svsmd);
	motd_take_change(svsmd->motd);
	metrics_take_change(svsmd->metrics, keeper_trust(svsmd->keeper));
}

static void on_appraised(void *user, const struct appraisal_record *record)
{
	struct svsmd *svsmd = user;

	bus_guest_tell_appraisal(svsmd->guest, record);
	remote_take_appraisal(svsmd->remote, record);
	motd_take_appraisal(svsmd->motd);
	metrics_take_appraisal(svsmd->metrics, record);
}

static void on_looked(void *user, const struct appraisal_record *record, bool is_changed)
{
	struct svsmd *svsmd = user;

	bus_guest_tell_look(svsmd->guest, is_changed);
	trigger_tell_look(svsmd->trigger, record);
}

static void on_scheduled(void *user)
{
	struct svsmd *svsmd = user;

	bus_guest_tell_schedule(svsmd->guest);
	if (keeper_next_us(svsmd->keeper))
		return;
	metrics_begin_appraisal(svsmd->metrics);
	remote_begin_appraisal(svsmd->remote);
}

static void on_shown(void *user, const struct shown_bundle *bundle, uint64_t begun)
{
	struct svsmd *svsmd = user;

	keeper_take_shown(svsmd->keeper, bundle, begun);
}

static int on_judged(void *user, const void *verdict, size_t size, struct fault *fault)
{
	struct svsmd *svsmd = user;

	return keeper_take_verdict(svsmd->keeper, verdict, size, fault);
}

/* ---- beginning and end --------------------------------------------------------- */

static int fail(int error, const char *what)
{
	tell(MESSAGE_CANNOT_RUN, "%s: %s", what, error_text(error));
	return error;
}

static int make_loop(struct svsmd *svsmd)
{
	int r = loop_new(&svsmd->event);

	if (r >= 0)
		r = sd_event_add_signal(svsmd->event, NULL, SIGHUP, on_reload, svsmd);
	return r;
}

static int make_keeper(struct svsmd *svsmd)
{
	struct fault fault = FAULT_NONE;
	int r;

	r = read_conf(svsmd, &svsmd->conf);
	if (r < 0)
		return r;
	r = worker_new(svsmd->event, svsmd->options.worker, true, &svsmd->worker);
	if (r >= 0)
		r = worker_new(svsmd->event, svsmd->options.worker, false, &svsmd->reader);
	if (r >= 0)
		r = worker_new(svsmd->event, svsmd->options.worker, false, &svsmd->asker);
	if (r < 0)
		return fail(r, "no worker can be had");
	r = keeper_new(&(struct keeper_params){
			.event = svsmd->event,
			.worker = svsmd->worker,
			.conf = &svsmd->conf,
			.pcr_changes = svsmd->options.pcr_changes,
			.state_folder = svsmd->options.state,
			.runtime_folder = svsmd->options.runtime,
			.listener = { on_changed, on_appraised, on_looked, on_scheduled, svsmd },
		}, &svsmd->keeper, &fault);
	if (!r)
		r = remote_new(&(struct remote_params){
				.event = svsmd->event,
				.worker = svsmd->worker,
				.keeper = svsmd->keeper,
				.conf = &svsmd->conf,
				.poster = svsmd->options.poster,
			}, &svsmd->remote, &fault);
	if (r < 0)
		tell(r == -EBUSY ? MESSAGE_SECOND_INSTANCE : MESSAGE_CANNOT_RUN, "%s", fault.text);
	return r;
}

static int make_shown(struct svsmd *svsmd)
{
	int r;

	r = motd_new(svsmd->options.runtime, svsmd->keeper, &svsmd->motd);
	if (r >= 0)
		r = metrics_new(svsmd->keeper, svsmd->worker, &svsmd->metrics);
	if (r < 0)
		return fail(r, "there is no room for what is shown");
	motd_configure(svsmd->motd, svsmd->conf.is_motd);
	metrics_configure(svsmd->metrics, svsmd->conf.metrics);
	return 0;
}

static int make_bus(struct svsmd *svsmd)
{
	int r;

	r = sd_bus_open_system(&svsmd->bus);
	if (r < 0)
		return fail(r, "the system bus cannot be reached");
	r = sd_bus_set_exit_on_disconnect(svsmd->bus, 1);
	if (r >= 0)
		r = sd_bus_attach_event(svsmd->bus, svsmd->event, SD_EVENT_PRIORITY_NORMAL);
	if (r >= 0)
		r = jobs_new(svsmd->bus, svsmd->event, svsmd->worker, svsmd->reader,
			     &(struct jobs_listener){ on_shown, on_judged, svsmd },
			     &svsmd->jobs);
	if (r >= 0)
		r = bus_guest_new(svsmd->bus, svsmd->keeper, svsmd->jobs, &svsmd->guest);
	if (r >= 0)
		r = bus_evidence_new(svsmd->bus, svsmd->keeper, svsmd->jobs, svsmd->worker,
				     svsmd->reader, &svsmd->evidence);
	if (r >= 0)
		r = bus_disks_new(svsmd->bus, svsmd->asker, svsmd->options.disks, &svsmd->disks);
	if (r >= 0)
		r = spare_memory_new(svsmd->bus, svsmd->event, &svsmd->spare);
	if (r >= 0)
		r = reaction_new(&(struct reaction_params){
				.event = svsmd->event,
				.bus = svsmd->bus,
				.conf = &svsmd->conf,
				.state_folder = svsmd->options.state,
				.runtime_folder = svsmd->options.runtime,
			}, &svsmd->reaction);
	if (r >= 0)
		r = trigger_new(&(struct trigger_params){
				.event = svsmd->event,
				.bus = svsmd->bus,
				.keeper = svsmd->keeper,
				.conf = &svsmd->conf,
			}, &svsmd->trigger);
	if (r >= 0)
		r = sd_bus_request_name(svsmd->bus, SERVICE, 0);
	return r < 0 ? fail(r, "the name " SERVICE " is not to be had on the system bus") : 0;
}

static int run(struct svsmd *svsmd)
{
	int r;

	r = make_loop(svsmd);
	if (r < 0)
		return fail(r, "the loop of events fails");
	r = make_keeper(svsmd);
	if (r >= 0)
		r = make_shown(svsmd);
	if (r >= 0)
		r = make_bus(svsmd);
	if (r < 0)
		return r;
	reaction_take(svsmd->reaction, keeper_trust(svsmd->keeper));
	keeper_begin(svsmd->keeper);
	say_status(svsmd);
	(void)sd_notify(0, "READY=1"); /* without a service manager, nobody is told */
	r = sd_event_loop(svsmd->event);
	(void)sd_notify(0, "STOPPING=1");
	return r < 0 ? fail(r, "the loop of events fails") : r;
}

int main(int argc, char **argv)
{
	struct svsmd svsmd = { .event = NULL };
	int r;

	r = svsmd_options_parse(argc, argv, &svsmd.options);
	if (r)
		return r < 0 ? 2 : EXIT_SUCCESS;
	r = run(&svsmd);
	svsmd_deinit(&svsmd);
	return r ? EXIT_FAILURE : EXIT_SUCCESS;
}
