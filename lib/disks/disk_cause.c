/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Comparing the boot of the enrollment with this one.
 */
#include "lib/disks/disk_cause.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/disks/disk_places.h"
#include "lib/format/svsm_token.h"
#include "lib/format/unlock_record.h"
#include "lib/policy/replay.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"

/* PCRs of the branches that stand so. */
static uint32_t pcrs_that_are(const struct unlock_attempt *attempt, const char *standing)
{
	uint32_t mask = 0;
	size_t i;

	for (i = 0; i < attempt->branch_count; i++)
		if (!strcmp(attempt->branches[i].standing, standing))
			mask |= attempt->branches[i].pcrs;
	return mask;
}

/* That have other values than are wanted, or than were signed. */
static uint32_t differing_pcrs(const struct unlock_attempt *attempt)
{
	return pcrs_that_are(attempt, "pcrs-differ") | pcrs_that_are(attempt, "unsigned");
}

/* Whether the log gives @pcr a value that no branch of the token wants. */
static bool is_foreign(const struct replay *replay, const struct sealed_policy *policy,
		       unsigned int pcr)
{
	bool is_wanted = false;
	size_t i;

	for (i = 0; i < policy->count; i++) {
		const struct sealed_pcrs *literal = &policy->branches[i].literal;
		const struct replay_bank *bank = replay_bank_find(replay, literal->bank);

		if (!(literal->mask >> pcr & 1))
			continue;
		is_wanted = true;
		if (bank && bank->is_computable &&
		    !memcmp(bank->pcrs[pcr], literal->values[pcr], bank->digest_size))
			return false;
	}
	return is_wanted;
}

static int find_foreign(struct disk_cause *cause, const struct sealed_policy *policy,
			struct fault *fault)
{
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	unsigned int pcr;
	int r;

	r = log_set_replay(&cause->then.set, &replay, fault);
	if (r < 0)
		return r;
	for (pcr = 0; pcr < SEALED_POLICY_PCRS; pcr++)
		if (cause->pcrs >> pcr & 1 && is_foreign(replay, policy, pcr))
			cause->foreign |= UINT32_C(1) << pcr;
	return 0;
}

/* Of @differing, without a trace in the logs. */
static void find_unlogged(struct disk_cause *cause, uint32_t differing)
{
	size_t i;

	cause->unlogged = differing & ~cause->foreign;
	for (i = 0; i < cause->diff.count; i++) {
		const struct log_change *change = &cause->diff.changes[i];
		const struct story_event *event = change->before ?: change->after;

		if (!event->nv_index && event->pcr < SEALED_POLICY_PCRS)
			cause->unlogged &= ~(UINT32_C(1) << event->pcr);
	}
}

static int compare(const struct disk_places *places, struct disk_cause *cause,
		   const struct svsm_token *token, struct fault *fault)
{
	struct fault reason = FAULT_NONE;
	uint32_t pcrs;
	int r;

	r = disk_record_read(places->enrolled, token->record, &cause->then, &reason);
	if (r < 0)
		return fault_set(fault, r, "%s%s", reason.text, r != -ENOENT ? "" :
				 "; the log of the enrollment's boot lies on a disk that may not be "
				 "open, or was not kept");
	r = find_foreign(cause, &token->policy, fault);
	pcrs = cause->pcrs & ~cause->foreign;
	if (r < 0 || !pcrs)
		return r;
	r = disk_record_read_now(&places->logs, &cause->now, fault);
	if (!r)
		r = disk_record_tell(&cause->then, pcrs, fault);
	if (!r)
		r = disk_record_tell(&cause->now, pcrs, fault);
	if (!r)
		r = log_diff_run(&cause->then.story, &cause->now.story, &cause->diff, fault);
	return r;
}

void disk_cause_find(const struct disk_places *places, const struct svsm_token *token,
		     const struct unlock_attempt *attempt, struct disk_cause *ret)
{
	if (attempt->result != UNLOCK_FAILED)
		return;
	/* Where nobody has signed, it may be since they have changed; but they need not have. */
	ret->pcrs = differing_pcrs(attempt) | pcrs_that_are(attempt, "no-signatures");
	if (!ret->pcrs || compare(places, ret, token, &ret->why_not) < 0)
		return;
	find_unlogged(ret, differing_pcrs(attempt));
}

void disk_cause_add_json(const struct disk_cause *cause, struct json_object *object)
{
	struct json_object *changes = json_new_array();
	size_t i;

	for (i = 0; i < cause->diff.count; i++)
		json_append(changes, log_diff_change_json(&cause->diff.changes[i]));
	json_add(object, "changes", changes);
	json_add(object, "unlogged", log_json_new_pcrs(cause->unlogged));
	json_add(object, "foreign", log_json_new_pcrs(cause->foreign));
	json_add(object, "untold",
		 cause->why_not.text[0] ? json_new_text(cause->why_not.text) : NULL);
}

void disk_cause_deinit(struct disk_cause *cause)
{
	log_diff_deinit(&cause->diff);
	disk_record_deinit(&cause->now);
	disk_record_deinit(&cause->then);
}
