/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One replay of all logs, and what each of them is worth afterwards.
 */
#include "lib/policy/evidence_logs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/evidence.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/os_separator.h"
#include "lib/policy/replay.h"

#define FIRMWARE_PCRS	0x0000ffu	/* are firmware's, and end with the OS separator at most */
#define STATIC_PCRS	0xffffu	/* PC Client Platform TPM Profile, table 5: no reset */
#define IMA_PCRS	(1u << 10)
#define PCR_TEXT_MAX	96

enum log_reading {
	LOG_ABSENT,
	LOG_BROKEN,	/* malformed, or another kind of log */
	LOG_READ,
};

struct log {
	enum log_reading reading;
	struct fault fault;	/* why it is broken */
	size_t events;
	uint32_t claimed;	/* PCRs that it extends; bit n: PCR n */
	uint32_t separated;	/* those of firmware's that it ends; likewise */
};

/* What all quoted banks say of each PCR. */
struct comparison {
	uint32_t quoted;	/* in a bank that counts */
	uint32_t explained;	/* the replay yields the value, in a bank that counts */
	uint32_t differing;	/* it yields another value, in any bank */
};

struct checker {
	const struct evidence *evidence;
	struct replay *replay;
	struct log logs[_EVIDENCE_LOG_MAX];
	struct comparison comparison;
};

/* In this order they are replayed. */
static const struct {
	enum evidence_log log;
	const char *line;
} order[_EVIDENCE_LOG_MAX] = {
	{ EVIDENCE_LOG_FIRMWARE, "log-firmware" },
	{ EVIDENCE_LOG_SYSTEMD, "log-systemd" },
	{ EVIDENCE_LOG_IMA, "log-ima" },
};

static int open_log(enum evidence_log log, const struct evidence_bytes *bytes,
		    struct eventlog *ret, struct fault *fault)
{
	int r;

	switch (log) {
	case EVIDENCE_LOG_SYSTEMD:
		return eventlog_init_as(ret, EVENTLOG_SYSTEMD, bytes->data, bytes->size, fault);
	case EVIDENCE_LOG_IMA:
		return eventlog_init_as(ret, EVENTLOG_IMA, bytes->data, bytes->size, fault);
	case EVIDENCE_LOG_FIRMWARE:
	case _EVIDENCE_LOG_MAX:
		break;
	}
	r = eventlog_init(ret, bytes->data, bytes->size, fault);
	if (!r && ret->format != EVENTLOG_AGILE && ret->format != EVENTLOG_SHA1)
		return fault_set(fault, -EBADMSG, "event log: it is of the kind '%s', not firmware's "
				 "for a TPM", eventlog_format_name(ret->format));
	return r;
}

/* The first log that is there starts the replay, with every bank that was quoted. */
static int begin(struct checker *checker, const struct eventlog *log, struct fault *fault)
{
	const struct pcr_values *pcrs = &checker->evidence->pcrs;
	size_t i;
	int r;

	if (checker->replay)
		return 0;
	r = replay_new(log, &checker->replay, fault);
	for (i = 0; !r && i < pcrs->count; i++)
		if (!replay_bank_find(checker->replay, pcrs->banks[i].algorithm))
			r = replay_add_bank(checker->replay, pcrs->banks[i].algorithm,
					    pcrs->banks[i].digest_size);
	return r ? fault_set(fault, r, "event log: its replay cannot begin") : 0;
}

/*
 * systemd and IMA do not touch firmware's PCRs: a log of theirs that says so is there to fill
 * what was taken out of another.  But systemd ends each of them by one word, once, which can
 * stand for nothing else.
 */
static bool may_tell(enum evidence_log which, const struct eventlog_event *event, struct log *log)
{
	const uint32_t pcr = event->nv_index || event->pcr >= EVENTLOG_PCRS ? 0 : 1u << event->pcr;

	if (which == EVIDENCE_LOG_FIRMWARE || !(pcr & FIRMWARE_PCRS))
		return true;
	if (which != EVIDENCE_LOG_SYSTEMD || log->separated & pcr || !os_separator_is(event))
		return false;
	log->separated |= pcr;
	return true;
}

static int replay_all(struct checker *checker, struct eventlog *log, enum evidence_log which,
		      struct log *ret)
{
	struct eventlog_event event;
	int r;

	while ((r = eventlog_next(log, &event, &ret->fault)) > 0) {
		if (!may_tell(which, &event, ret))
			return fault_set_at(&ret->fault, -EBADMSG, event.offset, "event log: event "
					    "%zu is of PCR %u, which is firmware's", event.number,
					    event.pcr);
		r = replay_event(checker->replay, &event, &ret->fault);
		if (r < 0)
			return r;
		ret->events++;
		if (event.nv_index || event.pcr >= EVENTLOG_PCRS ||
		    (event.content == EVENTLOG_CONTENT_TCG && event.type == EV_NO_ACTION))
			continue;
		ret->claimed |= 1u << event.pcr;
	}
	return r;
}

static void read_log(struct checker *checker, enum evidence_log which)
{
	const struct evidence_bytes *bytes = &checker->evidence->logs[which];
	struct log *log = &checker->logs[which];
	const bool is_firmware = which == EVIDENCE_LOG_FIRMWARE;
	struct eventlog reader;

	log->fault = FAULT_NONE;
	if (!bytes->data)
		return;
	log->reading = LOG_BROKEN;
	if (open_log(which, bytes, &reader, &log->fault) < 0 ||
	    begin(checker, &reader, &log->fault) < 0 ||
	    replay_all(checker, &reader, which, log) < 0)
		return;
	log->reading = LOG_READ;
	if (is_firmware)
		log->claimed |= FIRMWARE_PCRS;
}

static void compare(struct checker *checker, struct evidence_logs *ret)
{
	const struct pcr_values *pcrs = &checker->evidence->pcrs;
	struct comparison *all = &checker->comparison;
	unsigned int pcr;
	size_t i;

	for (i = 0; i < pcrs->count; i++) {
		const struct pcr_values_bank *quoted = &pcrs->banks[i];
		const struct replay_bank *bank =
			replay_bank_find(checker->replay, quoted->algorithm);
		struct event_rules_bank *out = &ret->banks[ret->bank_count++];

		*out = (struct event_rules_bank){ .algorithm = quoted->algorithm };
		if (quoted->algorithm != HASH_SHA1)
			all->quoted |= quoted->present;
		for (pcr = 0; bank && bank->is_computable && pcr < EVENTLOG_PCRS; pcr++) {
			if (!(quoted->present & ~bank->incomplete & 1u << pcr))
				continue; /* the logs say nothing of it in this bank */
			if (replay_compare(bank, pcr, quoted->pcrs[pcr]) == REPLAY_MATCHES)
				out->proven |= 1u << pcr;
			else
				all->differing |= 1u << pcr;
		}
		if (quoted->algorithm != HASH_SHA1)
			all->explained |= out->proven;
	}
	all->explained &= ~all->differing;
}

/* "0-7, 9" */
static const char *pcr_text(uint32_t pcrs, char ret[static PCR_TEXT_MAX])
{
	unsigned int first, last;
	size_t used = 0;

	ret[0] = '\0';
	for (first = 0; first < EVENTLOG_PCRS && used < PCR_TEXT_MAX; first = last + 1) {
		last = first;
		if (!(pcrs >> first & 1))
			continue;
		while (pcrs >> (last + 1) & 1)
			last++;
		used += (size_t)snprintf(ret + used, PCR_TEXT_MAX - used, "%s%u",
					 used ? ", " : "", first);
		if (last > first && used < PCR_TEXT_MAX)
			used += (size_t)snprintf(ret + used, PCR_TEXT_MAX - used, "-%u", last);
	}
	return *ret ? ret : "none";
}

/*
 * PCRs above firmware's own that firmware and the boot stub begin and systemd goes on
 * with: without systemd's log nobody says how they went on, which proves nothing, and
 * contradicts nothing either.
 */
static uint32_t moved_on(const struct checker *checker, enum evidence_log which, uint32_t bad)
{
	if (which != EVIDENCE_LOG_FIRMWARE)
		return 0;
	if (checker->logs[EVIDENCE_LOG_SYSTEMD].reading == LOG_READ)
		return bad & IMA_PCRS;
	return bad & ~FIRMWARE_PCRS;
}

/* How a log that could be read ended; @ret_reason has APPRAISAL_REASON_MAX bytes. */
static enum appraisal_state judge(const struct checker *checker, enum evidence_log which,
				  char *ret_reason)
{
	const struct comparison *all = &checker->comparison;
	const struct log *log = &checker->logs[which];
	uint32_t told = log->claimed & all->quoted, bad = told & ~all->explained, moved;
	char list[PCR_TEXT_MAX], rest[PCR_TEXT_MAX];

	moved = moved_on(checker, which, bad);
	bad &= ~moved;
	if (bad) {
		(void)snprintf(ret_reason, APPRAISAL_REASON_MAX, "%sit does not replay to PCR %s of "
			       "the quote: it is of another boot, was changed, or is incomplete",
			       which == EVIDENCE_LOG_IMA ? "UNANCHORED: " : "",
			       pcr_text(bad, list));
		return APPRAISAL_FAILED;
	}
	if (!(told & all->explained)) {
		(void)snprintf(ret_reason, APPRAISAL_REASON_MAX, "the quote covers none of the PCRs "
			       "that it tells of (%s), in a bank that counts: it proves nothing",
			       pcr_text(log->claimed, list));
		return APPRAISAL_FAILED;
	}
	if (moved)
		(void)snprintf(ret_reason, APPRAISAL_REASON_MAX, "%zu events; replays to PCR %s; of "
			       "PCR %s it tells the beginning at most, which is not used",
			       log->events, pcr_text(told & all->explained, list),
			       pcr_text(moved, rest));
	else
		(void)snprintf(ret_reason, APPRAISAL_REASON_MAX, "%zu events; replays to PCR %s",
			       log->events, pcr_text(told, list));
	return APPRAISAL_PASSED;
}

static void tell(const struct checker *checker, enum evidence_log which, const char *line,
		 enum policy_log demand, struct appraisal *appraisal)
{
	const struct log *log = &checker->logs[which];
	char reason[APPRAISAL_REASON_MAX];
	enum appraisal_state state;

	switch (log->reading) {
	case LOG_ABSENT:
		if (demand == POLICY_LOG_REQUIRED)
			appraisal_add(appraisal, line, APPRAISAL_FAILED,
				      "there is none, and the policy requires it");
		return;
	case LOG_BROKEN:
		state = APPRAISAL_FAILED;
		(void)snprintf(reason, sizeof(reason), "%s", log->fault.text); /* cut if long */
		break;
	case LOG_READ:
	default:
		state = judge(checker, which, reason);
		break;
	}
	if (state == APPRAISAL_FAILED && demand == POLICY_LOG_IGNORED)
		appraisal_add(appraisal, line, APPRAISAL_STATED,
			      "%s; the policy ignores this log, and nothing of it is used", reason);
	else
		appraisal_add(appraisal, line, state, "%s", reason);
}

/*
 * A PCR that no log tells of, and that holds what it started with, was extended by nobody:
 * but only where nobody but a power cycle resets it.
 */
static void drop_untold(const struct checker *checker, struct evidence_logs *logs)
{
	uint32_t told = STATIC_PCRS;
	size_t i;

	for (i = 0; i < _EVIDENCE_LOG_MAX; i++)
		if (checker->logs[i].reading == LOG_READ)
			told |= checker->logs[i].claimed;
	for (i = 0; i < logs->bank_count; i++)
		logs->banks[i].proven &= told & checker->comparison.explained;
}

void evidence_logs_check(const struct evidence *evidence, const struct policy *policy,
			 struct evidence_logs *ret, struct appraisal *appraisal)
{
	const enum policy_log demands[_EVIDENCE_LOG_MAX] = {
		[EVIDENCE_LOG_FIRMWARE] = policy->firmware_log,
		[EVIDENCE_LOG_SYSTEMD] = policy->systemd_log,
		[EVIDENCE_LOG_IMA] = policy->ima_log,
	};
	struct checker checker = { .evidence = evidence };
	size_t i;

	*ret = (struct evidence_logs){ .bank_count = 0 };
	for (i = 0; i < _EVIDENCE_LOG_MAX; i++)
		read_log(&checker, order[i].log);
	if (checker.replay) {
		compare(&checker, ret);
		drop_untold(&checker, ret);
	}
	for (i = 0; i < _EVIDENCE_LOG_MAX; i++)
		tell(&checker, order[i].log, order[i].line, demands[order[i].log], appraisal);
	replay_free(checker.replay);
}
