/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machine's end.
 */
#include "daemon/reaction_action.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/reaction_once.h"
#include "daemon/systemd_manager.h"
#include "daemon/tell.h"
#include "lib/base/error.h"
#include "lib/format/svsmd_conf.h"
#include "lib/policy/trust.h"

#define MARK		"reacted-action"
#define ACCURACY_US	100000

struct reaction_action {
	sd_bus *bus;
	enum svsmd_conf_action action;
	bool has_volumes;
	uint64_t delay_us;
	bool is_waiting;
	char cause[TRUST_CAUSE_MAX];
	struct reaction_once once;
	sd_event_source *timer;
};

static const char *verb_of(const struct reaction_action *action)
{
	return action->action == SVSMD_CONF_REBOOT ? "rebooted" : "powered off";
}

static int on_asked(sd_bus_message *reply, void *user, sd_bus_error *unused)
{
	const sd_bus_error *error = sd_bus_message_get_error(reply);
	const struct reaction_action *action = user;

	if (error)
		tell(MESSAGE_REACTION_FAILED, "this machine is not %s: systemd says: %s",
		     verb_of(action), error->message);
	return 0;
}

static int ask(struct reaction_action *action)
{
	const bool is_reboot = action->action == SVSMD_CONF_REBOOT;

	if (action->has_volumes)
		return sd_bus_call_method_async(action->bus, NULL, SYSTEMD_SERVICE, SYSTEMD_PATH,
						SYSTEMD_MANAGER,
						is_reboot ? "Reboot" : "PowerOff", on_asked,
						action, NULL);
	return sd_bus_call_method_async(action->bus, NULL, SYSTEMD_SERVICE, SYSTEMD_PATH,
					SYSTEMD_MANAGER, "StartUnit", on_asked, action, "ss",
					is_reboot ? "reboot.target" : "poweroff.target",
					"replace-irreversibly");
}

static int on_due(sd_event_source *source, uint64_t usec, void *user)
{
	struct reaction_action *action = user;
	int r;

	action->is_waiting = false;
	reaction_once_mark(&action->once);
	tell(MESSAGE_MACHINE_ENDS, "this machine is %s now, since it has failed: %s",
	     verb_of(action), action->cause);
	r = ask(action);
	if (r < 0)
		tell(MESSAGE_REACTION_FAILED, "this machine is not %s: systemd cannot be asked: %s",
		     verb_of(action), error_text(r));
	return 0;
}

static void stop_waiting(struct reaction_action *action)
{
	if (!action->is_waiting)
		return;
	action->is_waiting = false;
	(void)sd_event_source_set_enabled(action->timer, SD_EVENT_OFF); /* it is its own */
	tell(MESSAGE_REACTION, "this machine is not %s any more", verb_of(action));
}

void reaction_action_take(struct reaction_action *action, const struct trust *trust)
{
	if (trust->state != TRUST_FAILED) {
		stop_waiting(action);
		reaction_once_forget(&action->once);
		return;
	}
	if (action->action == SVSMD_CONF_STAY || action->is_waiting || action->once.is_done)
		return;
	action->is_waiting = true;
	strcpy(action->cause, trust->cause);
	tell(MESSAGE_MACHINE_ENDS, "this machine is %s in %llu s, since it has failed: %s; "
	     "'busctl call org.svsm.Guest1 /org/svsm/Guest1 org.svsm.Guest1 Reset' prevents it",
	     verb_of(action), (unsigned long long)(action->delay_us / 1000000), action->cause);
	(void)sd_event_source_set_time_relative(action->timer, action->delay_us); /* as above */
	(void)sd_event_source_set_enabled(action->timer, SD_EVENT_ONESHOT);
}

void reaction_action_configure(struct reaction_action *action, const struct svsmd_conf *conf)
{
	if (action->action != conf->failed_action)
		stop_waiting(action);
	action->action = conf->failed_action;
	action->has_volumes = *conf->volumes[0];
	action->delay_us = conf->failed_delay_ms * 1000;
}

int reaction_action_new(sd_event *event, sd_bus *bus, const char *folder,
			const struct svsmd_conf *conf, struct reaction_action **ret)
{
	struct reaction_action *action = calloc(1, sizeof(*action));
	int r;

	if (!action)
		return -ENOMEM;
	action->bus = sd_bus_ref(bus);
	reaction_action_configure(action, conf);
	r = reaction_once_init(&action->once, folder, MARK);
	if (!r)
		r = sd_event_add_time(event, &action->timer, CLOCK_BOOTTIME, UINT64_MAX,
				      ACCURACY_US, on_due, action);
	if (r >= 0)
		r = sd_event_source_set_enabled(action->timer, SD_EVENT_OFF);
	if (r < 0) {
		reaction_action_free(action);
		return r;
	}
	*ret = action;
	return 0;
}

void reaction_action_free(struct reaction_action *action)
{
	if (!action)
		return;
	sd_event_source_disable_unref(action->timer);
	sd_bus_unref(action->bus);
	free(action);
}
