/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking systemd for units.
 */
#include "daemon/reaction_unit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/tell.h"
#include "lib/base/error.h"
#include "lib/format/svsmd_conf.h"
#include "lib/policy/trust.h"

#define NO_SUCH_UNIT	"org.freedesktop.systemd1.NoSuchUnit"

/* What was asked for last; at the beginning nobody knows what stands. */
enum asked { ASKED_NOTHING, ASKED_START, ASKED_STOP };

struct target {
	char unit[SVSMD_CONF_UNIT_MAX + 1];	/* empty: none */
	enum trust_state state;			/* in which it stands */
	enum asked asked;
};

struct reaction_unit {
	sd_bus *bus;
	struct target targets[2];
};

#define TARGETS	(sizeof(((struct reaction_unit *)0)->targets) / sizeof(struct target))

static int on_started(sd_bus_message *reply, void *user, sd_bus_error *unused)
{
	const sd_bus_error *error = sd_bus_message_get_error(reply);
	const struct target *target = user;

	if (error)
		tell(MESSAGE_REACTION_FAILED, "%s: systemd does not start it: %s; svsmd.conf(5) "
		     "names another unit", target->unit, error->message);
	return 0;
}

/* To stop what does not exist, or where nobody starts units, is no failure. */
static int on_stopped(sd_bus_message *reply, void *user, sd_bus_error *unused)
{
	const sd_bus_error *error = sd_bus_message_get_error(reply);
	const struct target *target = user;

	if (error && !sd_bus_error_has_name(error, NO_SUCH_UNIT) &&
	    !sd_bus_error_has_name(error, SD_BUS_ERROR_SERVICE_UNKNOWN))
		tell(MESSAGE_REACTION_FAILED, "%s: systemd does not stop it: %s", target->unit,
		     error->message);
	return 0;
}

static void ask(struct reaction_unit *unit, struct target *target, enum asked wanted)
{
	const bool is_start = wanted == ASKED_START;
	int r;

	target->asked = wanted;
	r = sd_bus_call_method_async(unit->bus, NULL, "org.freedesktop.systemd1",
				     "/org/freedesktop/systemd1",
				     "org.freedesktop.systemd1.Manager",
				     is_start ? "StartUnit" : "StopUnit",
				     is_start ? on_started : on_stopped, target, "ss",
				     target->unit, "replace");
	if (r < 0)
		tell(MESSAGE_REACTION_FAILED, "%s: systemd cannot be asked to %s it: %s",
		     target->unit, is_start ? "start" : "stop", error_text(r));
	else if (is_start)
		tell(MESSAGE_REACTION, "starting %s", target->unit);
}

void reaction_unit_take(struct reaction_unit *unit, const struct trust *trust)
{
	size_t i;

	for (i = 0; i < TARGETS; i++) {
		struct target *target = &unit->targets[i];
		const enum asked wanted =
			trust->state == target->state ? ASKED_START : ASKED_STOP;

		if (*target->unit && target->asked != wanted)
			ask(unit, target, wanted);
	}
}

static void set(struct target *target, enum trust_state state, const char *unit)
{
	if (strcmp(target->unit, unit))
		target->asked = ASKED_NOTHING;
	target->state = state;
	strcpy(target->unit, unit);
}

void reaction_unit_configure(struct reaction_unit *unit, const struct svsmd_conf *conf)
{
	set(&unit->targets[0], TRUST_TRUSTED, conf->trusted_unit);
	set(&unit->targets[1], TRUST_FAILED, conf->failed_unit);
}

int reaction_unit_new(sd_bus *bus, const struct svsmd_conf *conf, struct reaction_unit **ret)
{
	struct reaction_unit *unit = calloc(1, sizeof(*unit));

	if (!unit)
		return -ENOMEM;
	unit->bus = sd_bus_ref(bus);
	reaction_unit_configure(unit, conf);
	*ret = unit;
	return 0;
}

void reaction_unit_free(struct reaction_unit *unit)
{
	if (!unit)
		return;
	sd_bus_unref(unit->bus);
	free(unit);
}
