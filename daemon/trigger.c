/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Triggers, and their distance.
 */
#include "daemon/trigger.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "daemon/keeper.h"
#include "daemon/say.h"
#include "daemon/tell.h"
#include "daemon/trigger_clock.h"
#include "daemon/trigger_clone.h"
#include "daemon/trigger_ima.h"
#include "daemon/trigger_resume.h"
#include "lib/format/svsmd_conf.h"
#include "lib/sys/boot_clock.h"

#define GATHER_MS	500	/* a resume shows in more ways than one */
#define BUSY_MS		1000	/* an appraisal that had begun before runs */
#define ACCURACY_US	100000

struct trigger {
	struct keeper *keeper;
	uint64_t distance_ms;
	bool has_begun;		/* one, that was triggered, */
	uint64_t begun_ms;	/* then, ms since this boot */
	bool is_pulled;
	uint64_t gathered_ms;	/* then: not before that */
	sd_event_source *timer;
	struct trigger_resume *resume;
	struct trigger_clock *clock;
	struct trigger_clone *clone;
	struct trigger_ima ima;
};

static uint64_t next_ms(const struct trigger *trigger)
{
	return trigger->has_begun ? trigger->begun_ms + trigger->distance_ms : 0;
}

static void set_timer(struct trigger *trigger, uint64_t due_ms)
{
	(void)sd_event_source_set_time(trigger->timer, due_ms * 1000); /* it is its own */
	(void)sd_event_source_set_enabled(trigger->timer, SD_EVENT_ONESHOT);
}

static void plan(struct trigger *trigger)
{
	const uint64_t next = next_ms(trigger);

	set_timer(trigger, next > trigger->gathered_ms ? next : trigger->gathered_ms);
}

/* One that runs may have looked already at what the trigger is about. */
static int on_timer(sd_event_source *source, uint64_t usec, void *user)
{
	struct trigger *trigger = user;
	const uint64_t now = boot_clock_ms();

	if (!keeper_next_us(trigger->keeper)) {
		set_timer(trigger, now + BUSY_MS);
		return 0;
	}
	trigger->is_pulled = false;
	trigger->has_begun = true;
	trigger->begun_ms = now;
	if (keeper_appraise(trigger->keeper) < 0)
		tell(MESSAGE_APPRAISAL_UNABLE, "the self-appraisal cannot be begun");
	return 0;
}

void trigger_pull(struct trigger *trigger, const char *why)
{
	if (trigger->is_pulled)
		return;
	trigger->is_pulled = true;
	trigger->gathered_ms = boot_clock_ms() + GATHER_MS;
	say(SAY_NOTICE, "%s: appraising again%s", why,
	    next_ms(trigger) > trigger->gathered_ms ?
		    ", but not before Distance= has passed" : "");
	plan(trigger);
}

void trigger_tell_look(struct trigger *trigger, const struct appraisal_record *record)
{
	trigger_ima_take(&trigger->ima, trigger, record);
}

void trigger_configure(struct trigger *trigger, const struct svsmd_conf *conf)
{
	trigger->distance_ms = conf->trigger_distance_ms;
	if (trigger->is_pulled)
		plan(trigger);
	trigger_resume_configure(trigger->resume, conf);
	trigger_clock_configure(trigger->clock, conf);
	trigger_clone_configure(trigger->clone, conf);
	trigger_ima_configure(&trigger->ima, conf);
}

int trigger_new(const struct trigger_params *params, struct trigger **ret)
{
	struct trigger *trigger = calloc(1, sizeof(*trigger));
	int r;

	if (!trigger)
		return -ENOMEM;
	trigger->keeper = params->keeper;
	r = sd_event_add_time(params->event, &trigger->timer, CLOCK_BOOTTIME, UINT64_MAX,
			      ACCURACY_US, on_timer, trigger);
	if (r >= 0)
		r = sd_event_source_set_enabled(trigger->timer, SD_EVENT_OFF);
	if (r >= 0)
		r = trigger_resume_new(trigger, params->bus, &trigger->resume);
	if (r >= 0)
		r = trigger_clock_new(trigger, params->event, &trigger->clock);
	if (r >= 0)
		r = trigger_clone_new(trigger, params->event, &trigger->clone);
	if (r < 0) {
		trigger_free(trigger);
		return r;
	}
	trigger_configure(trigger, params->conf);
	*ret = trigger;
	return 0;
}

void trigger_free(struct trigger *trigger)
{
	if (!trigger)
		return;
	trigger_clone_free(trigger->clone);
	trigger_clock_free(trigger->clock);
	trigger_resume_free(trigger->resume);
	sd_event_source_disable_unref(trigger->timer);
	free(trigger);
}
