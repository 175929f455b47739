/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keeping trust.
 */
#include "daemon/keeper.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "daemon/keeper_store.h"
#include "daemon/look.h"
#include "daemon/tell.h"
#include "daemon/worker.h"
#include "lib/base/fault.h"
#include "lib/format/verdict_record.h"
#include "lib/policy/identity_watch.h"
#include "lib/policy/pcr_watch.h"
#include "lib/policy/shown.h"
#include "lib/sys/boot_clock.h"
#include "lib/sys/trust_history.h"

#define APPRAISAL_TIMEOUT_MS	(5 * 60 * 1000)	/* the driver may make it wait its turn */
#define CAUSE_ROOM		512	/* more than trust.h keeps, which cuts it */
#define UNABLE_MAX		3	/* hiccups in a row that change nothing yet */
#define ACCURACY_US		1000000

struct keeper {
	sd_event *event;
	struct worker *worker;
	struct svsmd_conf conf;
	struct keeper_listener listener;
	struct keeper_store store;
	struct trust trust;
	struct appraisal_record record;	/* the last one that had an identity, or zeros */
	struct work *work;		/* NULL: no appraisal waits or runs */
	struct look *look;		/* at the PCRs in between */
	unsigned int unable;		/* that could not be made, in a row */
	uint64_t next_boot_ms;		/* when the next is due */
	int64_t seen;			/* when the record's PCRs were, by the wall clock */
	struct shown shown;		/* evidence that a verdict may come of */
	sd_event_source *due, *appraisal;
};

static struct trust_time now(void)
{
	return (struct trust_time){ .real = time(NULL), .boot = boot_clock_ms() };
}

static struct trust_rules rules_of(const struct keeper *keeper)
{
	return (struct trust_rules){
		.may_trust_self = keeper->conf.may_trust_self,
		.has_verifier = svsmd_conf_has_verifier(&keeper->conf),
		.grace_ms = keeper->conf.verifier_grace_ms,
	};
}

static void plan_due(struct keeper *keeper)
{
	const struct trust_rules rules = rules_of(keeper);
	const uint64_t due = trust_next_due(&keeper->trust, &rules);

	if (due > UINT64_MAX / 1000) {
		(void)sd_event_source_set_enabled(keeper->due, SD_EVENT_OFF); /* it is its own */
		return;
	}
	(void)sd_event_source_set_time(keeper->due, due * 1000);
	(void)sd_event_source_set_enabled(keeper->due, SD_EVENT_ONESHOT);
}

static void on_change(const struct keeper *keeper, const struct trust *before)
{
	tell_change(&keeper->trust, before);
	if (keeper->listener.changed)
		keeper->listener.changed(keeper->listener.user, before);
}

/* Evidence of before is of another guest then, as far as a verdict goes. */
static bool ends_what_was(enum trust_event_kind kind)
{
	return kind == TRUST_SELF_BAD || kind == TRUST_REMOTE_BAD ||
	       kind == TRUST_IDENTITY_CHANGED || kind == TRUST_PCR_MOVED || kind == TRUST_RESET;
}

static void happen_for(struct keeper *keeper, enum trust_event_kind kind, const char *cause,
		       uint64_t valid_ms)
{
	const struct trust_event event = { .kind = kind, .cause = cause, .valid_ms = valid_ms };
	const struct trust_rules rules = rules_of(keeper);
	const struct trust before = keeper->trust;
	const struct trust_time time = now();
	bool is_changed;

	is_changed = trust_apply(&keeper->trust, &rules, &event, time);
	if (ends_what_was(kind))
		shown_forget(&keeper->shown, time.boot);
	keeper_store_save(&keeper->store, &keeper->trust, &keeper->record, &time, is_changed);
	plan_due(keeper);
	if (keeper->trust.is_unreachable && !before.is_unreachable)
		tell(MESSAGE_VERIFIER_UNREACHABLE, "the verifier cannot be reached: %s",
		     cause ? cause : "it does not answer");
	if (is_changed)
		on_change(keeper, &before);
}

static void happen(struct keeper *keeper, enum trust_event_kind kind, const char *cause)
{
	happen_for(keeper, kind, cause, 0);
}

/* @span ms from now, and a random part of @jitter. */
static void plan_appraisal(struct keeper *keeper, uint64_t span, uint64_t jitter)
{
	uint64_t random = 0;

	/* Without random bytes there is no jitter, which costs nobody anything. */
	if (jitter && getrandom(&random, sizeof(random), GRND_NONBLOCK) == sizeof(random))
		span += random % (jitter + 1);
	keeper->next_boot_ms = now().boot + span;
	(void)sd_event_source_set_time(keeper->appraisal, keeper->next_boot_ms * 1000);
	(void)sd_event_source_set_enabled(keeper->appraisal, SD_EVENT_ONESHOT);
	if (keeper->listener.scheduled)
		keeper->listener.scheduled(keeper->listener.user);
}

static void plan_retry(struct keeper *keeper)
{
	uint64_t span = keeper->conf.retry_ms;
	unsigned int i;

	for (i = 1; i < keeper->unable && span < keeper->conf.interval_ms; i++)
		span *= 2;
	if (span > keeper->conf.interval_ms)
		span = keeper->conf.interval_ms;
	plan_appraisal(keeper, span, span / 4);
}

/* "PCR 11, 12 moved, and no log says by what" */
static void tell_moved(uint32_t moved, char *ret, size_t size)
{
	size_t used = (size_t)snprintf(ret, size, "PCR");
	const char *comma = " ";
	unsigned int pcr;

	for (pcr = 0; pcr < APPRAISAL_RECORD_PCRS && used < size; pcr++) {
		if (!(moved >> pcr & 1))
			continue;
		used += (size_t)snprintf(ret + used, size - used, "%s%u", comma, pcr);
		comma = ", ";
	}
	if (used < size)
		(void)snprintf(ret + used, size - used, " moved, and no log says by what");
}

static void take_record(struct keeper *keeper, const struct appraisal_record *record)
{
	const uint32_t moved = pcr_watch_moved(&keeper->record, record);
	const char *changed = identity_watch_changed(&keeper->record, record);
	char text[TRUST_CAUSE_MAX];

	if (record->has_identity && record->has_pcrs) {
		tell_birth(record->birth, keeper->record.birth);
		keeper->record = *record;
		keeper->seen = now().real;
		keeper_store_save_record(&keeper->store, record);
	}
	if (changed)
		happen(keeper, TRUST_IDENTITY_CHANGED, changed);
	if (moved) {
		tell_moved(moved, text, sizeof(text));
		happen(keeper, TRUST_PCR_MOVED, text);
	}
	keeper->unable = record->outcome == APPRAISED_UNABLE ? keeper->unable + 1 : 0;
	if (record->outcome == APPRAISED_UNABLE)
		tell(MESSAGE_APPRAISAL_UNABLE, "the self-appraisal cannot be made: %s",
		     record->reason);
	if (changed || moved)
		return;
	if (record->outcome == APPRAISED_GOOD)
		happen(keeper, TRUST_SELF_GOOD, record->reason);
	else if (record->outcome == APPRAISED_BAD)
		happen(keeper, TRUST_SELF_BAD, record->reason);
	else if (keeper->unable >= UNABLE_MAX)
		happen(keeper, TRUST_SELF_UNABLE, record->reason);
}

static void on_appraised(void *user, const struct work_result *result)
{
	struct appraisal_record record = { .outcome = APPRAISED_UNABLE };
	struct fault fault = FAULT_NONE;
	struct keeper *keeper = user;

	keeper->work = NULL;
	if (!result->is_done)
		appraisal_record_put_reason(&record, result->why_not);
	else if (appraisal_record_decode(result->said, result->size, &record, &fault) < 0)
		appraisal_record_put_reason(&record, fault.text);
	take_record(keeper, &record);
	look_tell_quoted(keeper->look);
	if (record.outcome == APPRAISED_UNABLE)
		plan_retry(keeper);
	else
		plan_appraisal(keeper, keeper->conf.interval_ms, keeper->conf.jitter_ms);
	if (keeper->listener.appraised)
		keeper->listener.appraised(keeper->listener.user, &record);
}

/*
 * Only what has become another is of interest; that nobody has signed it, as well.  Whether
 * any has.
 */
static bool take_pcrs(struct keeper *keeper, const struct appraisal_record *look)
{
	if (!look->has_pcrs || !keeper->record.has_pcrs)
		return false;
	keeper->seen = now().real;
	if (!memcmp(keeper->record.pcrs, look->pcrs, sizeof(look->pcrs)))
		return false;
	memcpy(keeper->record.pcrs, look->pcrs, sizeof(look->pcrs));
	keeper->record.explained = look->explained;
	keeper_store_save_record(&keeper->store, &keeper->record);
	return true;
}

/*
 * What was seen is told before what follows from it.  A signature that is wrong is found by
 * an appraisal too; one that is right adds nothing.
 */
static void take_look(void *user, const struct appraisal_record *look)
{
	struct keeper *keeper = user;
	const uint32_t moved = pcr_watch_moved(&keeper->record, look);
	const bool is_changed = take_pcrs(keeper, look);
	char text[TRUST_CAUSE_MAX];

	if (keeper->listener.looked)
		keeper->listener.looked(keeper->listener.user, look, is_changed);
	if (is_changed && moved) {
		tell_moved(moved, text, sizeof(text));
		happen(keeper, TRUST_PCR_MOVED, text);
	}
	if (look->outcome == APPRAISED_BAD)
		happen(keeper, TRUST_SELF_BAD, look->reason);
}

static const struct appraisal_record *last_record(void *user)
{
	return &((const struct keeper *)user)->record;
}

static bool is_busy(void *user)
{
	return ((const struct keeper *)user)->work;
}

int keeper_appraise(struct keeper *keeper)
{
	const struct svsmd_conf *conf = &keeper->conf;
	const struct work_request request = {
		.arguments = { "appraise", conf->policy, conf->ark, conf->certificates },
		.out = -1,
		.is_own = true,
		.timeout_ms = APPRAISAL_TIMEOUT_MS,
		.done = on_appraised,
		.user = keeper,
	};
	int r;

	if (keeper->work)
		return 0;
	r = worker_add(keeper->worker, &request, &keeper->work);
	if (r < 0)
		return r;
	(void)sd_event_source_set_enabled(keeper->appraisal, SD_EVENT_OFF);
	if (keeper->listener.scheduled)
		keeper->listener.scheduled(keeper->listener.user);
	return 0;
}

static int on_appraisal_due(sd_event_source *source, uint64_t usec, void *user)
{
	struct keeper *keeper = user;

	if (keeper_appraise(keeper) < 0) {
		keeper->unable++;
		tell(MESSAGE_APPRAISAL_UNABLE, "the self-appraisal cannot be begun, trying again");
		plan_retry(keeper);
	}
	return 0;
}

static int on_due(sd_event_source *source, uint64_t usec, void *user)
{
	struct keeper *keeper = user;
	const struct trust_rules rules = rules_of(keeper);
	enum trust_event_kind kind;

	while (trust_due(&keeper->trust, &rules, now().boot, &kind))
		happen(keeper, kind, kind == TRUST_GRACE_OVER ?
		       "the verifier is away, and the time of grace is over" :
		       "the verifier's verdict has run out");
	return 0;
}

int keeper_new(const struct keeper_params *params, struct keeper **ret, struct fault *fault)
{
	struct keeper *keeper = calloc(1, sizeof(*keeper));
	int r;

	if (!keeper)
		return fault_set(fault, -ENOMEM, "out of memory");
	keeper->store = KEEPER_STORE_NONE;
	keeper->event = sd_event_ref(params->event);
	keeper->worker = params->worker;
	keeper->conf = *params->conf;
	keeper->listener = params->listener;
	r = keeper_store_open(&keeper->store, params->state_folder, params->runtime_folder, fault);
	if (!r) {
		keeper_store_load(&keeper->store, &keeper->trust, &keeper->record);
		r = sd_event_add_time(keeper->event, &keeper->due, CLOCK_BOOTTIME, UINT64_MAX,
				      ACCURACY_US, on_due, keeper);
		if (r >= 0)
			r = sd_event_add_time(keeper->event, &keeper->appraisal, CLOCK_BOOTTIME,
					      UINT64_MAX, ACCURACY_US, on_appraisal_due, keeper);
		if (r >= 0)
			r = look_new(&(struct look_params){
					.event = keeper->event,
					.worker = keeper->worker,
					.pcr_changes = params->pcr_changes,
					.listener = { last_record, is_busy, take_look, keeper },
				     }, &keeper->look);
		if (r < 0)
			(void)fault_set(fault, r, "no timers are to be had");
	}
	if (r < 0) {
		keeper_free(keeper);
		return r;
	}
	plan_due(keeper);
	*ret = keeper;
	return 0;
}

void keeper_begin(struct keeper *keeper)
{
	(void)on_appraisal_due(NULL, 0, keeper);
	look_configure(keeper->look, &keeper->conf);
}

void keeper_configure(struct keeper *keeper, const struct svsmd_conf *conf)
{
	keeper->conf = *conf;
	plan_due(keeper);
	look_configure(keeper->look, conf);
	if (keeper_appraise(keeper) < 0)
		tell(MESSAGE_APPRAISAL_UNABLE, "the self-appraisal cannot be begun");
}

void keeper_take_shown(struct keeper *keeper, const struct shown_bundle *bundle, uint64_t begun)
{
	shown_add(&keeper->shown, bundle, begun);
}

static int check_verdict(struct keeper *keeper, const struct verdict_record *verdict,
			 struct fault *fault)
{
	if (!shown_take(&keeper->shown, verdict))
		return fault_set(fault, -ESTALE, "verdict: it is of no evidence that was collected "
				 "here since this service started and anything failed, or it was "
				 "taken already");
	if (verdict->is_accepted &&
	    !identity_watch_is_of(&keeper->record, verdict->ek_name, verdict->ak_name))
		return fault_set(fault, -EKEYREJECTED, "verdict: it is of another vTPM than the "
				 "last self-appraisal found");
	return 0;
}

int keeper_take_verdict(struct keeper *keeper, const void *text, size_t size,
			struct fault *fault)
{
	struct verdict_record verdict;
	char cause[CAUSE_ROOM];
	int r;

	r = verdict_record_decode(text, size, &verdict, fault);
	if (!r)
		r = check_verdict(keeper, &verdict, fault);
	if (r < 0)
		return r;
	(void)snprintf(cause, sizeof(cause), "%s: %s", *verdict.verifier ? verdict.verifier :
		       "the verifier", verdict.reason);
	happen_for(keeper, verdict.is_accepted ? TRUST_REMOTE_GOOD : TRUST_REMOTE_BAD, cause,
		   verdict.valid * 1000);
	return 0;
}

void keeper_take_unreachable(struct keeper *keeper, const char *why)
{
	happen(keeper, TRUST_REMOTE_UNREACHABLE, why);
}

void keeper_reset(struct keeper *keeper, const char *who)
{
	/* What moved, and which machine it was, is what the reset accepts. */
	keeper->record = (struct appraisal_record){ .outcome = APPRAISED_UNABLE };
	keeper_store_save_record(&keeper->store, &keeper->record);
	happen(keeper, TRUST_RESET, who);
	if (keeper_appraise(keeper) < 0)
		tell(MESSAGE_APPRAISAL_UNABLE, "the self-appraisal cannot be begun");
}

const struct trust *keeper_trust(const struct keeper *keeper)
{
	return &keeper->trust;
}

const struct appraisal_record *keeper_record(const struct keeper *keeper)
{
	return &keeper->record;
}

uint64_t keeper_next_us(const struct keeper *keeper)
{
	const struct trust_time time = now();

	if (keeper->work)
		return 0;
	return (uint64_t)time.real * 1000000 +
	       (keeper->next_boot_ms > time.boot ? keeper->next_boot_ms - time.boot : 0) * 1000;
}

const struct svsmd_conf *keeper_conf(const struct keeper *keeper)
{
	return &keeper->conf;
}

uint64_t keeper_seen_us(const struct keeper *keeper)
{
	return keeper->record.has_pcrs ? (uint64_t)keeper->seen * 1000000 : 0;
}

const char *keeper_verifier_key(const struct keeper *keeper)
{
	return keeper->conf.verifier_key;
}

const char *keeper_history_path(const struct keeper *keeper)
{
	return keeper->store.path;
}

uint64_t keeper_history_count(const struct keeper *keeper)
{
	return trust_history_count(keeper->store.history);
}

void keeper_free(struct keeper *keeper)
{
	if (!keeper)
		return;
	if (keeper->work)
		work_cancel(keeper->work);
	look_free(keeper->look);
	sd_event_source_disable_unref(keeper->due);
	sd_event_source_disable_unref(keeper->appraisal);
	keeper_store_close(&keeper->store);
	sd_event_unref(keeper->event);
	free(keeper);
}
