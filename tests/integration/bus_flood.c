/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A user who calls svsmd as often, and with as much, as the bus lets through; then says how
 * often what was answered.
 *
 *	bus_flood UID COUNT METHOD [BYTES]
 *
 * METHOD is State, GetHistory, Reattest, ListServices, ReadEventLog, Introspect, all of them in
 * turn ("all"), the same with nobody waiting for an answer ("silent"), or Attest or Verify, with a
 * challenge or a policy of so many BYTES.
 */
#include <fcntl.h>
#include <grp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#define SERVICE		"org.svsm.Guest1"
#define PROPERTIES	"org.freedesktop.DBus.Properties"
#define ERRORS_MAX	16

static struct {
	char name[128];
	unsigned int count;
} answers[ERRORS_MAX];
static unsigned int left;

static int on_answer(sd_bus_message *reply, void *user, sd_bus_error *unused)
{
	const sd_bus_error *error = sd_bus_message_get_error(reply);
	const char *name = error ? error->name : "answered";
	size_t i;

	left--;
	for (i = 0; i < ERRORS_MAX - 1 && answers[i].count && strcmp(answers[i].name, name);)
		i++;
	(void)snprintf(answers[i].name, sizeof(answers[i].name), "%s", name);
	answers[i].count++;
	return 0;
}

static sd_bus_message *begin(sd_bus *bus, const char *interface, const char *member)
{
	sd_bus_message *call = NULL;

	if (sd_bus_message_new_method_call(bus, &call, SERVICE, "/org/svsm/Guest1", interface,
					   member) < 0)
		exit(2);
	return call;
}

static sd_bus_message *make_large(sd_bus *bus, const char *method, size_t size)
{
	uint8_t *bytes = malloc(size + 1);
	sd_bus_message *call;
	int r, fd;

	memset(bytes, 'x', size);
	bytes[size] = '\0';
	if (!strcmp(method, "Attest")) {
		call = begin(bus, SERVICE, method);
		r = sd_bus_message_append_array(call, 'y', bytes, size);
		if (r >= 0)
			r = sd_bus_message_append(call, "a{sv}", 0);
	} else {
		call = begin(bus, SERVICE ".Evidence", "Verify");
		fd = memfd_create("evidence", MFD_ALLOW_SEALING);
		if (write(fd, "x", 1) != 1 || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
							     F_SEAL_WRITE) < 0)
			exit(2);
		r = sd_bus_message_append(call, "h", fd);
		(void)close(fd);
		if (r >= 0)
			r = sd_bus_message_append_array(call, 'y', bytes, 32);
		if (r >= 0)
			r = sd_bus_message_append(call, "a{sv}", 1, "policy", "s", bytes);
	}
	free(bytes);
	if (r < 0)
		exit(2);
	return call;
}

static sd_bus_message *make(sd_bus *bus, const char *method, unsigned int number, size_t size)
{
	static const char *const all[] = { "State", "GetHistory", "Reattest", "ListServices",
					   "ReadEventLog", "Introspect" };
	sd_bus_message *call;
	int r = 0;

	if (!strcmp(method, "all") || !strcmp(method, "silent"))
		method = all[number % (sizeof(all) / sizeof(all[0]))];
	if (!strcmp(method, "State")) {
		call = begin(bus, PROPERTIES, "Get");
		r = sd_bus_message_append(call, "ss", SERVICE, method);
	} else if (!strcmp(method, "GetHistory")) {
		call = begin(bus, SERVICE, method);
		r = sd_bus_message_append(call, "tu", (uint64_t)0, 100);
	} else if (!strcmp(method, "Reattest")) {
		call = begin(bus, SERVICE, method);
		r = sd_bus_message_append(call, "a{sv}", 0);
	} else if (!strcmp(method, "ListServices")) {
		call = begin(bus, SERVICE ".Evidence", method);
	} else if (!strcmp(method, "ReadEventLog")) {
		call = begin(bus, SERVICE ".Evidence", method);
		r = sd_bus_message_append(call, "a{sv}tu", 0, (uint64_t)0, 200);
	} else if (!strcmp(method, "Introspect")) {
		call = begin(bus, "org.freedesktop.DBus.Introspectable", method);
	} else {
		call = make_large(bus, method, size);
	}
	if (r < 0)
		exit(2);
	return call;
}

/* All of them at once, as far as there is room. */
static int flood(sd_bus *bus, const char *method, unsigned int count, size_t size)
{
	const bool is_silent = !strcmp(method, "silent");
	sd_bus_message *call;
	unsigned int i;
	int r = 0;

	for (i = 0; r >= 0 && i < count; i++) {
		call = make(bus, method, i, size);
		if (is_silent) {
			r = sd_bus_message_set_expect_reply(call, 0);
			if (r >= 0)
				r = sd_bus_send(bus, call, NULL);
		} else {
			r = sd_bus_call_async(bus, NULL, call, on_answer, NULL, 60 * 1000000ULL);
			left++;
		}
		sd_bus_message_unref(call);
		if (r >= 0 && i % 64 == 63)
			r = sd_bus_flush(bus);
	}
	return r < 0 ? r : sd_bus_flush(bus);
}

int main(int argc, char **argv)
{
	const uid_t uid = argc > 3 ? (uid_t)atoi(argv[1]) : 0;
	sd_bus *bus = NULL;
	size_t i;
	int r;

	if (argc < 4 || setgroups(0, NULL) < 0 || setresgid(uid, uid, uid) < 0 ||
	    setresuid(uid, uid, uid) < 0 || sd_bus_open_system(&bus) < 0)
		return 2;
	r = flood(bus, argv[3], (unsigned int)atoi(argv[2]),
		  argc > 4 ? strtoul(argv[4], NULL, 10) : 0);
	while (r >= 0 && left) {
		r = sd_bus_process(bus, NULL);
		if (r == 0)
			r = sd_bus_wait(bus, UINT64_MAX);
	}
	for (i = 0; i < ERRORS_MAX && answers[i].count; i++)
		printf("%s %u\n", answers[i].name, answers[i].count);
	if (r < 0)
		printf("thrown off the bus: %s\n", strerror(-r));
	sd_bus_flush_close_unref(bus);
	return EXIT_SUCCESS;
}
