/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plays an svsmd on the tests' bus whose every text would write to a terminal.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define NAME	"org.svsm.Guest1"
#define EVIL	"\033[2J\033]0;title\007\b\r\n\302\233"

static int get_text(sd_bus *bus, const char *path, const char *interface, const char *property,
		    sd_bus_message *reply, void *user, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "s", strcmp(property, "State") ?
				     "evil" EVIL : "bad\033[2Jstate");
}

static int get_history(sd_bus_message *message, void *user, sd_bus_error *error)
{
	return sd_bus_reply_method_return(message, "a(txssssay)", 1, UINT64_C(1), INT64_C(1),
					  "s" EVIL, "a" EVIL, "e" EVIL, "c" EVIL, 0);
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("Version", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("State", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("Assurance", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("Event", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("Cause", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("Persistence", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("Transport", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("EKName", "s", get_text, 0, 0),
	SD_BUS_PROPERTY("AKName", "s", get_text, 0, 0),
	SD_BUS_METHOD("GetHistory", "tu", "a(txssssay)", get_history, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END,
};

int main(void)
{
	sd_bus *bus = NULL;

	setlinebuf(stdout);
	if (sd_bus_open_system(&bus) < 0 ||
	    sd_bus_add_object_vtable(bus, NULL, "/org/svsm/Guest1", NAME, vtable, NULL) < 0 ||
	    sd_bus_request_name(bus, NAME, 0) < 0)
		return EXIT_FAILURE;
	puts("ready");
	for (;;)
		if (sd_bus_process(bus, NULL) == 0 && sd_bus_wait(bus, UINT64_MAX) < 0)
			return EXIT_FAILURE;
}
