/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plays systemd on the tests' bus: says which units it is asked to start and stop, and has no
 * unit to stop.  A transient one it runs, as systemd does a unit of type oneshot: one of a
 * name at a time, with its environment and no other, killed with all its group when its
 * time is over; then JobRemoved says how it ended.  It is logind as well, whose machine
 * sleeps for no time.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#define SYSTEMD		"org.freedesktop.systemd1"
#define PATH		"/org/freedesktop/systemd1"
#define JOB		PATH "/job/1"
#define LOGIND		"org.freedesktop.login1"
#define LOGIND_PATH	"/org/freedesktop/login1"
#define VARIABLES_MAX	16

/* The transient unit; without a name, none runs. */
struct transient {
	sd_bus *bus;
	sd_event *event;
	char name[64], program[256];
	char *variables[VARIABLES_MAX + 1];
	size_t count;
	uint64_t timeout_us;
	pid_t pid;
	int is_over_time;
};

static struct transient transient;

static int take(sd_bus_message *message, void *user, sd_bus_error *error)
{
	const char *verb = sd_bus_message_get_member(message), *unit, *mode;
	int r = sd_bus_message_read(message, "ss", &unit, &mode);

	if (r < 0)
		return r;
	printf("%s %s %s\n", verb, unit, mode);
	if (!strcmp(verb, "StopUnit"))
		return sd_bus_error_set(error, SYSTEMD ".NoSuchUnit", "there is no such unit");
	return sd_bus_reply_method_return(message, "o", JOB);
}

static int take_end(sd_bus_message *message, void *user, sd_bus_error *error)
{
	printf("%s\n", sd_bus_message_get_member(message));
	return sd_bus_reply_method_return(message, NULL);
}

/* ---- a transient unit ---------------------------------------------------------- */

static int on_exit_of(sd_event_source *source, const siginfo_t *info, void *user)
{
	const char *result = transient.is_over_time ? "timeout" :
			     info->si_code == CLD_EXITED && !info->si_status ? "done" : "failed";
	char name[sizeof(transient.name)];

	printf("ended %s %s\n", transient.name, result);
	strcpy(name, transient.name);
	(void)kill(-transient.pid, SIGKILL);
	*transient.name = '\0';
	return sd_bus_emit_signal(transient.bus, PATH, SYSTEMD ".Manager", "JobRemoved", "uoss", 1,
				  JOB, name, result);
}

static int on_timeout(sd_event_source *source, uint64_t usec, void *user)
{
	if (*transient.name && transient.pid == (pid_t)(intptr_t)user) {
		transient.is_over_time = 1;
		(void)kill(-transient.pid, SIGKILL);
	}
	return 0;
}

static int run(void)
{
	sigset_t none;
	int r;

	(void)sigemptyset(&none);
	transient.is_over_time = 0;
	transient.pid = fork();
	if (!transient.pid) {
		(void)setpgid(0, 0);
		(void)sigprocmask(SIG_SETMASK, &none, NULL);
		(void)execle(transient.program, transient.program, (char *)NULL,
			     transient.variables);
		_exit(127);
	}
	r = transient.pid < 0 ? -errno :
	    sd_event_add_child(transient.event, NULL, transient.pid, WEXITED, on_exit_of, NULL);
	if (r >= 0)
		r = sd_event_add_time_relative(transient.event, NULL, CLOCK_MONOTONIC,
					       transient.timeout_us, 1000, on_timeout,
					       (void *)(intptr_t)transient.pid);
	return r;
}

static int read_strings(sd_bus_message *message)
{
	const char *text;
	int r = sd_bus_message_enter_container(message, 'a', "s");

	while (r >= 0 && (r = sd_bus_message_read(message, "s", &text)) > 0)
		if (transient.count < VARIABLES_MAX) {
			printf(" %s", text);
			transient.variables[transient.count++] = strdup(text);
		}
	return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* "property NAME VALUE", and what is needed of it. */
static int read_value(sd_bus_message *message, const char *name)
{
	const char *contents, *text;
	uint64_t number;
	uint32_t small;
	int r = sd_bus_message_peek_type(message, NULL, &contents), flag;

	printf("property %s", name);
	if (r >= 0)
		r = sd_bus_message_enter_container(message, 'v', contents);
	if (r < 0)
		return r;
	if (!strcmp(contents, "s")) {
		r = sd_bus_message_read(message, "s", &text);
		printf(" %s", r < 0 ? "" : text);
	} else if (!strcmp(contents, "b")) {
		r = sd_bus_message_read(message, "b", &flag);
		printf(" %s", r >= 0 && flag ? "yes" : "no");
	} else if (!strcmp(contents, "t")) {
		r = sd_bus_message_read(message, "t", &number);
		printf(" %llu", (unsigned long long)number);
		if (!strcmp(name, "TimeoutStartUSec"))
			transient.timeout_us = number;
	} else if (!strcmp(contents, "u")) {
		r = sd_bus_message_read(message, "u", &small);
		printf(" %u", small);
	} else if (!strcmp(contents, "a(sasb)")) {
		r = sd_bus_message_read(message, "a(sasb)", 1, &text, 1, NULL, NULL);
		(void)snprintf(transient.program, sizeof(transient.program), "%s",
			       r < 0 ? "" : text);
		printf(" %s", transient.program);
	} else {
		r = strcmp(contents, "as") ? -EINVAL : read_strings(message);
	}
	printf("\n");
	return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int read_properties(sd_bus_message *message)
{
	const char *name;
	int r = sd_bus_message_enter_container(message, 'a', "(sv)");

	while (r >= 0 && (r = sd_bus_message_enter_container(message, 'r', "sv")) > 0) {
		r = sd_bus_message_read(message, "s", &name);
		if (r >= 0)
			r = read_value(message, name);
		if (r >= 0)
			r = sd_bus_message_exit_container(message);
	}
	return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int take_transient(sd_bus_message *message, void *user, sd_bus_error *error)
{
	const char *unit, *mode;
	int r = sd_bus_message_read(message, "ss", &unit, &mode);

	if (r < 0)
		return r;
	printf("StartTransientUnit %s %s\n", unit, mode);
	if (*transient.name)
		return sd_bus_error_set(error, SYSTEMD ".UnitExists", "it was loaded already");
	while (transient.count)
		free(transient.variables[--transient.count]);
	memset(transient.variables, 0, sizeof(transient.variables));
	r = read_properties(message);
	if (r >= 0)
		r = run();
	if (r < 0)
		return r;
	(void)snprintf(transient.name, sizeof(transient.name), "%s", unit);
	return sd_bus_reply_method_return(message, "o", JOB);
}

static int take_suspend(sd_bus_message *message, void *user, sd_bus_error *error)
{
	int r, is_before;

	for (is_before = 1; is_before >= 0; is_before--) {
		r = sd_bus_emit_signal(transient.bus, LOGIND_PATH, LOGIND ".Manager",
				       "PrepareForSleep", "b", is_before);
		if (r < 0)
			return r;
	}
	return sd_bus_reply_method_return(message, NULL);
}

static const sd_bus_vtable logind_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("Suspend", "b", NULL, take_suspend, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_SIGNAL("PrepareForSleep", "b", 0),
	SD_BUS_VTABLE_END,
};

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("StartUnit", "ss", "o", take, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("StopUnit", "ss", "o", take, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("StartTransientUnit", "ssa(sv)a(sa(sv))", "o", take_transient,
		      SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("PowerOff", NULL, NULL, take_end, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Reboot", NULL, NULL, take_end, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_SIGNAL("JobRemoved", "uoss", 0),
	SD_BUS_VTABLE_END,
};

int main(void)
{
	sigset_t mask;

	setlinebuf(stdout);
	(void)sigemptyset(&mask);
	(void)sigaddset(&mask, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &mask, NULL) < 0 || sd_event_new(&transient.event) < 0 ||
	    sd_bus_open_system(&transient.bus) < 0 ||
	    sd_bus_attach_event(transient.bus, transient.event, SD_EVENT_PRIORITY_NORMAL) < 0 ||
	    sd_bus_add_object_vtable(transient.bus, NULL, PATH, SYSTEMD ".Manager", vtable,
				     NULL) < 0 ||
	    sd_bus_add_object_vtable(transient.bus, NULL, LOGIND_PATH, LOGIND ".Manager",
				     logind_vtable, NULL) < 0 ||
	    sd_bus_request_name(transient.bus, LOGIND, 0) < 0 ||
	    sd_bus_request_name(transient.bus, SYSTEMD, 0) < 0)
		return EXIT_FAILURE;
	puts("ready");
	return sd_event_loop(transient.event) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
