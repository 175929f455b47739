/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plays systemd on the tests' bus: says which units it is asked to start and stop.  It has
 * no unit to stop.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define SYSTEMD	"org.freedesktop.systemd1"

static int take(sd_bus_message *message, void *user, sd_bus_error *error)
{
	const char *verb = sd_bus_message_get_member(message), *unit, *mode;
	int r = sd_bus_message_read(message, "ss", &unit, &mode);

	if (r < 0)
		return r;
	printf("%s %s %s\n", verb, unit, mode);
	if (!strcmp(verb, "StopUnit"))
		return sd_bus_error_set(error, SYSTEMD ".NoSuchUnit", "there is no such unit");
	return sd_bus_reply_method_return(message, "o", "/org/freedesktop/systemd1/job/1");
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("StartUnit", "ss", "o", take, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("StopUnit", "ss", "o", take, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END,
};

int main(void)
{
	sd_bus *bus = NULL;

	setlinebuf(stdout);
	if (sd_bus_open_system(&bus) < 0 ||
	    sd_bus_add_object_vtable(bus, NULL, "/org/freedesktop/systemd1", SYSTEMD ".Manager",
				     vtable, NULL) < 0 ||
	    sd_bus_request_name(bus, SYSTEMD, 0) < 0)
		return EXIT_FAILURE;
	puts("ready");
	for (;;)
		if (sd_bus_process(bus, NULL) == 0 && sd_bus_wait(bus, UINT64_MAX) < 0)
			return EXIT_FAILURE;
}
