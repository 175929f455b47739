/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listening to logind.
 */
#include "daemon/trigger_resume.h"

#include <errno.h>
#include <stdlib.h>

#include "daemon/say.h"
#include "daemon/trigger.h"
#include "lib/base/error.h"
#include "lib/format/svsmd_conf.h"

struct trigger_resume {
	struct trigger *trigger;
	sd_bus *bus;
	sd_bus_slot *match;
};

/* True before it, false afterwards. */
static int on_prepare(sd_bus_message *message, void *user, sd_bus_error *unused)
{
	struct trigger_resume *resume = user;
	int is_before;

	if (sd_bus_message_read(message, "b", &is_before) >= 0 && !is_before)
		trigger_pull(resume->trigger, "logind says that this guest was suspended");
	return 0;
}

void trigger_resume_configure(struct trigger_resume *resume, const struct svsmd_conf *conf)
{
	int r = 0;

	if (!conf->has_resume_trigger)
		resume->match = sd_bus_slot_unref(resume->match);
	else if (!resume->match)
		r = sd_bus_match_signal_async(resume->bus, &resume->match,
					      "org.freedesktop.login1", "/org/freedesktop/login1",
					      "org.freedesktop.login1.Manager", "PrepareForSleep",
					      on_prepare, NULL, resume);
	if (r < 0)
		say(SAY_WARNING, "logind cannot be listened to: %s", error_text(r));
}

int trigger_resume_new(struct trigger *trigger, sd_bus *bus, struct trigger_resume **ret)
{
	struct trigger_resume *resume = calloc(1, sizeof(*resume));

	if (!resume)
		return -ENOMEM;
	resume->trigger = trigger;
	resume->bus = sd_bus_ref(bus);
	*ret = resume;
	return 0;
}

void trigger_resume_free(struct trigger_resume *resume)
{
	if (!resume)
		return;
	sd_bus_slot_unref(resume->match);
	sd_bus_unref(resume->bus);
	free(resume);
}
