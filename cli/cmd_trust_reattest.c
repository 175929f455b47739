/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl trust reattest: has svsmd appraise the guest now, and waits for what comes of it.
 */
#include <stdio.h>

#include "cli/bus.h"
#include "cli/bus_job.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"

static int reattest(struct bus *bus, struct bus_job *ret, struct fault *fault)
{
	_cleanup_(bus_message_cleanup) struct sd_bus_message *answer = NULL;
	struct bus_job_wait wait;
	int r;

	bus_be_patient(bus);
	r = bus_job_listen(bus, &wait, fault);
	if (!r)
		r = bus_call(bus, NULL, "Reattest", &answer, fault, "a{sv}", 0);
	return r < 0 ? r : bus_job_await(bus, answer, &wait, ret, fault);
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(bus_cleanup) struct bus *bus = NULL;
	struct fault fault = FAULT_NONE;
	struct bus_job job;
	int r;

	r = bus_open(&bus, &fault);
	if (!r)
		r = reattest(bus, &job, &fault);
	if (r < 0) {
		say_error(command->name, &fault, bus_remedy(r));
		return EXIT_NO;
	}
	printf("%s\n", job.message);
	return job.is_done ? EXIT_DONE : EXIT_NO;
}

const struct command trust_reattest_command = {
	.name = "trust reattest",
	.summary = "have svsmd appraise this guest now",
	.details = "And, where a verifier is configured, ask it afterwards.  Waits for the "
		   "self-appraisal and\nprints what came of it; the exit status is 0 when it "
		   "accepts.\n",
	.run = run,
};
