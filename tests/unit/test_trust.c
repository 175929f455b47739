/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The states of trust: every event in every state, as the table of Documentation/svsmd.md
 * has it, and the ways that are longer than one event.
 */
#include "tests/unit/unit.h"

#include "lib/policy/trust.h"

#define VALID_MS	1000
#define GRACE_MS	500

static const struct trust_rules rules = { .has_verifier = true, .grace_ms = GRACE_MS };
static const struct trust_rules lenient = { .may_trust_self = true };

static bool happens_by(struct trust *trust, const struct trust_rules *by,
		       enum trust_event_kind kind, uint64_t boot_ms)
{
	const struct trust_event event = { .kind = kind, .cause = "why", .valid_ms = VALID_MS };

	return trust_apply(trust, by, &event, (struct trust_time){ 1790000000, boot_ms });
}

static bool happens(struct trust *trust, enum trust_event_kind kind)
{
	return happens_by(trust, &rules, kind, 0);
}

/* One that has come into that state by the shortest way. */
static struct trust in(enum trust_state state)
{
	struct trust trust = { .state = TRUST_UNKNOWN };

	switch (state) {
	case TRUST_CONSISTENT:
		happens(&trust, TRUST_SELF_GOOD);
		break;
	case TRUST_TRUSTED:
		happens(&trust, TRUST_SELF_GOOD);
		happens(&trust, TRUST_REMOTE_GOOD);
		break;
	case TRUST_DEGRADED:
		happens(&trust, TRUST_SELF_GOOD);
		happens(&trust, TRUST_REMOTE_GOOD);
		happens(&trust, TRUST_VERDICT_EXPIRED);
		break;
	case TRUST_FAILED:
		happens(&trust, TRUST_PCR_MOVED);
		break;
	default:
		break;
	}
	assert_int_equal(trust.state, state);
	return trust;
}

#define U	TRUST_UNKNOWN
#define C	TRUST_CONSISTENT
#define T	TRUST_TRUSTED
#define D	TRUST_DEGRADED
#define F	TRUST_FAILED

static void test_every_event_in_every_state_leads_where_the_table_says(void **state)
{
	static const enum trust_state table[_TRUST_EVENT_MAX][_TRUST_STATE_MAX] = {
		/*			     U  C  T  D  F */
		[TRUST_SELF_GOOD] =	   { C, C, T, D, F },
		[TRUST_SELF_BAD] =	   { F, F, F, F, F },
		[TRUST_SELF_UNABLE] =	   { U, D, D, D, F },
		[TRUST_REMOTE_GOOD] =	   { T, T, T, T, F },
		[TRUST_REMOTE_BAD] =	   { F, F, F, F, F },
		[TRUST_REMOTE_UNREACHABLE] = { U, C, T, D, F },
		[TRUST_GRACE_OVER] =	   { U, D, D, D, F },
		[TRUST_VERDICT_EXPIRED] =  { U, D, D, D, F },
		[TRUST_IDENTITY_CHANGED] = { F, F, F, F, F },
		[TRUST_PCR_MOVED] =	   { F, F, F, F, F },
		[TRUST_RESET] =		   { U, U, U, U, U },
	};
	enum trust_event_kind kind;
	enum trust_state from;

	for (kind = 0; kind < _TRUST_EVENT_MAX; kind++)
		for (from = 0; from < _TRUST_STATE_MAX; from++) {
			struct trust trust = in(from);
			bool is_changed = happens(&trust, kind);

			if (trust.state != table[kind][from])
				fail_msg("%s in %s leads to %s", trust_event_name(kind),
					 trust_state_name(from), trust_state_name(trust.state));
			if (trust.state != from)
				assert_true(is_changed);
			if (trust.state == TRUST_TRUSTED)
				assert_int_equal(trust.assurance, TRUST_BY_REMOTE);
			if (trust.state == TRUST_FAILED || trust.state == TRUST_UNKNOWN)
				assert_int_equal(trust.assurance, TRUST_BY_NOBODY);
		}
}

static void test_zeros_are_unknown_by_nobody(void **state)
{
	const struct trust trust = { 0 };

	assert_string_equal(trust_state_name(trust.state), "unknown");
	assert_string_equal(trust_assurance_name(trust.assurance), "none");
}

static void test_a_failure_is_left_by_verdict_and_self_appraisal_in_either_order(void **state)
{
	struct trust trust = in(TRUST_FAILED);

	assert_false(happens(&trust, TRUST_SELF_GOOD));
	assert_true(happens(&trust, TRUST_REMOTE_GOOD));
	assert_int_equal(trust.state, TRUST_TRUSTED);

	trust = in(TRUST_FAILED);
	assert_false(happens(&trust, TRUST_REMOTE_GOOD));
	assert_true(happens(&trust, TRUST_SELF_GOOD));
	assert_int_equal(trust.state, TRUST_TRUSTED);
	assert_int_equal(trust.assurance, TRUST_BY_REMOTE);
}

static void test_what_was_good_before_a_failure_does_not_count_after_it(void **state)
{
	static const enum trust_event_kind failures[] = {
		TRUST_SELF_BAD, TRUST_REMOTE_BAD, TRUST_IDENTITY_CHANGED, TRUST_PCR_MOVED,
	};
	size_t i;

	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		struct trust trust = in(TRUST_TRUSTED);

		happens(&trust, failures[i]);
		happens(&trust, TRUST_SELF_GOOD);
		assert_int_equal(trust.state, TRUST_FAILED);
		trust = in(TRUST_TRUSTED);
		happens(&trust, failures[i]);
		happens(&trust, TRUST_REMOTE_GOOD);
		assert_int_equal(trust.state, TRUST_FAILED);
	}
}

static void test_a_verdict_that_ran_out_while_it_failed_does_not_count(void **state)
{
	struct trust trust = in(TRUST_FAILED);

	happens(&trust, TRUST_REMOTE_GOOD);
	happens(&trust, TRUST_VERDICT_EXPIRED);
	happens(&trust, TRUST_SELF_GOOD);
	assert_int_equal(trust.state, TRUST_FAILED);
}

static void test_what_could_not_be_appraised_is_well_again_once_it_was(void **state)
{
	struct trust trust = in(TRUST_CONSISTENT);

	happens(&trust, TRUST_SELF_UNABLE);
	assert_int_equal(trust.state, TRUST_DEGRADED);
	assert_int_equal(trust.assurance, TRUST_BY_NOBODY);
	happens(&trust, TRUST_SELF_GOOD);
	assert_int_equal(trust.state, TRUST_CONSISTENT);
	assert_int_equal(trust.assurance, TRUST_BY_SELF);
	trust = in(TRUST_TRUSTED);
	happens(&trust, TRUST_SELF_UNABLE);
	assert_int_equal(trust.state, TRUST_DEGRADED);
	happens(&trust, TRUST_SELF_GOOD);
	assert_int_equal(trust.state, TRUST_TRUSTED);
}

static void test_self_is_trusted_only_where_the_rules_say_so(void **state)
{
	struct trust trust = { 0 };

	happens_by(&trust, &lenient, TRUST_SELF_GOOD, 0);
	assert_int_equal(trust.state, TRUST_TRUSTED);
	assert_int_equal(trust.assurance, TRUST_BY_SELF);
	happens_by(&trust, &lenient, TRUST_PCR_MOVED, 0);
	assert_false(happens_by(&trust, &lenient, TRUST_SELF_GOOD, 0));
	assert_int_equal(trust.state, TRUST_FAILED);
}

static void test_a_change_has_its_cause_and_time_and_no_change_keeps_them(void **state)
{
	struct trust trust = in(TRUST_CONSISTENT);
	const struct trust_event event = { .kind = TRUST_SELF_BAD, .cause = "log-firmware" };
	const struct trust_event again = { .kind = TRUST_PCR_MOVED, .cause = "PCR 12" };

	assert_true(trust_apply(&trust, &rules, &event, (struct trust_time){ 42, 0 }));
	assert_string_equal(trust.cause, "log-firmware");
	assert_int_equal(trust.since, 42);
	assert_false(trust_apply(&trust, &rules, &again, (struct trust_time){ 43, 0 }));
	assert_string_equal(trust.cause, "log-firmware");
	assert_int_equal(trust.event, TRUST_SELF_BAD);
	assert_int_equal(trust.since, 42);
}

static void test_a_verdict_expires_at_its_time_and_not_before(void **state)
{
	struct trust trust = { 0 };
	enum trust_event_kind kind;

	assert_int_equal(trust_next_due(&trust, &rules), UINT64_MAX);
	happens_by(&trust, &rules, TRUST_REMOTE_GOOD, 7000);
	assert_int_equal(trust_next_due(&trust, &rules), 7000 + VALID_MS);
	assert_false(trust_due(&trust, &rules, 7000 + VALID_MS - 1, &kind));
	assert_true(trust_due(&trust, &rules, 7000 + VALID_MS, &kind));
	assert_int_equal(kind, TRUST_VERDICT_EXPIRED);
	happens_by(&trust, &rules, kind, 7000 + VALID_MS);
	assert_int_equal(trust_next_due(&trust, &rules), UINT64_MAX);
}

static void test_grace_is_counted_from_the_first_time_that_the_verifier_was_away(void **state)
{
	struct trust trust = in(TRUST_CONSISTENT);
	enum trust_event_kind kind;

	happens_by(&trust, &rules, TRUST_REMOTE_UNREACHABLE, 100);
	happens_by(&trust, &rules, TRUST_REMOTE_UNREACHABLE, 400);
	assert_false(trust_due(&trust, &rules, 100 + GRACE_MS - 1, &kind));
	assert_true(trust_due(&trust, &rules, 100 + GRACE_MS, &kind));
	assert_int_equal(kind, TRUST_GRACE_OVER);
	happens_by(&trust, &rules, kind, 100 + GRACE_MS);
	assert_int_equal(trust.state, TRUST_DEGRADED);
	assert_int_equal(trust_next_due(&trust, &rules), UINT64_MAX);
	happens_by(&trust, &rules, TRUST_REMOTE_GOOD, 5000);
	assert_int_equal(trust.state, TRUST_TRUSTED);
	assert_int_equal(trust_next_due(&trust, &rules), 5000 + VALID_MS);
}

static void test_times_do_not_wrap_around(void **state)
{
	const struct trust_event event = { .kind = TRUST_REMOTE_GOOD, .valid_ms = UINT64_MAX };
	const struct trust_rules patient = { .has_verifier = true, .grace_ms = UINT64_MAX };
	struct trust trust = { 0 };

	trust_apply(&trust, &patient, &event, (struct trust_time){ 0, 9 });
	assert_int_equal(trust.verdict_until, UINT64_MAX);
	happens_by(&trust, &patient, TRUST_REMOTE_UNREACHABLE, 9);
	assert_int_equal(trust_next_due(&trust, &patient), UINT64_MAX);
}

static void test_every_name_leads_back(void **state)
{
	enum trust_assurance assurance, a;
	enum trust_event_kind kind, k;
	enum trust_state found, s;

	for (s = 0; s < _TRUST_STATE_MAX; s++) {
		assert_int_equal(trust_state_find(trust_state_name(s), &found), 0);
		assert_int_equal(found, s);
	}
	for (a = 0; a < _TRUST_ASSURANCE_MAX; a++) {
		assert_int_equal(trust_assurance_find(trust_assurance_name(a), &assurance), 0);
		assert_int_equal(assurance, a);
	}
	for (k = 0; k < _TRUST_EVENT_MAX; k++) {
		assert_int_equal(trust_event_find(trust_event_name(k), &kind), 0);
		assert_int_equal(kind, k);
	}
	assert_int_equal(trust_state_find("good", &found), -ENOENT);
	assert_string_equal(trust_state_name(_TRUST_STATE_MAX), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_event_in_every_state_leads_where_the_table_says),
		cmocka_unit_test(test_zeros_are_unknown_by_nobody),
		cmocka_unit_test(
			test_a_failure_is_left_by_verdict_and_self_appraisal_in_either_order),
		cmocka_unit_test(test_what_was_good_before_a_failure_does_not_count_after_it),
		cmocka_unit_test(test_a_verdict_that_ran_out_while_it_failed_does_not_count),
		cmocka_unit_test(test_what_could_not_be_appraised_is_well_again_once_it_was),
		cmocka_unit_test(test_self_is_trusted_only_where_the_rules_say_so),
		cmocka_unit_test(test_a_change_has_its_cause_and_time_and_no_change_keeps_them),
		cmocka_unit_test(test_a_verdict_expires_at_its_time_and_not_before),
		cmocka_unit_test(
			test_grace_is_counted_from_the_first_time_that_the_verifier_was_away),
		cmocka_unit_test(test_times_do_not_wrap_around),
		cmocka_unit_test(test_every_name_leads_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
