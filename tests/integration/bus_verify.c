/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Has svsmd verify evidence, and says the path of the job: what busctl cannot do, since the
 * evidence goes by descriptor.  The descriptor can be of any kind:
 *
 *	bus_verify KIND FILE CHALLENGE [OPTION FILE]...
 *
 * sealed	a memory file with what FILE holds, sealed; all that svsmd takes
 * unsealed, growing, writable	the same, with no seal; with none against that
 * file, write-only, path, directory, pipe, zero, null, socket	what they are called
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#define SEALS	(F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static char *read_file(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "r");
	char *data = malloc(64u << 20);
	size_t size = file ? fread(data, 1, (64u << 20) - 1, file) : 0;

	if (!file)
		exit(2);
	(void)fclose(file);
	data[size] = '\0';
	*ret_size = size;
	return data;
}

static int make_memory(const char *path, int seals)
{
	const int fd = memfd_create("evidence", MFD_ALLOW_SEALING);
	size_t size;
	char *data = read_file(path, &size);

	if (write(fd, data, size) != (ssize_t)size || fcntl(fd, F_ADD_SEALS, seals) < 0)
		exit(2);
	free(data);
	return fd;
}

static int make(const char *kind, const char *path)
{
	char again[64];
	int ends[2];

	if (!strcmp(kind, "sealed"))
		return make_memory(path, SEALS);
	if (!strcmp(kind, "unsealed"))
		return make_memory(path, 0);
	if (!strcmp(kind, "growing"))
		return make_memory(path, SEALS & ~(F_SEAL_GROW | F_SEAL_SEAL));
	if (!strcmp(kind, "writable"))
		return make_memory(path, SEALS & ~(F_SEAL_WRITE | F_SEAL_SEAL));
	if (!strcmp(kind, "write-only")) {
		(void)snprintf(again, sizeof(again), "/proc/self/fd/%d", make_memory(path, 0));
		ends[0] = open(again, O_WRONLY);
		return fcntl(ends[0], F_ADD_SEALS, SEALS) < 0 ? -1 : ends[0];
	}
	if (!strcmp(kind, "path"))
		return open(path, O_PATH);
	if (!strcmp(kind, "file"))
		return open(path, O_RDONLY);
	if (!strcmp(kind, "directory"))
		return open("/", O_RDONLY | O_DIRECTORY);
	if (!strcmp(kind, "zero"))
		return open("/dev/zero", O_RDONLY);
	if (!strcmp(kind, "null"))
		return open("/dev/null", O_RDONLY);
	if (!strcmp(kind, "pipe"))
		return pipe(ends) < 0 ? -1 : ends[0];
	if (!strcmp(kind, "socket"))
		return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0 ? -1 : ends[0];
	return -1;
}

static size_t take_hex(const char *text, uint8_t *ret)
{
	size_t size = 0;
	unsigned int byte;

	for (; sscanf(text, "%2x", &byte) == 1; text += 2)
		ret[size++] = (uint8_t)byte;
	return size;
}

static int fill(sd_bus_message *call, int argc, char **argv)
{
	uint8_t challenge[256];
	const int fd = make(argv[1], argv[2]);
	size_t size;
	int i, r;

	if (fd < 0)
		return -1;
	r = sd_bus_message_append(call, "h", fd);
	if (r >= 0)
		r = sd_bus_message_append_array(call, 'y', challenge, take_hex(argv[3], challenge));
	if (r >= 0)
		r = sd_bus_message_open_container(call, 'a', "{sv}");
	for (i = 4; r >= 0 && i + 1 < argc; i += 2)
		r = sd_bus_message_append(call, "{sv}", argv[i], "s",
					  read_file(argv[i + 1], &size));
	return r < 0 ? r : sd_bus_message_close_container(call);
}

int main(int argc, char **argv)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	sd_bus_message *call = NULL, *reply = NULL;
	const char *path;
	sd_bus *bus = NULL;

	if (argc < 4 || sd_bus_open_system(&bus) < 0 ||
	    sd_bus_message_new_method_call(bus, &call, "org.svsm.Guest1", "/org/svsm/Guest1",
					   "org.svsm.Guest1.Evidence", "Verify") < 0 ||
	    fill(call, argc, argv) < 0)
		return 2;
	if (sd_bus_call(bus, call, 0, &error, &reply) < 0) {
		fprintf(stderr, "%s: %s\n", error.name, error.message);
		return EXIT_FAILURE;
	}
	if (sd_bus_message_read(reply, "o", &path) < 0)
		return 2;
	puts(path);
	return EXIT_SUCCESS;
}
