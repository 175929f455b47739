/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Judging a birth record.
 */
#include "lib/policy/birth.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ACCEPT(name_)	"'svsmctl birth record --accept " name_ "' begins anew"

static const struct {
	const char *name;
	const char *means;
	const char *remedy;
} verdicts[_BIRTH_VERDICT_MAX] = {
	[BIRTH_UNKNOWN] = { "unknown", NULL, "" },
	[BIRTH_NO_RECORD] = {
		"no-record", NULL,
		"'svsmctl birth record' makes one, as svsm-birth.service does at every boot",
	},
	[BIRTH_NOT_AUTHENTIC] = {
		"not-authentic", "the disk's record was not written by this vTPM, or was changed",
		"find out who changed the file; " ACCEPT("not-authentic"),
	},
	[BIRTH_REMADE] = {
		"remade", "the vTPM was made anew, or is another one than this disk's",
		"rely on nothing that was kept in the earlier TPM, and seal nothing to this one "
		"that has no other way in; " ACCEPT("remade"),
	},
	[BIRTH_INDEX_FOREIGN] = {
		"index-foreign", "something else stands where the vTPM's counter belongs",
		"if nothing needs what is there, 'tpm2_nvundefine -C o 0x0181f010' frees the place",
	},
	[BIRTH_INDEX_GONE] = {
		"index-gone",
		"the vTPM's counter is gone: its state is an older one, or it was deleted",
		"'svsmctl birth record' finds out which, as far as the TPM can tell; then "
		ACCEPT("index-gone"),
	},
	[BIRTH_TPM_BEHIND] = {
		"tpm-behind", "the vTPM's state is older than what this disk remembers of it",
		"what the vTPM protects may be of an earlier day: ask whoever keeps its state; "
		ACCEPT("tpm-behind"),
	},
	[BIRTH_DISK_BEHIND] = {
		"disk-behind", "what this disk remembers is older than the vTPM's state",
		"if you restored a backup, nothing is wrong; " ACCEPT("disk-behind"),
	},
	[BIRTH_SAME] = { "same", NULL, "" },
};

static const char *const persistence_names[] = {
	[BIRTH_PERSISTENCE_UNKNOWN] = "unknown",
	[BIRTH_EPHEMERAL] = "ephemeral",
	[BIRTH_PERSISTENT] = "persistent",
};

static __attribute__((__format__(__printf__, 3, 4))) void
conclude(struct birth *birth, enum birth_verdict verdict, const char *format, ...)
{
	va_list args;

	birth->verdict = verdict;
	va_start(args, format);
	(void)vsnprintf(birth->reason, sizeof(birth->reason), format, args); /* cut is fine */
	va_end(args);
	(void)snprintf(birth->remedy, sizeof(birth->remedy), "%s", verdicts[verdict].remedy);
}

static bool is_known(const uint8_t launch[static BIRTH_RECORD_LAUNCH_SIZE])
{
	static const uint8_t unknown[BIRTH_RECORD_LAUNCH_SIZE];

	return memcmp(launch, unknown, sizeof(unknown));
}

static void judge_absence(const struct birth_tpm *tpm, struct birth *birth)
{
	if (tpm->index == BIRTH_INDEX_ABSENT)
		conclude(birth, BIRTH_NO_RECORD, "neither the disk nor the TPM remembers anything: "
			 "nothing was recorded yet, or both have lost it");
	else if (!tpm->clock.counter)
		conclude(birth, BIRTH_NO_RECORD, "the disk has no record, and the TPM's counter "
			 "was never incremented: the first recording was cut off, or the record "
			 "is lost");
	else
		conclude(birth, BIRTH_NO_RECORD, "the disk has no record, but the TPM has counted "
			 "to %" PRIu64 ": this is another disk, the record is lost, or its first "
			 "writing was cut off",
			 tpm->clock.counter);
}

/* Whose record it is. */
static bool judge_record(const struct birth_facts *facts, struct birth *birth)
{
	const struct birth_tpm *tpm = facts->tpm;

	if (facts->malformed)
		conclude(birth, BIRTH_NOT_AUTHENTIC, "%s", facts->malformed);
	else if (!facts->record)
		judge_absence(tpm, birth);
	else if (memcmp(facts->record->ak_name, tpm->ak_name, sizeof(tpm->ak_name)))
		conclude(birth, BIRTH_REMADE, "the record is about another TPM: this one was made "
			 "since, or the record comes from elsewhere%s",
			 tpm->index == BIRTH_INDEX_OURS && tpm->clock.counter ?
				 " (this one has counted boots before)" : "");
	else if (!facts->is_signed_by_tpm)
		conclude(birth, BIRTH_NOT_AUTHENTIC, "the record names this TPM, which has not "
			 "signed it: it was changed or made up");
	else
		return true;
	return false;
}

/* Our index under another id.  A new counter begins above all that its TPM ever had. */
static void judge_replaced(const struct birth_facts *facts, struct birth *birth)
{
	const uint64_t counter = facts->tpm->clock.counter;
	const uint64_t recorded = facts->record->clock.counter;

	if (!counter)
		conclude(birth, BIRTH_INDEX_GONE, "the TPM's counter was defined anew since the "
			 "record, and has not begun to count");
	else if (counter <= recorded)
		conclude(birth, BIRTH_TPM_BEHIND, "a counter that was defined anew stands at %"
			 PRIu64 ", where no TPM that had counted to %" PRIu64 " lets one begin: "
			 "its state is from before the record", counter, recorded);
	else
		conclude(birth, BIRTH_INDEX_GONE, "the TPM's counter was deleted since the record, "
			 "which stands at %" PRIu64 ", or the TPM was cleared: a new one has begun "
			 "at %" PRIu64 " or below", recorded, counter);
}

static bool judge_index(const struct birth_facts *facts, struct birth *birth)
{
	const struct birth_clock *now = &facts->tpm->clock, *then = &facts->record->clock;

	if (facts->tpm->index == BIRTH_INDEX_ABSENT)
		conclude(birth, BIRTH_INDEX_GONE, "the TPM is the one of the record, but its "
			 "counter is gone: its state is from before the record (%" PRIu32
			 " resets; the record says %" PRIu32 "), or the counter was deleted, or "
			 "the TPM cleared", now->resets, then->resets);
	else if (memcmp(facts->tpm->instance, facts->record->instance,
			sizeof(facts->record->instance)))
		judge_replaced(facts, birth);
	else
		return true;
	return false;
}

static bool has_fewer_resets(const struct birth_clock *now, const struct birth_clock *then)
{
	return now->resets < then->resets ||
	       (now->resets == then->resets && now->restarts < then->restarts);
}

/*
 * Who is older.  A pending record was written before the counter was to be incremented:
 * a power cut leaves it with the counter on either side of that.
 */
static bool judge_clock(const struct birth_facts *facts, struct birth *birth)
{
	const struct birth_clock *now = &facts->tpm->clock, *then = &facts->record->clock;
	const uint64_t ahead = now->counter - then->counter;

	if (now->counter < then->counter)
		conclude(birth, BIRTH_TPM_BEHIND, "the TPM's counter stands at %" PRIu64 ", but had "
			 "reached %" PRIu64 " when the record was written: the TPM's state is "
			 "older, or its last writes are lost", now->counter, then->counter);
	else if (ahead > facts->record->is_pending)
		conclude(birth, BIRTH_DISK_BEHIND, "the TPM's counter stands at %" PRIu64 ", the "
			 "record at %" PRIu64 ": the record is a restored or copied one, or "
			 "another program has used the counter", now->counter, then->counter);
	else if (has_fewer_resets(now, then))
		conclude(birth, BIRTH_TPM_BEHIND, "the TPM says %" PRIu32 " resets and %" PRIu32
			 " restarts, but had %" PRIu32 " and %" PRIu32 " when the record was "
			 "written: its state is older", now->resets, now->restarts, then->resets,
			 then->restarts);
	else
		return true;
	return false;
}

static void judge_persistence(const struct birth_facts *facts, struct birth *birth)
{
	const struct birth_record *record = facts->record;
	const struct birth_now *now = &facts->now;
	const bool can_tell = is_known(now->launch) && is_known(record->launch);
	const char *reason = "nothing has outlived a relaunch yet: the counter was begun in this "
			     "launch";

	birth->survived = record->survived;
	if (can_tell && memcmp(now->launch, record->launch, sizeof(now->launch)) &&
	    birth->survived < UINT32_MAX)
		birth->survived++;
	if (birth->survived) {
		birth->persistence = BIRTH_PERSISTENT;
		(void)snprintf(birth->persistence_reason, sizeof(birth->persistence_reason),
			       "the counter has outlived %" PRIu32 " relaunch%s", birth->survived,
			       birth->survived == 1 ? "" : "es");
		return;
	}
	if (!is_known(record->launch))
		reason = "the launch in which the counter was begun is not known";
	else if (!is_known(now->launch))
		reason = birth->is_of_this_boot ?
			 "nothing has outlived a relaunch yet: the counter was begun in this boot" :
			 "only the SVSM's report can tell whether this is another launch than the "
			 "record's: 'svsmctl birth record' asks for it";
	(void)snprintf(birth->persistence_reason, sizeof(birth->persistence_reason), "%s", reason);
}

/* Where the record is not this TPM's own life, nothing is said of it but this. */
static void judge_other_persistence(const struct birth_facts *facts, struct birth *birth)
{
	const char *reason = "as long as that is not settled, to be treated as ephemeral";

	if (birth->verdict == BIRTH_NO_RECORD)
		reason = "nothing of this guest's is known to have outlived a relaunch";
	if (birth->verdict == BIRTH_REMADE && !facts->tpm->clock.counter) {
		birth->persistence = BIRTH_EPHEMERAL;
		reason = "the earlier TPM is gone with all it kept: vTPMs here do not outlive a "
			 "launch, or its state was lost";
	}
	(void)snprintf(birth->persistence_reason, sizeof(birth->persistence_reason), "%s", reason);
}

void birth_judge(const struct birth_facts *facts, struct birth *ret)
{
	struct birth birth = { .verdict = BIRTH_UNKNOWN };

	if (!facts->tpm) {
		conclude(&birth, BIRTH_UNKNOWN, "the TPM was not asked");
	} else if (facts->tpm->index == BIRTH_INDEX_OTHERS) {
		conclude(&birth, BIRTH_INDEX_FOREIGN, "what is at NV index 0x%08x of the TPM is no "
			 "counter of svsm-guest", BIRTH_RECORD_INDEX);
	} else if (judge_record(facts, &birth) && judge_index(facts, &birth) &&
		   judge_clock(facts, &birth)) {
		const struct birth_record *record = facts->record;

		birth.is_of_this_boot = !record->is_pending &&
			!memcmp(record->boot_id, facts->now.boot_id, sizeof(record->boot_id));
		conclude(&birth, BIRTH_SAME, record->is_pending ?
			 "the TPM goes on from where the record stands, whose last writing was cut "
			 "off" : "the TPM goes on from where the record stands");
	}
	if (birth.verdict == BIRTH_SAME)
		judge_persistence(facts, &birth);
	else
		judge_other_persistence(facts, &birth);
	*ret = birth;
}

bool birth_is_reliable(const struct birth *birth)
{
	return birth->verdict == BIRTH_SAME && birth->persistence == BIRTH_PERSISTENT;
}

const char *birth_verdict_name(enum birth_verdict verdict)
{
	return verdicts[verdict].name;
}

int birth_verdict_find(const char *name, enum birth_verdict *ret)
{
	enum birth_verdict verdict;

	for (verdict = 0; verdict < _BIRTH_VERDICT_MAX; verdict++) {
		if (strcmp(name, verdicts[verdict].name))
			continue;
		*ret = verdict;
		return 0;
	}
	return -ENOENT;
}

const char *birth_verdict_means(enum birth_verdict verdict)
{
	return verdicts[verdict].means;
}

const char *birth_persistence_name(enum birth_persistence persistence)
{
	return persistence_names[persistence];
}
