/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The system bus, and what answers on it: svsmd before all.  Nobody is started by being
 * asked: where svsmd does not run, that is the answer.  libsystemd is loaded by bus_open().
 *
 * Messages are sd-bus's own; this header does without its.  Texts in them come from another
 * process: whoever prints them sees to it that they are text (lib/format/json_writer.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUS_SVSMD_SERVICE	"org.svsm.Guest1"	/* the name of its interface as well */
#define BUS_SVSMD_PATH		"/org/svsm/Guest1"

struct bus;
struct fault;
struct pollfd;
struct sd_bus_message;

/* Whom to call; NULL stands for svsmd's service, object, and the service's name. */
struct bus_target {
	const char *service, *path, *interface;
};

/*
 * The system bus, $DBUS_SYSTEM_BUS_ADDRESS's if that is set.  0; -EOPNOTSUPP where libsystemd
 * is not installed; -ENOENT, -ECONNREFUSED where there is no bus; else -errno.
 */
int bus_open(struct bus **ret, struct fault *fault);

/*
 * From now on who is called may have the user authenticate, at this terminal if there is no
 * better place, and calls wait for that.
 */
void bus_be_patient(struct bus *bus);

/* Whether somebody has that name now. */
bool bus_has_name(struct bus *bus, const char *name);

/*
 * Calls @method with arguments as sd_bus_message_append() takes them.  Waits for the answer,
 * which is the caller's to bus_message_free(); @ret may be NULL.  0; -EHOSTUNREACH: nobody has
 * the name; -EACCES: who asks may not; -EREMOTEIO: it failed; else the -errno of the error that
 * came.  Its words are in @fault.
 */
int bus_call(struct bus *bus, const struct bus_target *target, const char *method,
	     struct sd_bus_message **ret, struct fault *fault, const char *types, ...);

/* The same with the arguments "aya{sv}": those bytes, and no options. */
int bus_call_bytes(struct bus *bus, const struct bus_target *target, const char *method,
		   struct sd_bus_message **ret, struct fault *fault, const void *data,
		   size_t size);

/* One property: the answer stands in its value, of type @type, to be read. */
int bus_get(struct bus *bus, const struct bus_target *target, const char *property,
	    const char *type, struct sd_bus_message **ret, struct fault *fault);

/* All properties: the answer is an "a{sv}". */
int bus_get_all(struct bus *bus, const struct bus_target *target, struct sd_bus_message **ret,
		struct fault *fault);

/* As sd_bus_message_read(): above 0 read, 0 at the end of an array, else -errno. */
int bus_read(struct sd_bus_message *message, const char *types, ...);

/* An array of fixed-size elements, which lies in the message; size in bytes. */
int bus_read_array(struct sd_bus_message *message, char type, const void **ret,
		   size_t *ret_size);

/* Containers, as sd-bus has them: 'a', 'r' (struct), 'e' (entry), 'v'. */
int bus_enter(struct sd_bus_message *message, char type, const char *contents);
int bus_leave(struct sd_bus_message *message);
int bus_skip(struct sd_bus_message *message, const char *types);

/* The type of what is in the variant that comes next, which lies in the message. */
int bus_peek_variant(struct sd_bus_message *message, const char **ret);

/* What is heard of a match rule, while bus_process() runs.  @message is the library's. */
typedef void bus_heard(struct sd_bus_message *message, void *user);

/* 0, or -errno.  At most BUS_MATCHES_MAX of them; each lasts as long as @bus. */
#define BUS_MATCHES_MAX	8
int bus_listen(struct bus *bus, const char *rule, bus_heard *heard, void *user,
	       struct fault *fault);

/* Handles all that has come.  0; -ENOTCONN: the bus is gone; else -errno. */
int bus_process(struct bus *bus, struct fault *fault);

/*
 * Waits until something may have come for bus_process(), for one of @others, or for
 * @timeout_ms (-1: for ever).  0, or -errno; -EINTR for a signal.
 */
int bus_wait(struct bus *bus, struct pollfd *others, size_t count, int timeout_ms);

/* What who asked svsmd should do about that error, for say_error(); NULL: nothing is known. */
const char *bus_remedy(int error);

/* The same for who may not do it without svsmd. */
const char *bus_remedy_for_user(int error);

void bus_message_free(struct sd_bus_message *message);
void bus_message_cleanup(struct sd_bus_message **message);

/* Accepts NULL. */
void bus_close(struct bus *bus);
void bus_cleanup(struct bus **bus);
