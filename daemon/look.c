/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looks, and when they are due.
 */
#include "daemon/look.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "daemon/look_notice.h"
#include "daemon/tell.h"
#include "daemon/worker.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/appraisal_record.h"
#include "lib/format/svsmd_conf.h"
#include "lib/sys/boot_clock.h"

#define TIMEOUT_MS	(60 * 1000)
#define ACCURACY_US	500000
#define NEVER		UINT64_MAX
#define BUSY_MS		500	/* an appraisal runs, which may have looked already */
#define BLIND_MS	4000

struct look {
	struct worker *worker;
	struct look_listener listener;
	struct look_notice *notice;
	uint64_t watch_ms, told_ms;	/* where the driver does not tell, and where it does */
	uint64_t quote_ms;		/* 0: never, as the two before */
	uint64_t quoted_ms;		/* the last signature, ms since this boot */
	uint64_t asked_ms;		/* the look that a notice asks for is due; NEVER: none */
	bool is_asked;			/* so is the one that waits or runs */
	struct work *work;		/* NULL: none waits or runs */
	bool is_blind;			/* the last one failed, which was said */
	sd_event_source *timer;
};

static uint64_t next_quote(const struct look *look)
{
	return look->quote_ms ? look->quoted_ms + look->quote_ms : NEVER;
}

static uint64_t watch_ms(const struct look *look)
{
	if (!look->watch_ms)
		return 0;
	return look_notice_listen(look->notice) ? look->told_ms : look->watch_ms;
}

static void plan(struct look *look)
{
	const uint64_t now = boot_clock_ms(), watch = watch_ms(look);
	uint64_t due = watch ? now + watch : NEVER;

	if (next_quote(look) < due)
		due = next_quote(look);
	if (look->asked_ms < due)
		due = look->asked_ms;
	if (due < now)
		due = now;
	if (due == NEVER) {
		(void)sd_event_source_set_enabled(look->timer, SD_EVENT_OFF); /* it is its own */
		return;
	}
	(void)sd_event_source_set_time(look->timer, due * 1000);
	(void)sd_event_source_set_enabled(look->timer, SD_EVENT_ONESHOT);
}

static void on_looked(void *user, const struct work_result *result)
{
	struct appraisal_record record = { .outcome = APPRAISED_UNABLE };
	struct look *look = user;
	struct fault fault = FAULT_NONE;

	look->work = NULL;
	if (!result->is_done)
		appraisal_record_put_reason(&record, result->why_not);
	else if (appraisal_record_decode(result->said, result->size, &record, &fault) < 0)
		appraisal_record_put_reason(&record, fault.text);
	if (record.has_pcrs || record.outcome == APPRAISED_BAD)
		look->listener.taken(look->listener.user, &record);
	else if (!look->is_blind)
		tell(MESSAGE_BLIND, "the PCRs cannot be looked at: %s", record.reason);
	look->is_blind = !record.has_pcrs;
	if (look->is_blind && look->is_asked && look->asked_ms == NEVER)
		look->asked_ms = boot_clock_ms() + BLIND_MS;
	plan(look);
}

static int add(struct look *look, bool is_quote)
{
	const struct appraisal_record *last = look->listener.last(look->listener.user);
	char name[HEX_TEXT_SIZE(APPRAISAL_RECORD_NAME_SIZE)];
	struct work_request request = {
		.arguments = { "look" },
		.out = -1,
		.is_own = true,
		.timeout_ms = TIMEOUT_MS,
		.done = on_looked,
		.user = look,
	};

	if (is_quote && last->has_identity) {
		request.arguments[0] = "quote";
		request.arguments[1] = hex_encode(last->ak_name, sizeof(last->ak_name), name);
	}
	return worker_add(look->worker, &request, &look->work);
}

static int on_due(sd_event_source *source, uint64_t usec, void *user)
{
	struct look *look = user;
	const uint64_t now = boot_clock_ms();
	const bool is_quote = now >= next_quote(look);

	if (is_quote)
		look->quoted_ms = now; /* also where it fails: then the next is as far away */
	if (look->work)
		return 0;
	if (!look->listener.is_busy(look->listener.user) && !add(look, is_quote)) {
		look->is_asked = look->asked_ms != NEVER;
		look->asked_ms = NEVER;
		return 0;
	}
	if (look->asked_ms != NEVER)
		look->asked_ms = now + BUSY_MS;
	plan(look);
	return 0;
}

/* One that runs may have looked already: then another follows. */
static void on_notice(void *user)
{
	struct look *look = user;

	look->asked_ms = boot_clock_ms();
	(void)on_due(look->timer, 0, look);
}

void look_tell_quoted(struct look *look)
{
	look->quoted_ms = boot_clock_ms();
}

void look_configure(struct look *look, const struct svsmd_conf *conf)
{
	look->watch_ms = svsmd_conf_watch_ms(conf, false);
	look->told_ms = svsmd_conf_watch_ms(conf, true);
	if (!look->watch_ms) {
		look_notice_stop(look->notice);
		look->asked_ms = NEVER;
	}
	look->quote_ms = conf->quote_ms;
	if (!look->work)
		plan(look);
}

int look_new(const struct look_params *params, struct look **ret)
{
	struct look *look = calloc(1, sizeof(*look));
	int r;

	if (!look)
		return -ENOMEM;
	look->worker = params->worker;
	look->listener = params->listener;
	look->quoted_ms = boot_clock_ms();
	look->asked_ms = NEVER;
	r = sd_event_add_time(params->event, &look->timer, CLOCK_BOOTTIME, UINT64_MAX,
			      ACCURACY_US, on_due, look);
	if (r >= 0)
		r = look_notice_new(params->event, params->pcr_changes,
				    &(struct look_notice_listener){ on_notice, look },
				    &look->notice);
	if (r < 0) {
		look_free(look);
		return r;
	}
	*ret = look;
	return 0;
}

void look_free(struct look *look)
{
	if (!look)
		return;
	if (look->work)
		work_cancel(look->work);
	look_notice_free(look->notice);
	sd_event_source_disable_unref(look->timer);
	free(look);
}
