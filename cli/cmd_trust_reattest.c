/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl trust reattest: has svsmd appraise the guest now, and waits for what comes of it.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/bus.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/json_writer.h"
#include "lib/policy/trust.h"
#include "lib/sys/boot_clock.h"

#define PATIENCE_MS	(10 * 60 * 1000)	/* twice what svsmd gives a piece of work */
#define ENDED		"type='signal',sender='" BUS_SVSMD_SERVICE "'," \
			"interface='" BUS_SVSMD_SERVICE ".Job',member='Finished'"
#define GONE		"type='signal',sender='org.freedesktop.DBus'," \
			"interface='org.freedesktop.DBus',member='NameOwnerChanged'," \
			"arg0='" BUS_SVSMD_SERVICE "'"

struct wait {
	bool may_be_over;	/* one of svsmd's jobs is, maybe this one */
	bool is_gone;		/* svsmd is another */
};

static void hear_end(struct sd_bus_message *message, void *user)
{
	((struct wait *)user)->may_be_over = true;
}

static void hear_gone(struct sd_bus_message *message, void *user)
{
	((struct wait *)user)->is_gone = true;
}

/* Above 0: it has ended, and what came of it was printed, 1 for good, 2 for not. */
static int look(struct bus *bus, const char *job, struct fault *fault)
{
	const struct bus_target target = { BUS_SVSMD_SERVICE, job, BUS_SVSMD_SERVICE ".Job" };
	_cleanup_(bus_message_cleanup) struct sd_bus_message *state = NULL, *message = NULL;
	char text[TRUST_CAUSE_MAX];
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
	(void)snprintf(text, sizeof(text), "%s", words); /* cut is fine */
	json_writer_make_text(text);
	printf("%s\n", text);
	return !strcmp(word, "done") ? 1 : 2;
}

static int wait_for(struct bus *bus, const char *job, struct wait *wait, struct fault *fault)
{
	const uint64_t end = boot_clock_ms() + PATIENCE_MS;
	int r = 0;

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
			r = look(bus, job, fault);
		} else {
			r = bus_wait(bus, NULL, 0, (int)(end - now));
			if (r < 0 && r != -EINTR)
				return fault_set(fault, r, "system bus: %s", error_text(r));
			r = bus_process(bus, fault);
		}
	}
	return r;
}

static int reattest(struct bus *bus, struct fault *fault)
{
	_cleanup_(bus_message_cleanup) struct sd_bus_message *answer = NULL;
	struct wait wait = { false };
	const char *job;
	int r;

	r = bus_listen(bus, ENDED, hear_end, &wait, fault);
	if (!r)
		r = bus_listen(bus, GONE, hear_gone, &wait, fault);
	if (!r)
		r = bus_call(bus, NULL, "Reattest", &answer, fault, "a{sv}", 0);
	if (!r && bus_read(answer, "o", &job) <= 0)
		r = fault_set(fault, -EBADMSG, "svsmd: its answer has no job");
	return r < 0 ? r : wait_for(bus, job, &wait, fault);
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(bus_cleanup) struct bus *bus = NULL;
	struct fault fault = FAULT_NONE;
	int r;

	r = bus_open(&bus, &fault);
	if (!r)
		r = reattest(bus, &fault);
	if (r < 0)
		say_error(command->name, &fault, bus_remedy(r));
	return r == 1 ? EXIT_DONE : EXIT_NO;
}

const struct command trust_reattest_command = {
	.name = "trust reattest",
	.summary = "have svsmd appraise this guest now",
	.details = "And, where a verifier is configured, ask it afterwards.  Waits for the "
		   "self-appraisal and\nprints what came of it; the exit status is 0 when it "
		   "accepts.\n",
	.run = run,
};
