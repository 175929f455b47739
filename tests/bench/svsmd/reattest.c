/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Has svsmd make so many self-appraisals, one after the other, over one connection to the
 * bus: what asks for them is to cost little beside them.
 *
 *	reattest COUNT
 *
 * Exit status 1 when one of them does not end as "done".
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define SERVICE		"org.svsm.Guest1"
#define OBJECT		"/org/svsm/Guest1"
#define MATCH		"type='signal',sender='" SERVICE "',member='Finished'," \
			"path_namespace='" OBJECT "/job'"
#define TIMEOUT_US	(60ull * 1000 * 1000)

static char path[256], state[32];	/* of the job that ended last */

static int on_finished(sd_bus_message *message, void *user, sd_bus_error *error)
{
	const char *how, *words;

	(void)user; /* there is one connection */
	(void)error; /* a signal has none */
	if (sd_bus_message_read(message, "ss", &how, &words) < 0)
		return 0;
	(void)snprintf(path, sizeof(path), "%s", sd_bus_message_get_path(message));
	(void)snprintf(state, sizeof(state), "%s", how);
	return 0;
}

/* Whether it has ended as "done"; that may have been told before its path was. */
static bool is_done(sd_bus *bus, const char *job)
{
	int r = 1;

	while (r >= 0 && strcmp(path, job)) {
		r = sd_bus_process(bus, NULL);
		if (!r)
			r = sd_bus_wait(bus, TIMEOUT_US) > 0 ? 1 : -1;
	}
	return r >= 0 && !strcmp(state, "done");
}

static bool reattest(sd_bus *bus)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	sd_bus_message *reply = NULL;
	const char *job;
	bool done = false;

	if (sd_bus_call_method(bus, SERVICE, OBJECT, SERVICE, "Reattest", &error, &reply, "a{sv}",
			       0) >= 0 &&
	    sd_bus_message_read(reply, "o", &job) >= 0)
		done = is_done(bus, job);
	if (!done)
		fprintf(stderr, "%s: %s\n", state, error.message ? error.message : "no end");
	sd_bus_error_free(&error);
	sd_bus_message_unref(reply);
	return done;
}

int main(int argc, char **argv)
{
	long count = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
	sd_bus *bus = NULL;

	if (count < 1 || sd_bus_open_system(&bus) < 0 ||
	    sd_bus_add_match(bus, NULL, MATCH, on_finished, NULL) < 0)
		return 2;
	while (count-- > 0)
		if (!reattest(bus))
			return 1;
	sd_bus_flush_close_unref(bus);
	return 0;
}
