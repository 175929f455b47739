/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Trying out what could have gone wrong.
 */
#include "lib/policy/explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/hasher.h"
#include "lib/policy/replay.h"

#define LOCALITIES	3	/* 0, 3 and 4 are all that PCR 0 can start with */

static const uint8_t localities[LOCALITIES] = { 0, 3, 4 };

/* Measurements that systems make at their own time, in the order of a boot. */
static const struct {
	const char *data;
	size_t size;
	const char *text;
} usual[] = {
	{ "\0\0\0", 4, "a separator (four zeros)" },
	{ "\377\377\377\377", 4, "a separator (four 0xff)" },
	{ "enter-initrd", 12, "'enter-initrd' (systemd-pcrphase)" },
	{ "leave-initrd", 12, "'leave-initrd' (systemd-pcrphase)" },
	{ "sysinit", 7, "'sysinit' (systemd-pcrphase)" },
	{ "ready", 5, "'ready' (systemd-pcrphase)" },
	{ "shutdown", 8, "'shutdown' (systemd-pcrphase)" },
	{ "final", 5, "'final' (systemd-pcrphase)" },
};

#define USUAL_COUNT	(sizeof(usual) / sizeof(usual[0]))

struct question {
	uint16_t algorithm;
	size_t size;
	unsigned int pcr;
	uint8_t live[EVENTLOG_DIGEST_MAX];
	uint8_t others[LOCALITIES][EVENTLOG_DIGEST_MAX];	/* PCR 0 from other starts */
	bool has_match;
	size_t log, number;					/* of the last match */
};

struct explain {
	struct replay *replay;
	struct question questions[EXPLAIN_PCRS_MAX];
	size_t count;
};

int explain_new(const struct eventlog *log, struct explain **ret, struct fault *fault)
{
	_cleanup_(explain_cleanup) struct explain *explain = calloc(1, sizeof(*explain));
	int r;

	if (!explain)
		return fault_set(fault, -ENOMEM, "event log: out of memory");
	r = replay_new(log, &explain->replay, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(explain);
	return 0;
}

int explain_ask(struct explain *explain, uint16_t algorithm, unsigned int pcr,
		const void *live, size_t size)
{
	struct question *question;
	size_t i;

	if (explain->count == EXPLAIN_PCRS_MAX || !size || size > EVENTLOG_DIGEST_MAX)
		return -E2BIG;
	question = &explain->questions[explain->count++];
	question->algorithm = algorithm;
	question->size = size;
	question->pcr = pcr;
	memcpy(question->live, live, size);
	for (i = 0; i < LOCALITIES; i++)
		question->others[i][size - 1] = localities[i];
	return 0;
}

/* value = H(value || data); false when the algorithm is not known. */
static bool extend(uint16_t algorithm, uint8_t *value, size_t size, const void *digest)
{
	uint8_t joined[2 * EVENTLOG_DIGEST_MAX];

	memcpy(joined, value, size);
	memcpy(joined + size, digest, size);
	return !hasher_once(algorithm, joined, 2 * size, value);
}

static void follow(struct question *question, const struct explain *explain, size_t log,
		   const struct eventlog_event *event)
{
	const struct replay_bank *bank = replay_bank_find(explain->replay, question->algorithm);
	const struct eventlog_digest *digest = eventlog_event_digest(event, question->algorithm);
	size_t i;

	if (bank && !memcmp(bank->pcrs[question->pcr], question->live, question->size)) {
		question->has_match = true;
		question->log = log;
		question->number = event->number;
	}
	for (i = 0; !question->pcr && digest && i < LOCALITIES; i++)
		(void)extend(question->algorithm, question->others[i], question->size,
			     digest->data); /* then it matches nothing */
}

int explain_event(struct explain *explain, size_t log, const struct eventlog_event *event,
		  struct fault *fault)
{
	size_t i;
	int r;

	r = replay_event(explain->replay, event, fault);
	if (r < 0)
		return r;
	if (event->nv_index ||
	    (event->content == EVENTLOG_CONTENT_TCG && event->type == EV_NO_ACTION))
		return 0;
	for (i = 0; i < explain->count; i++)
		if (explain->questions[i].pcr == event->pcr)
			follow(&explain->questions[i], explain, log, event);
	return 0;
}

static bool is_reset_value(const struct question *question)
{
	size_t i;

	for (i = 0; i < question->size; i++)
		if (question->live[i] != question->live[0])
			return false;
	return question->live[0] == 0x00 || question->live[0] == 0xff;
}

/* One or several of the usual measurements, in their order, behind what the log has. */
static bool find_unlogged(const struct explain *explain, const struct question *question,
			  struct explain_answer *ret)
{
	const struct replay_bank *bank = replay_bank_find(explain->replay, question->algorithm);
	size_t first, i;

	for (first = 0; bank && first < USUAL_COUNT; first++) {
		uint8_t value[EVENTLOG_DIGEST_MAX], digest[HASH_SIZE_MAX];

		memcpy(value, bank->pcrs[question->pcr], question->size);
		for (i = first; i < USUAL_COUNT; i++) {
			if (hasher_once(question->algorithm, usual[i].data, usual[i].size,
					digest) < 0 ||
			    !extend(question->algorithm, value, question->size, digest))
				return false;
			if (memcmp(value, question->live, question->size))
				continue;
			ret->cause = EXPLAIN_UNLOGGED;
			ret->text = usual[first].text;
			ret->number = i - first + 1;
			return true;
		}
	}
	return false;
}

static const struct question *find_question(const struct explain *explain, uint16_t algorithm,
					    unsigned int pcr)
{
	size_t i;

	for (i = 0; i < explain->count; i++)
		if (explain->questions[i].algorithm == algorithm &&
		    explain->questions[i].pcr == pcr)
			return &explain->questions[i];
	return NULL;
}

struct explain_answer explain_answer(const struct explain *explain, uint16_t algorithm,
				     unsigned int pcr)
{
	const struct question *question = find_question(explain, algorithm, pcr);
	struct explain_answer answer = { .cause = EXPLAIN_UNKNOWN };
	size_t i;

	if (!question)
		return answer;
	if (question->has_match) {
		answer.cause = EXPLAIN_STOPPED;
		answer.log = question->log;
		answer.number = question->number;
		return answer;
	}
	if (is_reset_value(question)) {
		answer.cause = EXPLAIN_NEVER_EXTENDED;
		return answer;
	}
	for (i = 0; !pcr && i < LOCALITIES; i++) {
		if (memcmp(question->others[i], question->live, question->size))
			continue;
		answer.cause = EXPLAIN_LOCALITY;
		answer.number = localities[i];
		return answer;
	}
	(void)find_unlogged(explain, question, &answer); /* else unknown */
	return answer;
}

void explain_free(struct explain *explain)
{
	if (!explain)
		return;
	replay_free(explain->replay);
	free(explain);
}

void explain_cleanup(struct explain **explain)
{
	explain_free(*explain);
}
