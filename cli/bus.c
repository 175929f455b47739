/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking on the system bus.
 */
#include "cli/bus.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <time.h>

#include "cli/polkit_agent.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/json_writer.h"

#define BUS_NAME	"org.freedesktop.DBus"
#define BUS_PATH	"/org/freedesktop/DBus"
#define PROPERTIES	"org.freedesktop.DBus.Properties"
#define OTHERS_MAX	4
#define PATIENCE_US	(6 * 60 * 1000000ULL)	/* svsmd gives polkit 5 min */

struct bus_match {
	bus_heard *heard;
	void *user;
};

struct bus {
	sd_bus *connection;
	bool is_patient;
	pid_t agent;	/* 0: none */
	struct bus_match matches[BUS_MATCHES_MAX];
	size_t match_count;
};

static void cleanup_error(sd_bus_error *error)
{
	sd_bus_error_free(error);
}

static struct bus_target whole(const struct bus_target *target)
{
	const char *service = (target ? target->service : NULL) ?: BUS_SVSMD_SERVICE;

	return (struct bus_target){
		.service = service,
		.path = (target ? target->path : NULL) ?: BUS_SVSMD_PATH,
		.interface = (target ? target->interface : NULL) ?: service,
	};
}

int bus_open(struct bus **ret, struct fault *fault)
{
	_cleanup_(bus_cleanup) struct bus *bus = calloc(1, sizeof(*bus));
	int r;

	if (!bus)
		return fault_set(fault, -ENOMEM, "system bus: out of memory");
	r = sd_bus_open_system(&bus->connection);
	if (r == -EOPNOTSUPP)
		return fault_set(fault, r, "system bus: libsystemd.so.0 is not installed "
				 "(Debian: libsystemd0)");
	if (r < 0)
		return fault_set(fault, r, "system bus: cannot be reached: %s", error_text(r));
	*ret = TAKE_PTR(bus);
	return 0;
}

void bus_be_patient(struct bus *bus)
{
	if (!bus->is_patient)
		bus->agent = polkit_agent_start();
	bus->is_patient = true;
}

/* Somebody else's words, made text; who answered that nobody has the name is the bus. */
static int take_error(const struct bus_target *target, const char *method, int error,
		      const sd_bus_error *said, struct fault *fault)
{
	char text[FAULT_TEXT_MAX];

	if (said->name && (!strcmp(said->name, SD_BUS_ERROR_NAME_HAS_NO_OWNER) ||
			   !strcmp(said->name, SD_BUS_ERROR_SERVICE_UNKNOWN)))
		return fault_set(fault, -EHOSTUNREACH, "%s: nobody has this name on the system "
				 "bus", target->service);
	/* Which sd-bus takes for the same as what is forbidden. */
	if (said->name && !strcmp(said->name, SD_BUS_ERROR_FAILED))
		error = -EREMOTEIO;
	strncpy(text, said->message ?: error_text(error), sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	json_writer_make_text(text);
	return fault_set(fault, error, "%s: %s: %s", target->service, method, text);
}

static int send_call(struct bus *bus, const struct bus_target *target, const char *method,
		     sd_bus_message *call, struct sd_bus_message **ret, struct fault *fault)
{
	_cleanup_(cleanup_error) sd_bus_error error = SD_BUS_ERROR_NULL;
	sd_bus_message *answer = NULL;
	int r;

	r = sd_bus_message_set_auto_start(call, 0);
	if (r >= 0 && bus->is_patient)
		r = sd_bus_message_set_allow_interactive_authorization(call, 1);
	if (r >= 0)
		r = sd_bus_call(bus->connection, call, bus->is_patient ? PATIENCE_US : 0, &error,
				&answer);
	if (r < 0)
		return take_error(target, method, r, &error, fault);
	if (ret)
		*ret = answer;
	else
		bus_message_free(answer);
	return 0;
}

static int make_call(struct bus *bus, const struct bus_target *target, const char *method,
		     sd_bus_message **ret, struct fault *fault)
{
	int r = sd_bus_message_new_method_call(bus->connection, ret, target->service,
					       target->path, target->interface, method);

	return r < 0 ? fault_set(fault, r, "%s: %s: cannot be called: %s", target->service,
				 method, error_text(r)) : 0;
}

static int append_values(sd_bus_message *call, const char *types, ...)
{
	va_list args;
	int r;

	va_start(args, types);
	r = sd_bus_message_appendv(call, types, args);
	va_end(args);
	return r;
}

static int append(const struct bus_target *target, const char *method, sd_bus_message *call,
		  const char *types, va_list args, struct fault *fault)
{
	int r = *types ? sd_bus_message_appendv(call, types, args) : 0;

	return r < 0 ? fault_set(fault, r, "%s: %s: cannot be called with that: %s",
				 target->service, method, error_text(r)) : 0;
}

int bus_call(struct bus *bus, const struct bus_target *target, const char *method,
	     struct sd_bus_message **ret, struct fault *fault, const char *types, ...)
{
	_cleanup_(bus_message_cleanup) sd_bus_message *call = NULL;
	const struct bus_target to = whole(target);
	va_list args;
	int r;

	r = make_call(bus, &to, method, &call, fault);
	if (!r) {
		va_start(args, types);
		r = append(&to, method, call, types, args, fault);
		va_end(args);
	}
	return r < 0 ? r : send_call(bus, &to, method, call, ret, fault);
}

int bus_call_bytes(struct bus *bus, const struct bus_target *target, const char *method,
		   struct sd_bus_message **ret, struct fault *fault, const void *data,
		   size_t size)
{
	_cleanup_(bus_message_cleanup) sd_bus_message *call = NULL;
	const struct bus_target to = whole(target);
	int r;

	r = make_call(bus, &to, method, &call, fault);
	if (r < 0)
		return r;
	r = sd_bus_message_append_array(call, 'y', data, size);
	if (r >= 0)
		r = append_values(call, "a{sv}", 0);
	if (r < 0)
		return fault_set(fault, r, "%s: %s: cannot be called with that: %s", to.service,
				 method, error_text(r));
	return send_call(bus, &to, method, call, ret, fault);
}

const char *bus_remedy_for_user(int error)
{
	switch (error) {
	case -EHOSTUNREACH:
		return "run as root, or start svsmd, which answers others: systemctl start svsmd";
	case -EACCES:
		return "run as root, or see org.svsm.Guest1(5) for the action that polkit must "
		       "allow";
	case -ENOENT:
	case -ECONNREFUSED:
	case -EOPNOTSUPP:
		return "run as root";
	}
	return NULL;
}

const char *bus_remedy(int error)
{
	return error == -EHOSTUNREACH ? "svsmd does not run: systemctl start svsmd" : NULL;
}

bool bus_has_name(struct bus *bus, const char *name)
{
	const struct bus_target target = { BUS_NAME, BUS_PATH, BUS_NAME };
	_cleanup_(bus_message_cleanup) sd_bus_message *answer = NULL;
	int has = 0;

	return !bus_call(bus, &target, "NameHasOwner", &answer, NULL, "s", name) &&
	       bus_read(answer, "b", &has) > 0 && has;
}

int bus_get(struct bus *bus, const struct bus_target *target, const char *property,
	    const char *type, struct sd_bus_message **ret, struct fault *fault)
{
	_cleanup_(bus_message_cleanup) sd_bus_message *answer = NULL;
	const struct bus_target to = whole(target);
	const struct bus_target properties = { to.service, to.path, PROPERTIES };
	int r;

	r = bus_call(bus, &properties, "Get", &answer, fault, "ss", to.interface, property);
	if (r < 0)
		return r;
	r = bus_enter(answer, 'v', type);
	if (r < 0)
		return fault_set(fault, r, "%s: %s: is of another type than %s", to.service,
				 property, type);
	*ret = TAKE_PTR(answer);
	return 0;
}

int bus_get_all(struct bus *bus, const struct bus_target *target, struct sd_bus_message **ret,
		struct fault *fault)
{
	const struct bus_target to = whole(target);
	const struct bus_target properties = { to.service, to.path, PROPERTIES };

	return bus_call(bus, &properties, "GetAll", ret, fault, "s", to.interface);
}

int bus_read(struct sd_bus_message *message, const char *types, ...)
{
	va_list args;
	int r;

	va_start(args, types);
	r = sd_bus_message_readv(message, types, args);
	va_end(args);
	return r;
}

int bus_read_array(struct sd_bus_message *message, char type, const void **ret,
		   size_t *ret_size)
{
	return sd_bus_message_read_array(message, type, ret, ret_size);
}

int bus_enter(struct sd_bus_message *message, char type, const char *contents)
{
	return sd_bus_message_enter_container(message, type, contents);
}

int bus_leave(struct sd_bus_message *message)
{
	return sd_bus_message_exit_container(message);
}

int bus_skip(struct sd_bus_message *message, const char *types)
{
	return sd_bus_message_skip(message, types);
}

int bus_peek_variant(struct sd_bus_message *message, const char **ret)
{
	const char *contents;
	char type;
	int r = sd_bus_message_peek_type(message, &type, &contents);

	if (r < 0)
		return r;
	if (!r || type != 'v')
		return -ENXIO;
	*ret = contents;
	return 0;
}

static int on_message(sd_bus_message *message, void *user, sd_bus_error *error)
{
	const struct bus_match *match = user;

	match->heard(message, match->user);
	return 0;
}

int bus_listen(struct bus *bus, const char *rule, bus_heard *heard, void *user,
	       struct fault *fault)
{
	struct bus_match *match;
	int r;

	if (bus->match_count == BUS_MATCHES_MAX)
		return fault_set(fault, -E2BIG, "system bus: too much is listened to");
	match = &bus->matches[bus->match_count];
	*match = (struct bus_match){ heard, user };
	r = sd_bus_add_match(bus->connection, NULL, rule, on_message, match);
	if (r < 0)
		return fault_set(fault, r, "system bus: cannot be listened to: %s",
				 error_text(r));
	bus->match_count++;
	return 0;
}

int bus_process(struct bus *bus, struct fault *fault)
{
	int r;

	do {
		r = sd_bus_process(bus->connection, NULL);
	} while (r > 0);
	if (r == -ECONNRESET || r == -EPIPE)
		r = -ENOTCONN;
	return r < 0 ? fault_set(fault, r, "system bus: %s", r == -ENOTCONN ?
				 "it is gone" : error_text(r)) : 0;
}

/* In ms; what has to be looked at by @until, in us of the monotonic clock, is sooner. */
static int sooner(int timeout_ms, uint64_t until)
{
	struct timespec now;
	uint64_t left, us;

	if (until == UINT64_MAX)
		return timeout_ms;
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* it exists */
	us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	left = until > us ? (until - us + 999) / 1000 : 0;
	return timeout_ms < 0 || left < (uint64_t)timeout_ms ? (int)left : timeout_ms;
}

int bus_wait(struct bus *bus, struct pollfd *others, size_t count, int timeout_ms)
{
	struct pollfd polls[1 + OTHERS_MAX] = { { .fd = sd_bus_get_fd(bus->connection) } };
	const int events = sd_bus_get_events(bus->connection);
	uint64_t until = UINT64_MAX;
	int r;

	if (polls[0].fd < 0 || events < 0 || count > OTHERS_MAX)
		return count > OTHERS_MAX ? -EINVAL : -ENOTCONN;
	polls[0].events = (short)events;
	if (count)
		memcpy(&polls[1], others, count * sizeof(*others));
	r = sd_bus_get_timeout(bus->connection, &until);
	if (r < 0)
		return r;
	if (poll(polls, 1 + count, sooner(timeout_ms, until)) < 0)
		return -errno;
	if (count)
		memcpy(others, &polls[1], count * sizeof(*others));
	return 0;
}

void bus_message_free(struct sd_bus_message *message)
{
	if (message)
		(void)sd_bus_message_unref(message); /* NULL */
}

void bus_message_cleanup(struct sd_bus_message **message)
{
	bus_message_free(*message);
}

void bus_close(struct bus *bus)
{
	if (!bus)
		return;
	if (bus->connection)
		(void)sd_bus_flush_close_unref(bus->connection); /* NULL */
	polkit_agent_stop(bus->agent);
	free(bus);
}

void bus_cleanup(struct bus **bus)
{
	bus_close(*bus);
}
