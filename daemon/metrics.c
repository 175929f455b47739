/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Measuring svsmd.  Counters begin with the process, as those who gather them expect.
 */
#include "daemon/metrics.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/keeper.h"
#include "daemon/tell.h"
#include "daemon/worker.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/base/version.h"
#include "lib/format/openmetrics.h"
#include "lib/sys/boot_clock.h"
#include "lib/sys/whole_file.h"

#define TEXT_SIZE_MAX	(64u * 1024)
#define OUTCOMES	(APPRAISED_GOOD + 1)

struct metrics {
	const struct keeper *keeper;
	const struct worker *worker;
	char path[SVSMD_CONF_PATH_MAX + 1];	/* empty: none */
	uint64_t appraisals[OUTCOMES], changes[_TRUST_EVENT_MAX];
	uint64_t begun;		/* ms since this boot; 0: no appraisal is under way */
	uint64_t took;		/* ms */
	int64_t last;		/* seconds since 1970; 0: none was made */
};

static const char *const outcomes[] = {
	[APPRAISED_UNABLE] = "unable",
	[APPRAISED_BAD] = "bad",
	[APPRAISED_GOOD] = "good",
};

static void put_state(struct openmetrics *out, const struct trust *trust)
{
	int i;

	openmetrics_gauge(out, "svsm_trust_state", NULL,
			  "How far this guest is to be trusted: 1 for the state it is in.");
	for (i = 0; i < _TRUST_STATE_MAX; i++)
		openmetrics_sample(out, &(struct openmetrics_label){
					"state", trust_state_name((enum trust_state)i) },
				   1, trust->state == (enum trust_state)i);
	openmetrics_gauge(out, "svsm_trust_assurance", NULL,
			  "Who stands behind the state: 1 for whoever it is.");
	for (i = 0; i < _TRUST_ASSURANCE_MAX; i++)
		openmetrics_sample(out, &(struct openmetrics_label){
					"assurance",
					trust_assurance_name((enum trust_assurance)i) },
				   1, trust->assurance == (enum trust_assurance)i);
}

static void put_time(struct openmetrics *out, const char *name, const char *help, uint64_t ms)
{
	if (!ms)
		return;
	openmetrics_gauge(out, name, "seconds", help);
	openmetrics_sample_milli(out, NULL, 0, ms);
}

/* The verdict's end is kept by the boot's clock, and shown by the other. */
static uint64_t verdict_until(const struct trust *trust)
{
	const uint64_t boot = boot_clock_ms();

	if (!trust->has_verdict || trust->verdict_until < boot)
		return 0;
	return (uint64_t)time(NULL) * 1000 + trust->verdict_until - boot;
}

static void put_times(struct openmetrics *out, const struct metrics *metrics)
{
	const struct trust *trust = keeper_trust(metrics->keeper);

	put_time(out, "svsm_trust_changed_timestamp_seconds", "When the state last changed.",
		 (uint64_t)trust->since * 1000);
	put_time(out, "svsm_verdict_until_timestamp_seconds",
		 "Until when the verifier's verdict holds.", verdict_until(trust));
	put_time(out, "svsm_appraisal_timestamp_seconds",
		 "When the last self-appraisal ended.", (uint64_t)metrics->last * 1000);
	put_time(out, "svsm_appraisal_duration_seconds",
		 "How long the last self-appraisal took, with the wait for its turn.",
		 metrics->took);
	put_time(out, "svsm_appraisal_next_timestamp_seconds",
		 "When the next self-appraisal is due.", keeper_next_us(metrics->keeper) / 1000);
}

static void put_counters(struct openmetrics *out, const struct metrics *metrics)
{
	int i;

	openmetrics_counter(out, "svsm_appraisals",
			    "Self-appraisals since svsmd started, by what came of them.");
	for (i = 0; i < OUTCOMES; i++)
		openmetrics_sample(out, &(struct openmetrics_label){ "outcome", outcomes[i] }, 1,
				   metrics->appraisals[i]);
	openmetrics_counter(out, "svsm_trust_changes",
			    "Changes of the state since svsmd started, by the event.");
	for (i = 0; i < _TRUST_EVENT_MAX; i++)
		openmetrics_sample(out, &(struct openmetrics_label){
					"event", trust_event_name((enum trust_event_kind)i) },
				   1, metrics->changes[i]);
	openmetrics_counter(out, "svsm_worker_failures",
			    "Processes of svsmd-worker since svsmd started that ended badly.");
	openmetrics_sample(out, NULL, 0, worker_failures(metrics->worker));
	openmetrics_gauge(out, "svsm_trust_history_entries", NULL,
			  "Changes in the history, over all boots, those that were dropped too.");
	openmetrics_sample(out, NULL, 0, keeper_history_count(metrics->keeper));
}

static void put_guest(struct openmetrics *out, const struct metrics *metrics)
{
	const struct appraisal_record *record = keeper_record(metrics->keeper);
	char ek[HEX_TEXT_SIZE(APPRAISAL_RECORD_NAME_SIZE)] = "";
	struct openmetrics_label labels[] = {
		{ "version", SVSM_GUEST_VERSION },
		{ "transport", record->transport },
		{ "persistence", record->persistence },
		{ "ek_name", ek },
	};

	if (record->has_identity)
		(void)hex_encode(record->ek_name, sizeof(record->ek_name), ek);
	openmetrics_gauge(out, "svsm_guest_info", NULL,
			  "This guest: svsmd, its way to the SVSM, its vTPM; always 1.");
	openmetrics_sample(out, labels, sizeof(labels) / sizeof(labels[0]), 1);
	openmetrics_gauge(out, "svsm_vtpm_is_persistent", NULL,
			  "Whether the vTPM is known to outlive a launch.");
	openmetrics_sample(out, NULL, 0, !strcmp(record->persistence, "persistent"));
}

static void write_all(struct metrics *metrics)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(TEXT_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct openmetrics out;
	int r;

	if (!*metrics->path)
		return;
	openmetrics_init(&out, &text);
	put_state(&out, keeper_trust(metrics->keeper));
	put_times(&out, metrics);
	put_counters(&out, metrics);
	put_guest(&out, metrics);
	r = openmetrics_end(&out);
	if (r < 0)
		(void)fault_set(&fault, r, "%s: cannot be made: %s", metrics->path, error_text(r));
	else
		r = whole_file_write(metrics->path, text.data, text.size, &fault);
	if (r < 0)
		tell(MESSAGE_NOT_SHOWN, "%s; who gathers metrics does not see this", fault.text);
}

int metrics_new(const struct keeper *keeper, const struct worker *worker, struct metrics **ret)
{
	struct metrics *metrics = calloc(1, sizeof(*metrics));

	if (!metrics)
		return -ENOMEM;
	metrics->keeper = keeper;
	metrics->worker = worker;
	*ret = metrics;
	return 0;
}

static void take_away(const struct metrics *metrics)
{
	if (*metrics->path)
		(void)unlink(metrics->path); /* it need not be there */
}

void metrics_configure(struct metrics *metrics, const char *path)
{
	if (!strcmp(metrics->path, path))
		return;
	take_away(metrics);
	strcpy(metrics->path, path);
	write_all(metrics);
}

void metrics_begin_appraisal(struct metrics *metrics)
{
	metrics->begun = boot_clock_ms();
}

void metrics_take_appraisal(struct metrics *metrics, const struct appraisal_record *record)
{
	metrics->appraisals[record->outcome]++;
	metrics->last = time(NULL);
	metrics->took = metrics->begun ? boot_clock_ms() - metrics->begun : 0;
	metrics->begun = 0;
	write_all(metrics);
}

void metrics_take_change(struct metrics *metrics, const struct trust *trust)
{
	metrics->changes[trust->event]++;
	write_all(metrics);
}

void metrics_free(struct metrics *metrics)
{
	if (!metrics)
		return;
	take_away(metrics);
	free(metrics);
}
