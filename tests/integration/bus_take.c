/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Takes the result of a job of svsmd, which comes as a descriptor, and writes it to standard
 * output: what busctl cannot do.
 *
 *	bus_take PATH
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	sd_bus_message *reply = NULL;
	sd_bus *bus = NULL;
	char bytes[4096];
	ssize_t got;
	int fd, r;

	if (argc != 2 || sd_bus_open_system(&bus) < 0)
		return 2;
	r = sd_bus_call_method(bus, "org.svsm.Guest1", argv[1], "org.svsm.Guest1.Job", "TakeResult",
			       &error, &reply, "");
	if (r < 0) {
		fprintf(stderr, "%s: %s\n", error.name, error.message);
		return EXIT_FAILURE;
	}
	if (sd_bus_message_read(reply, "h", &fd) < 0)
		return EXIT_FAILURE;
	if (fcntl(fd, F_GET_SEALS) != (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)) {
		fprintf(stderr, "the result can be changed\n");
		return EXIT_FAILURE;
	}
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		if (write(STDOUT_FILENO, bytes, (size_t)got) != got)
			return EXIT_FAILURE;
	sd_bus_message_unref(reply);
	sd_bus_unref(bus);
	return got < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
