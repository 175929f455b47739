/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plays polkit on the tests' bus: allows the one action that it is told, to everybody, and
 * says what it was asked.
 *
 *	bus_polkit ACTION
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define POLKIT	"org.freedesktop.PolicyKit1"

static int check(sd_bus_message *message, void *allowed, sd_bus_error *error)
{
	const char *kind, *key, *name, *action, *cancel;
	uint32_t flags;
	int r;

	r = sd_bus_message_enter_container(message, 'r', "sa{sv}");
	if (r >= 0)
		r = sd_bus_message_read(message, "sa{sv}", &kind, 1, &key, "s", &name);
	if (r >= 0)
		r = sd_bus_message_exit_container(message);
	if (r >= 0)
		r = sd_bus_message_read(message, "sa{ss}us", &action, 0, &flags, &cancel);
	if (r < 0)
		return r;
	printf("%s %s %s %u\n", kind, key, action, flags);
	return sd_bus_reply_method_return(message, "(bba{ss})", !strcmp(action, allowed), 0, 0);
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("CheckAuthorization", "(sa{sv})sa{ss}us", "(bba{ss})", check,
		      SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END,
};

int main(int argc, char **argv)
{
	sd_bus *bus = NULL;

	setlinebuf(stdout);
	if (argc != 2 || sd_bus_open_system(&bus) < 0 ||
	    sd_bus_add_object_vtable(bus, NULL, "/org/freedesktop/PolicyKit1/Authority",
				     POLKIT ".Authority", vtable, argv[1]) < 0 ||
	    sd_bus_request_name(bus, POLKIT, 0) < 0)
		return EXIT_FAILURE;
	puts("ready");
	for (;;)
		if (sd_bus_process(bus, NULL) == 0 && sd_bus_wait(bus, UINT64_MAX) < 0)
			return EXIT_FAILURE;
}
