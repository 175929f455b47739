/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every row of the judgement: what vTPM and disk say, and what follows.
 */
#include "tests/unit/unit.h"

#include "lib/policy/birth.h"

/* Bytes that ids are made of. */
enum { NONE = 0, A = 0xaa, B = 0xbb };

/* Where a row says nothing: the index is there, all ids are A, signed, all counts 0. */
struct row {
	const char *name;
	bool is_unasked, has_no_record, is_unsigned, is_pending;
	const char *malformed;
	enum { OURS = 0, ABSENT, OTHERS } index;
	uint8_t ak, instance, boot;		/* of the TPM and now; the record's are A */
	uint8_t launch, record_launch;
	uint64_t counter, recorded;
	uint32_t resets, recorded_resets, restarts, recorded_restarts;
	uint32_t survived;
	/* What follows: */
	enum birth_verdict verdict;
	enum birth_persistence persistence;
	bool is_of_this_boot;
	uint32_t survived_now;
};

static const struct row rows[] = {
	{ "the TPM was not asked", .is_unasked = true, .verdict = BIRTH_UNKNOWN },

	/* no record */
	{ "nothing on either side", .has_no_record = true, .index = ABSENT,
	  .verdict = BIRTH_NO_RECORD },
	{ "no record, a counter that never counted", .has_no_record = true,
	  .verdict = BIRTH_NO_RECORD },
	{ "no record, a counter that has", .has_no_record = true, .counter = 9, .launch = B,
	  .verdict = BIRTH_NO_RECORD },
	{ "no record, a foreign index", .has_no_record = true, .index = OTHERS,
	  .verdict = BIRTH_INDEX_FOREIGN },

	/* a record that is not this TPM's */
	{ "no record that can be read", .has_no_record = true, .malformed = "torn", .counter = 1,
	  .verdict = BIRTH_NOT_AUTHENTIC },
	{ "another TPM, never used", .ak = B, .index = ABSENT, .recorded = 4, .survived = 3,
	  .verdict = BIRTH_REMADE, .persistence = BIRTH_EPHEMERAL },
	{ "another TPM, used before", .ak = B, .counter = 2, .recorded = 4,
	  .verdict = BIRTH_REMADE },
	{ "another TPM, whose index was defined and no more", .ak = B, .recorded = 4,
	  .verdict = BIRTH_REMADE, .persistence = BIRTH_EPHEMERAL },
	{ "another TPM, and unsigned", .ak = B, .is_unsigned = true, .index = ABSENT,
	  .verdict = BIRTH_REMADE, .persistence = BIRTH_EPHEMERAL },
	{ "this TPM has not signed it", .is_unsigned = true, .counter = 4, .recorded = 4,
	  .survived = 3, .verdict = BIRTH_NOT_AUTHENTIC },

	/* the index */
	{ "a foreign index", .index = OTHERS, .recorded = 4, .verdict = BIRTH_INDEX_FOREIGN },
	{ "no index, more resets", .index = ABSENT, .recorded = 4, .resets = 9,
	  .recorded_resets = 5, .verdict = BIRTH_INDEX_GONE },
	{ "no index, fewer resets", .index = ABSENT, .recorded = 4, .resets = 1,
	  .recorded_resets = 5, .verdict = BIRTH_INDEX_GONE },
	{ "no index, not even a reset", .index = ABSENT, .recorded = 1, .resets = 0,
	  .recorded_resets = 0, .verdict = BIRTH_INDEX_GONE },
	{ "a new index that has not begun", .instance = B, .recorded = 4,
	  .verdict = BIRTH_INDEX_GONE },
	{ "a new index that began where the TPM cannot have been", .instance = B, .counter = 4,
	  .recorded = 4, .verdict = BIRTH_TPM_BEHIND },
	{ "a new index that began above", .instance = B, .counter = 5, .recorded = 4,
	  .verdict = BIRTH_INDEX_GONE },

	/* who is older */
	{ "as the record says", .counter = 4, .recorded = 4, .resets = 5, .recorded_resets = 5,
	  .verdict = BIRTH_SAME, .is_of_this_boot = true },
	{ "in another boot", .counter = 4, .recorded = 4, .boot = B, .resets = 6,
	  .recorded_resets = 5, .verdict = BIRTH_SAME },
	{ "one less", .counter = 3, .recorded = 4, .verdict = BIRTH_TPM_BEHIND },
	{ "one less, but pending", .counter = 3, .recorded = 4, .is_pending = true,
	  .verdict = BIRTH_TPM_BEHIND },
	{ "never counted", .counter = 0, .recorded = 1, .verdict = BIRTH_TPM_BEHIND },
	{ "one more", .counter = 5, .recorded = 4, .survived = 2, .verdict = BIRTH_DISK_BEHIND },
	{ "as a pending record says: not incremented", .counter = 4, .recorded = 4,
	  .is_pending = true, .verdict = BIRTH_SAME },
	{ "one more than a pending record: incremented", .counter = 5, .recorded = 4,
	  .is_pending = true, .verdict = BIRTH_SAME },
	{ "two more than a pending record", .counter = 6, .recorded = 4, .is_pending = true,
	  .verdict = BIRTH_DISK_BEHIND },
	{ "the largest counter", .counter = UINT64_MAX, .recorded = 0,
	  .verdict = BIRTH_DISK_BEHIND },
	{ "fewer resets", .counter = 4, .recorded = 4, .resets = 4, .recorded_resets = 5,
	  .verdict = BIRTH_TPM_BEHIND },
	{ "fewer restarts", .counter = 4, .recorded = 4, .resets = 5, .recorded_resets = 5,
	  .restarts = 1, .recorded_restarts = 2, .verdict = BIRTH_TPM_BEHIND },
	{ "fewer restarts after a reset", .counter = 4, .recorded = 4, .resets = 6, .boot = B,
	  .recorded_resets = 5, .recorded_restarts = 2, .verdict = BIRTH_SAME },

	/* persistence */
	{ "another launch", .counter = 4, .recorded = 4, .boot = B, .launch = B, .record_launch = A,
	  .verdict = BIRTH_SAME, .persistence = BIRTH_PERSISTENT, .survived_now = 1 },
	{ "the same launch, another boot", .counter = 4, .recorded = 4, .boot = B, .launch = A,
	  .record_launch = A, .verdict = BIRTH_SAME },
	{ "this launch is not known", .counter = 4, .recorded = 4, .boot = B, .record_launch = A,
	  .verdict = BIRTH_SAME },
	{ "the record's launch is not known", .counter = 4, .recorded = 4, .boot = B, .launch = B,
	  .verdict = BIRTH_SAME },
	{ "survived before", .counter = 4, .recorded = 4, .survived = 3, .verdict = BIRTH_SAME,
	  .persistence = BIRTH_PERSISTENT, .survived_now = 3, .is_of_this_boot = true },
	{ "survived before, and again", .counter = 4, .recorded = 4, .boot = B, .survived = 3,
	  .launch = B, .record_launch = A, .verdict = BIRTH_SAME,
	  .persistence = BIRTH_PERSISTENT, .survived_now = 4 },
	{ "survived more often than can be counted", .counter = 4, .recorded = 4, .boot = B,
	  .survived = UINT32_MAX, .launch = B, .record_launch = A, .verdict = BIRTH_SAME,
	  .persistence = BIRTH_PERSISTENT, .survived_now = UINT32_MAX },
	{ "survived, says a record of a TPM that is behind", .counter = 3, .recorded = 4,
	  .survived = 3, .launch = B, .record_launch = A, .verdict = BIRTH_TPM_BEHIND },
};

static void judge(const struct row *row, struct birth *ret)
{
	static const enum birth_index indexes[] = { BIRTH_INDEX_OURS, BIRTH_INDEX_ABSENT,
						    BIRTH_INDEX_OTHERS };
	struct birth_record record = {
		.clock = { row->recorded, row->recorded_resets, row->recorded_restarts },
		.is_pending = row->is_pending,
		.survived = row->survived,
	};
	struct birth_tpm tpm = {
		.index = indexes[row->index],
		.clock = { row->counter, row->resets, row->restarts },
	};
	struct birth_facts facts = {
		.tpm = row->is_unasked ? NULL : &tpm,
		.record = row->has_no_record ? NULL : &record,
		.malformed = row->malformed,
		.is_signed_by_tpm = !row->is_unsigned,
	};

	memset(record.ak_name, A, sizeof(record.ak_name));
	memset(record.instance, A, sizeof(record.instance));
	memset(record.boot_id, A, sizeof(record.boot_id));
	memset(record.launch, row->record_launch, sizeof(record.launch));
	memset(tpm.ak_name, row->ak ?: A, sizeof(tpm.ak_name));
	memset(tpm.instance, row->instance ?: A, sizeof(tpm.instance));
	memset(facts.now.boot_id, row->boot ?: A, sizeof(facts.now.boot_id));
	memset(facts.now.launch, row->launch, sizeof(facts.now.launch));
	memset(ret, 0xff, sizeof(*ret));
	birth_judge(&facts, ret);
}

static void every_row_is_judged(void **state)
{
	struct birth birth;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];

		judge(row, &birth);
		if (birth.verdict != row->verdict || birth.persistence != row->persistence ||
		    birth.is_of_this_boot != row->is_of_this_boot ||
		    birth.survived != row->survived_now)
			fail_msg("%s: %s, %s, of this boot %d, survived %u", row->name,
				 birth_verdict_name(birth.verdict),
				 birth_persistence_name(birth.persistence), birth.is_of_this_boot,
				 birth.survived);
		if (!*birth.reason || !*birth.persistence_reason)
			fail_msg("%s: has no reason", row->name);
		if (birth.verdict != BIRTH_UNKNOWN && birth.verdict != BIRTH_SAME && !*birth.remedy)
			fail_msg("%s: has no remedy", row->name);
	}
}

static void only_what_is_the_same_and_persists_is_reliable(void **state)
{
	struct birth birth;
	size_t i, reliable = 0;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		judge(&rows[i], &birth);
		reliable += birth_is_reliable(&birth);
		assert_int_equal(birth_is_reliable(&birth),
				 rows[i].verdict == BIRTH_SAME &&
				 rows[i].persistence == BIRTH_PERSISTENT);
	}
	assert_int_equal(reliable, 4);
	memset(&birth, 0, sizeof(birth));
	assert_false(birth_is_reliable(&birth));
	birth.persistence = BIRTH_PERSISTENT;
	assert_false(birth_is_reliable(&birth));
}

static void no_reason_is_cut(void **state)
{
	static const struct row long_rows[] = {
		{ "", .counter = UINT64_MAX - 1, .recorded = UINT64_MAX },
		{ "", .instance = B, .counter = UINT64_MAX, .recorded = UINT64_MAX },
		{ "", .instance = B, .counter = UINT64_MAX, .recorded = UINT64_MAX - 1 },
		{ "", .index = ABSENT, .recorded = UINT64_MAX, .resets = UINT32_MAX,
		  .recorded_resets = UINT32_MAX },
		{ "", .resets = UINT32_MAX - 1, .recorded_resets = UINT32_MAX,
		  .restarts = UINT32_MAX, .recorded_restarts = UINT32_MAX },
	};
	struct birth birth;
	size_t i;

	for (i = 0; i < sizeof(long_rows) / sizeof(long_rows[0]); i++) {
		judge(&long_rows[i], &birth);
		assert_true(strlen(birth.reason) < sizeof(birth.reason) - 1);
		assert_true(strlen(birth.remedy) < sizeof(birth.remedy) - 1);
	}
}

static void names_lead_to_verdicts_and_back(void **state)
{
	enum birth_verdict verdict, found;

	for (verdict = 0; verdict < _BIRTH_VERDICT_MAX; verdict++) {
		assert_int_equal(birth_verdict_find(birth_verdict_name(verdict), &found), 0);
		assert_int_equal(found, verdict);
	}
	found = BIRTH_REMADE;
	assert_int_equal(birth_verdict_find("well", &found), -ENOENT);
	assert_int_equal(found, BIRTH_REMADE);
	assert_string_equal(birth_verdict_name(0), "unknown");
	assert_string_equal(birth_persistence_name(0), "unknown");
}

static void only_what_fits_or_is_not_known_means_nothing(void **state)
{
	enum birth_verdict verdict;

	for (verdict = 0; verdict < _BIRTH_VERDICT_MAX; verdict++)
		assert_int_equal(!birth_verdict_means(verdict),
				 verdict == BIRTH_UNKNOWN || verdict == BIRTH_NO_RECORD ||
				 verdict == BIRTH_SAME);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_judged),
		cmocka_unit_test(only_what_is_the_same_and_persists_is_reliable),
		cmocka_unit_test(no_reason_is_cut),
		cmocka_unit_test(names_lead_to_verdicts_and_back),
		cmocka_unit_test(only_what_fits_or_is_not_known_means_nothing),
	};

	return cmocka_run_group_tests_name("birth", tests, NULL, NULL);
}
