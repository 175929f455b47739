/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Running the hook.
 */
#include "daemon/reaction_hook.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/systemd_manager.h"
#include "daemon/tell.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/svsmd_conf.h"
#include "lib/policy/hook_environment.h"
#include "lib/sys/root_program.h"

#define RETRY_US	1000000		/* one of before still runs */
#define MISSED_US	30000000	/* its end was not heard of */
#define STOP_US		2000000		/* between SIGTERM and SIGKILL, to all of it */
#define MEMORY_MAX	(256ull << 20)
#define TASKS_MAX	64ull
#define LINES_MAX	100u		/* that the journal takes of it */
#define LINES_US	60000000
#define ACCURACY_US	100000

struct reaction_hook {
	sd_event *event;
	sd_bus *bus;
	char path[SVSMD_CONF_PATH_MAX + 1];	/* empty: none */
	uint64_t timeout_us;
	bool has_network;
	bool is_waiting;			/* for @environment to be told */
	enum trust_state before;		/* of the change that waits, then */
	struct hook_environment environment;
	bool is_running;
	sd_event_source *timer;
	sd_bus_slot *removed, *call;
};

static void start(struct reaction_hook *hook);

static void set_timer(struct reaction_hook *hook, uint64_t span_us)
{
	(void)sd_event_source_set_time_relative(hook->timer, span_us); /* it is its own */
	(void)sd_event_source_set_enabled(hook->timer, SD_EVENT_ONESHOT);
}

static void end(struct reaction_hook *hook)
{
	hook->is_running = false;
	hook->removed = sd_bus_slot_unref(hook->removed);
	(void)sd_event_source_set_enabled(hook->timer, SD_EVENT_OFF);
	if (hook->is_waiting)
		start(hook);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *user)
{
	struct reaction_hook *hook = user;

	if (hook->is_running)
		tell(MESSAGE_REACTION_FAILED, "%s: systemd does not tell how it ended",
		     REACTION_HOOK_UNIT);
	end(hook);
	return 0;
}

static int on_removed(sd_bus_message *message, void *user, sd_bus_error *unused)
{
	struct reaction_hook *hook = user;
	const char *path, *unit, *result;
	uint32_t number;

	if (sd_bus_message_read(message, "uoss", &number, &path, &unit, &result) < 0 ||
	    strcmp(unit, REACTION_HOOK_UNIT) || !hook->is_running)
		return 0;
	if (strcmp(result, "done"))
		tell(MESSAGE_REACTION_FAILED, "%s: the hook has not done its work (%s): see "
		     "'journalctl -u %s'", hook->path, result, REACTION_HOOK_UNIT);
	end(hook);
	return 0;
}

static int on_asked(sd_bus_message *reply, void *user, sd_bus_error *unused)
{
	const sd_bus_error *error = sd_bus_message_get_error(reply);
	struct reaction_hook *hook = user;

	if (!error)
		return 0;
	if (sd_bus_error_has_name(error, SYSTEMD_UNIT_EXISTS)) {
		/* What it was to be told is told later, unless something newer is. */
		hook->is_running = false;
		hook->is_waiting = true;
		set_timer(hook, RETRY_US);
		return 0;
	}
	tell(MESSAGE_REACTION_FAILED, "%s: systemd does not run it: %s", hook->path,
	     error->message);
	end(hook);
	return 0;
}

/* ---- the unit ------------------------------------------------------------------ */

static int add_yes(sd_bus_message *message)
{
	static const char *const names[] = {
		"NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectKernelTunables",
		"ProtectKernelModules", "ProtectKernelLogs", "ProtectControlGroups",
		"ProtectHostname", "ProtectClock", "RestrictRealtime", "RestrictSUIDSGID",
		"LockPersonality",
	};
	size_t i;
	int r = 0;

	for (i = 0; i < sizeof(names) / sizeof(names[0]) && r >= 0; i++)
		r = sd_bus_message_append(message, "(sv)", names[i], "b", 1);
	return r;
}

static int add_text(sd_bus_message *message)
{
	static const char *const texts[][2] = {
		{ "Description", "What the Administrator Does About Trust" },
		{ "Type", "oneshot" },
		{ "CollectMode", "inactive-or-failed" },
		{ "KillMode", "control-group" },
		{ "StandardInput", "null" },
		{ "StandardOutput", "journal" },
		{ "StandardError", "journal" },
		{ "SyslogIdentifier", "svsm-hook" },
		{ "ProtectSystem", "strict" },
		{ "ProtectHome", "yes" },
	};
	size_t i;
	int r = 0;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]) && r >= 0; i++)
		r = sd_bus_message_append(message, "(sv)", texts[i][0], "s", texts[i][1]);
	return r;
}

static int add_limits(sd_bus_message *message, const struct reaction_hook *hook)
{
	const struct {
		const char *name;
		uint64_t value;
	} limits[] = {
		{ "TimeoutStartUSec", hook->timeout_us },
		{ "TimeoutStopUSec", STOP_US },
		{ "LogRateLimitIntervalUSec", LINES_US },
		{ "MemoryMax", MEMORY_MAX },
		{ "TasksMax", TASKS_MAX },
		{ "CapabilityBoundingSet", 0 },
	};
	size_t i;
	int r = 0;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]) && r >= 0; i++)
		r = sd_bus_message_append(message, "(sv)", limits[i].name, "t", limits[i].value);
	if (r >= 0)
		r = sd_bus_message_append(message, "(sv)(sv)", "LogRateLimitBurst", "u",
					  LINES_MAX, "PrivateNetwork", "b",
					  (int)!hook->has_network);
	return r;
}

static int add_program(sd_bus_message *message, const struct reaction_hook *hook,
		       const char *program)
{
	const char *variables[HOOK_ENVIRONMENT_COUNT + 1] = { NULL };
	size_t i;
	int r;

	for (i = 0; i < HOOK_ENVIRONMENT_COUNT; i++)
		variables[i] = hook->environment.variables[i];
	r = sd_bus_message_append(message, "(sv)", "ExecStart", "a(sasb)", 1, program, 1, program,
				  0);
	if (r >= 0)
		r = sd_bus_message_open_container(message, 'r', "sv");
	if (r >= 0)
		r = sd_bus_message_append(message, "s", "Environment");
	if (r >= 0)
		r = sd_bus_message_open_container(message, 'v', "as");
	if (r >= 0)
		r = sd_bus_message_append_strv(message, (char **)variables);
	if (r >= 0)
		r = sd_bus_message_close_container(message);
	return r < 0 ? r : sd_bus_message_close_container(message);
}

static int ask(struct reaction_hook *hook, const char *program)
{
	sd_bus_message *message = NULL;
	int r;

	r = sd_bus_message_new_method_call(hook->bus, &message, SYSTEMD_SERVICE, SYSTEMD_PATH,
					   SYSTEMD_MANAGER, "StartTransientUnit");
	if (r >= 0)
		r = sd_bus_message_append(message, "ss", REACTION_HOOK_UNIT, "fail");
	if (r >= 0)
		r = sd_bus_message_open_container(message, 'a', "(sv)");
	if (r >= 0)
		r = add_text(message);
	if (r >= 0)
		r = add_yes(message);
	if (r >= 0)
		r = add_limits(message, hook);
	if (r >= 0)
		r = add_program(message, hook, program);
	if (r >= 0)
		r = sd_bus_message_close_container(message);
	if (r >= 0)
		r = sd_bus_message_append(message, "a(sa(sv))", 0);
	hook->call = sd_bus_slot_unref(hook->call);
	if (r >= 0)
		r = sd_bus_call_async(hook->bus, &hook->call, message, on_asked, hook, 0);
	sd_bus_message_unref(message);
	return r;
}

static void start(struct reaction_hook *hook)
{
	struct fault fault = FAULT_NONE;
	char program[PATH_MAX];
	int r = 0;

	hook->is_waiting = false;
	if (!*hook->path)
		return;
	if (root_program_check(hook->path, 0, program, &fault) < 0) {
		tell(MESSAGE_REACTION_FAILED, "Hook=%s: %s", hook->path, fault.text);
		return;
	}
	/* Only while one runs: the ends of all jobs of the system would wake svsmd. */
	if (!hook->removed)
		r = sd_bus_match_signal_async(hook->bus, &hook->removed, SYSTEMD_SERVICE,
					      SYSTEMD_PATH, SYSTEMD_MANAGER, "JobRemoved",
					      on_removed, NULL, hook);
	if (r >= 0)
		r = ask(hook, program);
	if (r < 0) {
		tell(MESSAGE_REACTION_FAILED, "%s: systemd cannot be asked to run it: %s",
		     hook->path, error_text(r));
		return;
	}
	hook->is_running = true;
	set_timer(hook, hook->timeout_us + STOP_US + MISSED_US);
}

void reaction_hook_take(struct reaction_hook *hook, enum trust_state before,
			const struct trust *trust)
{
	if (!hook->is_waiting)
		hook->before = before;
	hook_environment_make(trust, hook->before, &hook->environment);
	hook->is_waiting = *hook->path;
	if (hook->is_waiting && !hook->is_running)
		start(hook);
}

/* ---- lifetime ------------------------------------------------------------------ */

void reaction_hook_configure(struct reaction_hook *hook, const struct svsmd_conf *conf)
{
	strcpy(hook->path, conf->hook);
	hook->timeout_us = conf->hook_timeout_ms * 1000;
	hook->has_network = conf->has_hook_network;
}

int reaction_hook_new(sd_event *event, sd_bus *bus, const struct svsmd_conf *conf,
		      struct reaction_hook **ret)
{
	struct reaction_hook *hook = calloc(1, sizeof(*hook));
	int r;

	if (!hook)
		return -ENOMEM;
	hook->event = sd_event_ref(event);
	hook->bus = sd_bus_ref(bus);
	reaction_hook_configure(hook, conf);
	r = sd_event_add_time(event, &hook->timer, CLOCK_BOOTTIME, UINT64_MAX, ACCURACY_US,
			      on_timer, hook);
	if (r >= 0)
		r = sd_event_source_set_enabled(hook->timer, SD_EVENT_OFF);
	if (r < 0) {
		reaction_hook_free(hook);
		return r;
	}
	*ret = hook;
	return 0;
}

void reaction_hook_free(struct reaction_hook *hook)
{
	if (!hook)
		return;
	sd_bus_slot_unref(hook->call);
	sd_bus_slot_unref(hook->removed);
	sd_event_source_disable_unref(hook->timer);
	sd_bus_unref(hook->bus);
	sd_event_unref(hook->event);
	free(hook);
}
