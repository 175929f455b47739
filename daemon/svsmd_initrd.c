/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmd-initrd: keeps trust while the system is not there yet: neither bus, nor verifier, nor
 * anything that reacts.  It appraises the guest once, then looks at the PCRs, and leaves in
 * /run what svsmd takes up: so another TPM, or a PCR that moves without a log, is told from
 * the initrd on.
 */
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

#include "daemon/conf.h"
#include "daemon/keeper.h"
#include "daemon/loop.h"
#include "daemon/svsmd_options.h"
#include "daemon/tell.h"
#include "daemon/worker.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/svsmd_conf.h"

struct initrd {
	struct svsmd_options options;
	sd_event *event;
	struct worker *worker;
	struct keeper *keeper;
};

/* Whatever came of it: the boot waits for that, and no longer. */
static void on_appraised(void *user, const struct appraisal_record *record)
{
	const struct initrd *initrd = user;
	const struct trust *trust = keeper_trust(initrd->keeper);

	(void)sd_notifyf(0, "READY=1\nSTATUS=%s (assurance %s)", trust_state_name(trust->state),
			 trust_assurance_name(trust->assurance));
}

static int begin(struct initrd *initrd, struct fault *fault)
{
	struct svsmd_conf conf;
	int r;

	r = conf_read(initrd->options.roots, &conf, fault);
	if (r < 0)
		return r;
	r = loop_new(&initrd->event);
	if (r >= 0)
		r = worker_new(initrd->event, initrd->options.worker, false, &initrd->worker);
	if (r < 0)
		return fault_set(fault, r, "it cannot begin: %s", error_text(r));
	r = keeper_new(&(struct keeper_params){
			.event = initrd->event,
			.worker = initrd->worker,
			.conf = &conf,
			.pcr_changes = initrd->options.pcr_changes,
			.state_folder = initrd->options.state,
			.runtime_folder = initrd->options.runtime,
			.listener = { .appraised = on_appraised, .user = initrd },
		}, &initrd->keeper, fault);
	if (!r)
		keeper_begin(initrd->keeper);
	return r;
}

int main(int argc, char **argv)
{
	struct initrd initrd = { .event = NULL };
	struct fault fault = FAULT_NONE;
	int r;

	r = svsmd_options_parse(argc, argv, &initrd.options);
	if (r)
		return r < 0 ? 2 : EXIT_SUCCESS;
	r = begin(&initrd, &fault);
	if (!r)
		r = sd_event_loop(initrd.event);
	else
		tell(MESSAGE_CANNOT_RUN, "%s", fault.text);
	keeper_free(initrd.keeper);
	worker_free(initrd.worker);
	sd_event_unref(initrd.event);
	return r ? EXIT_FAILURE : EXIT_SUCCESS;
}
