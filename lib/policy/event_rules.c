/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Going through the logs once for all rules, and telling how each of them ended.
 */
#include "lib/policy/event_rules.h"

#include <errno.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"
#include "lib/policy/rule.h"

#define PCR(n)		(1u << (n))

static const struct {
	const char *name;
	uint32_t pcrs;			/* that it reads, all of which must be proven */
	enum rule_log log;		/* that must be there */
	rule_take take;
	const char *passed;
	const char *missing;		/* where no event is as it should be */
	bool needs_separator;
} rules[] = {
	{ "secure-boot", PCR(7), RULE_FIRMWARE, rule_secure_boot,
	  "Secure Boot is on", "no proven event says whether Secure Boot is on",
	  .needs_separator = true },
	{ "dbx", PCR(7), RULE_FIRMWARE, rule_dbx,
	  "dbx forbids all that the policy says",
	  "no proven event tells the contents of dbx", .needs_separator = true },
	{ "signers", PCR(7), RULE_FIRMWARE, rule_signers,
	  "every image was allowed by a signer that the policy trusts",
	  "no proven event tells who allowed an image", .needs_separator = true },
	{ "boot-images", PCR(4), RULE_FIRMWARE, rule_images,
	  "the policy trusts every image that was started",
	  "no image was started", .needs_separator = false },
	{ "command-line", PCR(8) | PCR(11) | PCR(12), RULE_FIRMWARE, rule_command_line,
	  "the policy allows every command line",
	  "no proven event tells a command line", .needs_separator = false },
	{ "ima-files", PCR(10), RULE_IMA, rule_files,
	  "the policy allows every file that was measured", "no file was measured",
	  .needs_separator = false },
};

#define RULES_COUNT	(sizeof(rules) / sizeof(rules[0]))

struct walk {
	const struct event_rules_params *params;
	struct rule rules[RULES_COUNT];
	bool is_asked[RULES_COUNT];
};

static bool is_asked(const struct policy *policy, rule_take take)
{
	const struct policy_events *events = &policy->events;

	return (take == rule_secure_boot && events->is_secure_boot_required) ||
	       (take == rule_dbx && events->dbx.count) ||
	       (take == rule_signers && events->signers.count) ||
	       (take == rule_images && events->images.count) ||
	       (take == rule_command_line && events->command_line_count) ||
	       (take == rule_files && events->files.count);
}

/* A bank in which @pcr is proven; not SHA-1, whose digests can be of two things. */
static uint16_t find_bank(const struct event_rules_params *params, uint32_t pcr)
{
	size_t i;

	for (i = 0; i < params->bank_count; i++)
		if (params->banks[i].algorithm != HASH_SHA1 && pcr < EVENTLOG_PCRS &&
		    params->banks[i].proven >> pcr & 1)
			return params->banks[i].algorithm;
	return 0;
}

/* IMA's records are replayed from their data, so a proven PCR proves that in any bank. */
static const struct eventlog_digest *find_digest(const struct eventlog_event *event,
						 uint16_t algorithm)
{
	if (event->content == EVENTLOG_CONTENT_IMA && event->digest_count)
		return &event->digests[0];
	return eventlog_event_digest(event, algorithm);
}

static void take_event(struct walk *walk, struct consistency_checker *checker, enum rule_log log,
		       const struct eventlog_event *event)
{
	struct rule_event given = { .log = log, .event = event };
	bool is_proven = false;
	size_t i;

	/* Neither moves a PCR. */
	if (event->nv_index || (event->content == EVENTLOG_CONTENT_TCG &&
				event->type == EV_NO_ACTION))
		return;
	for (i = 0; i < RULES_COUNT; i++) {
		if (!walk->is_asked[i] || walk->rules[i].is_failed || event->pcr >= EVENTLOG_PCRS ||
		    !(rules[i].pcrs & PCR(event->pcr)))
			continue;
		if (!is_proven)
			consistency_prove(checker, event, &given.proof);
		is_proven = true;
		given.digest = find_digest(event, find_bank(walk->params, event->pcr));
		if (given.digest)
			rules[i].take(&walk->rules[i], &walk->params->policy->events, &given);
		else
			rule_fail(&walk->rules[i], &given,
				  "it has no digest for the bank that is proven");
	}
}

static void fail_all(struct walk *walk, const char *reason)
{
	size_t i;

	for (i = 0; i < RULES_COUNT; i++)
		rule_fail(&walk->rules[i], NULL, "%s", reason);
}

/* Read as evidence_logs.c replays them: else these would not be the digests it proves. */
static int open_log(enum rule_log which, const struct event_rules_log *source,
		    struct eventlog *ret, struct fault *fault)
{
	int r;

	if (which == RULE_SYSTEMD)
		return eventlog_init_as(ret, EVENTLOG_SYSTEMD, source->data, source->size, fault);
	if (which == RULE_IMA)
		return eventlog_init_as(ret, EVENTLOG_IMA, source->data, source->size, fault);
	r = eventlog_init(ret, source->data, source->size, fault);
	if (!r && ret->format != EVENTLOG_AGILE && ret->format != EVENTLOG_SHA1)
		return fault_set(fault, -EBADMSG, "event log: not firmware's for a TPM");
	return r;
}

static void read_log(struct walk *walk, struct consistency_checker *checker, enum rule_log which,
		     const struct event_rules_log *source)
{
	struct fault fault = FAULT_NONE;
	struct eventlog_event event;
	struct eventlog log;
	int r;

	if (!source->data)
		return;
	r = open_log(which, source, &log, &fault);
	if (!r)
		while ((r = eventlog_next(&log, &event, &fault)) > 0)
			take_event(walk, checker, which, &event);
	if (r < 0)
		fail_all(walk, fault.text);
}

/* What must be there before any event is read. */
static void check_premises(struct walk *walk)
{
	const struct event_rules_params *params = walk->params;
	size_t i;
	uint32_t pcr;

	for (i = 0; i < RULES_COUNT; i++) {
		walk->is_asked[i] = is_asked(params->policy, rules[i].take);
		if (!(rules[i].log == RULE_IMA ? params->ima.data : params->firmware.data))
			rule_fail(&walk->rules[i], NULL, "there is no %s log",
				  rule_log_name(rules[i].log));
		for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
			if (rules[i].pcrs & PCR(pcr) && !find_bank(params, pcr))
				rule_fail(&walk->rules[i], NULL,
					  "PCR %u is not proven: no bank stronger than SHA-1 is "
					  "quoted, or the logs do not lead to its value", pcr);
	}
}

static void add_line(const struct walk *walk, size_t index, struct appraisal *appraisal)
{
	const struct rule *rule = &walk->rules[index];

	if (rule->is_failed) {
		appraisal_add(appraisal, rules[index].name, APPRAISAL_FAILED, "%s", rule->reason);
		return;
	}
	if (!rule->satisfied || (rules[index].needs_separator && !rule->is_separated)) {
		appraisal_add(appraisal, rules[index].name, APPRAISAL_FAILED, "%s",
			      rule->satisfied ? "no separator tells where firmware's events end" :
						rules[index].missing);
		return;
	}
	appraisal_add(appraisal, rules[index].name, APPRAISAL_PASSED, "%s (%zu event%s)",
		      rules[index].passed, rule->satisfied, rule->satisfied == 1 ? "" : "s");
}

static bool is_any_asked(const struct walk *walk)
{
	size_t i;

	for (i = 0; i < RULES_COUNT; i++)
		if (walk->is_asked[i])
			return true;
	return false;
}

void event_rules_check(const struct event_rules_params *params, struct appraisal *appraisal)
{
	_cleanup_(consistency_cleanup) struct consistency_checker *checker = NULL;
	struct walk walk = { .params = params };
	struct fault fault = FAULT_NONE;
	size_t i;

	check_premises(&walk);
	if (!is_any_asked(&walk))
		return; /* no line to add: the logs need not be read */
	if (consistency_new(&checker, &fault) < 0) {
		fail_all(&walk, fault.text);
	} else {
		read_log(&walk, checker, RULE_FIRMWARE, &params->firmware);
		read_log(&walk, checker, RULE_SYSTEMD, &params->systemd);
		read_log(&walk, checker, RULE_IMA, &params->ima);
	}
	for (i = 0; i < RULES_COUNT; i++)
		if (walk.is_asked[i])
			add_line(&walk, i, appraisal);
}
