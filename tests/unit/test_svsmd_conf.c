/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmd.conf: what may be said in it, and that what is wrong is told by line and key.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/format/svsmd_conf.h"

static int parse(struct svsmd_conf *conf, const char *text, struct fault *fault)
{
	uint8_t *copy = exact_copy(text, strlen(text));
	int r = svsmd_conf_parse(conf, copy, strlen(text), fault);

	free(copy);
	return r;
}

static void test_every_key_has_its_value(void **state)
{
	struct svsmd_conf conf;

	svsmd_conf_init(&conf);
	assert_int_equal(parse(&conf, "# comment\n; another\n\n[Appraisal]\nInterval=2h\n"
			       "  Jitter = 5min \nRetry=30s\nPolicy=/etc/svsm/policy.json\n"
			       "Ark=/etc/svsm/ark.pem\nCertificates=/srv/certs\n"
			       "QuoteInterval=0\n"
			       "[Watch]\nInterval=0\n[Trust]\nSelf=yes\n"
			       "[Verifier]\nKey=/k.pem\nUrl=https://v.example:8443/a\nCa=/ca.pem\n"
			       "Certificate=/me.pem\nPrivateKey=/me.key\nDrop=/drop\nInterval=3h\n"
			       "Retry=5s\nTimeout=7s\nGrace=0\n"
			       "[Reactions]\nTrusted=none\nFailed=x@1.service\n"
			       "[Telling]\nMotd=no\nMetrics=/srv/svsm.prom\n", NULL), 0);
	assert_false(conf.is_motd);
	assert_string_equal(conf.metrics, "/srv/svsm.prom");
	assert_int_equal(svsmd_conf_watch_ms(&conf, true), 0);
	assert_int_equal(svsmd_conf_watch_ms(&conf, false), 0);
	assert_int_equal(conf.quote_ms, 0);
	assert_string_equal(conf.verifier_key, "/k.pem");
	assert_string_equal(conf.verifier_url, "https://v.example:8443/a");
	assert_string_equal(conf.verifier_ca, "/ca.pem");
	assert_string_equal(conf.client_certificate, "/me.pem");
	assert_string_equal(conf.client_key, "/me.key");
	assert_string_equal(conf.verifier_drop, "/drop");
	assert_int_equal(conf.verifier_interval_ms, 10800000);
	assert_int_equal(conf.verifier_retry_ms, 5000);
	assert_int_equal(conf.verifier_timeout_ms, 7000);
	assert_int_equal(conf.verifier_grace_ms, 0);
	assert_string_equal(conf.trusted_unit, "");
	assert_string_equal(conf.failed_unit, "x@1.service");
	assert_int_equal(conf.interval_ms, 7200000);
	assert_int_equal(conf.jitter_ms, 300000);
	assert_int_equal(conf.retry_ms, 30000);
	assert_string_equal(conf.policy, "/etc/svsm/policy.json");
	assert_string_equal(conf.ark, "/etc/svsm/ark.pem");
	assert_string_equal(conf.certificates, "/srv/certs");
	assert_true(conf.may_trust_self);
}

static void test_nobody_is_trusted_by_default(void **state)
{
	struct svsmd_conf conf;

	svsmd_conf_init(&conf);
	assert_false(conf.may_trust_self);
	assert_string_equal(conf.policy, "");
	assert_true(conf.interval_ms >= 3600000);
	assert_true(conf.is_motd);
	assert_string_equal(conf.metrics, "");
	/* A PCR that moves is told within 5 s, with what a look takes. */
	assert_int_equal(svsmd_conf_watch_ms(&conf, false), 4000);
	assert_int_equal(svsmd_conf_watch_ms(&conf, true), 60000);
}

static void test_who_says_how_often_the_pcrs_are_watched_is_heeded(void **state)
{
	struct svsmd_conf conf;

	svsmd_conf_init(&conf);
	assert_int_equal(parse(&conf, "[Watch]\nInterval=1d\n", NULL), 0);
	assert_int_equal(svsmd_conf_watch_ms(&conf, false), 86400000);
	assert_int_equal(svsmd_conf_watch_ms(&conf, true), 86400000);
	assert_int_equal(parse(&conf, "[Watch]\nInterval=\n", NULL), 0);
	assert_int_equal(svsmd_conf_watch_ms(&conf, true), 60000);
}

static void test_a_later_file_goes_on_from_an_earlier_one_and_an_empty_value_resets(void **state)
{
	struct svsmd_conf conf, built_in;

	svsmd_conf_init(&conf);
	svsmd_conf_init(&built_in);
	assert_int_equal(parse(&conf, "[Appraisal]\nInterval=2h\nPolicy=/a\n[Trust]\nSelf=1\n",
			       NULL), 0);
	assert_int_equal(parse(&conf, "[Appraisal]\nPolicy=\n[Trust]\nSelf=\n", NULL), 0);
	assert_int_equal(conf.interval_ms, 7200000);
	assert_string_equal(conf.policy, built_in.policy);
	assert_false(conf.may_trust_self);
}

static void test_what_is_wrong_is_named_and_changes_nothing(void **state)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
		{ "Interval=1h\n", "line 1: Interval= stands in no section" },
		{ "[Appraisal]\nIntervall=1h\n", "line 2: section Appraisal has no key "
		  "'Intervall'" },
		{ "[Trust]\nInterval=1h\n", "line 2: section Trust has no key 'Interval'" },
		{ "\n[Appraise]\n", "line 2: there is no section 'Appraise', only Appraisal, "
		  "Watch, Trust, Verifier, Reactions, Telling and Triggers" },
		{ "[Telling]\nMotd=loud\n", "line 2: Motd=loud: must be yes or no" },
		{ "[Telling]\nMetrics=svsm.prom\n", "line 2: Metrics=svsm.prom: must be an "
		  "absolute path" },
		{ "[Triggers]\nDistance=0\n", "line 2: Distance=0: must be a span of time from 1s "
		  "to 1d" },
		{ "[Triggers]\nClockJump=10ms\n", "line 2: ClockJump=10ms: must be a span of time "
		  "from 1s to 1d, or 0" },
		{ "[Triggers]\nImaEntries=1000001\n", "line 2: ImaEntries=1000001: must be a "
		  "number from 0 to 1000000" },
		{ "[Triggers]\nImaEntries=5k\n", "line 2: ImaEntries=5k: must be" },
		{ "[Triggers]\nImaEntries=-1\n", "line 2: ImaEntries=-1: must be" },
		{ "[Triggers]\nImaEntries=99999999999999999999999\n", "line 2: ImaEntries=9999" },
		{ "[Triggers]\nClone=perhaps\n", "line 2: Clone=perhaps: must be yes or no" },
		{ "[Reactions]\nFailed=poweroff\n", "line 2: Failed=poweroff: must be the name of "
		  "a .target or .service, or none" },
		{ "[Reactions]\nFailed=.target\n", "line 2: Failed=.target: must be" },
		{ "[Reactions]\nFailed=a/b.target\n", "line 2: Failed=a/b.target: must be" },
		{ "[Reactions]\nHook=hook.sh\n", "line 2: Hook=hook.sh: must be an absolute" },
		{ "[Reactions]\nHookTimeout=0\n", "line 2: HookTimeout=0: must be a span of time "
		  "from 1s to 1h" },
		{ "[Reactions]\nSuspend=a/b\n", "line 2: Suspend=a/b: must be at most 16 names" },
		{ "[Reactions]\nSuspend=a,b\n", "line 2: Suspend=a,b: must be" },
		{ "[Reactions]\nSuspend=-a\n", "line 2: Suspend=-a: must be" },
		{ "[Reactions]\nSuspend=ok ..\n", "line 2: Suspend=ok ..: must be" },
		{ "[Reactions]\nSuspend=1 2 3 4 5 6 7 8 9 a b c d e f g h\n",
		  "line 2: Suspend=1 2 " },
		{ "[Reactions]\nFailedAction=halt\n", "line 2: FailedAction=halt: must be none, "
		  "poweroff or reboot" },
		{ "[Reactions]\nFailedDelay=2d\n", "line 2: FailedDelay=2d: must be" },
		{ "[Watch]\nInterval=999ms\n", "line 2: Interval=999ms: must be a span of time "
		  "from 1s to 1d, or 0" },
		{ "[Appraisal]\nInterval=0\n", "line 2: Interval=0: must be" },
		{ "[Verifier]\nUrl=http://v\n", "line 2: Url=http://v: must be an https:// URL "
		  "without user, query and fragment" },
		{ "[Verifier]\nUrl=https://\n", "line 2: Url=https://: must be" },
		{ "[Verifier]\nUrl=https:///a\n", "line 2: Url=https:///a: must be" },
		{ "[Verifier]\nUrl=https://:443\n", "line 2: Url=https://:443: must be" },
		{ "[Verifier]\nUrl=https://me:word@v\n", "line 2: Url=https://me:word@v: must be" },
		{ "[Verifier]\nUrl=https://v/?a\n", "line 2: Url=https://v/?a: must be" },
		{ "[Verifier]\nUrl=https://v#a\n", "line 2: Url=https://v#a: must be" },
		{ "[Verifier]\nUrl=https://v a\n", "line 2: Url=https://v a: must be" },
		{ "[Verifier]\nTimeout=6min\n", "line 2: Timeout=6min: must be a span of time "
		  "from 1s to 5min" },
		{ "[Appraisal\n", "line 1: '[Appraisal': a section has no ']'" },
		{ "[Appraisal]\nInterval\n", "line 2: 'Interval': is neither a section nor "
		  "KEY=VALUE" },
		{ "[Appraisal]\nInterval=1s\n", "line 2: Interval=1s: must be a span of time from "
		  "1min to 30d" },
		{ "[Appraisal]\nQuoteInterval=9ms\n", "line 2: QuoteInterval=9ms: must be a span of "
		  "time from 1s to 30d, or 0" },
		{ "[Appraisal]\nInterval=soon\n", "line 2: Interval=soon: must be a span of time "
		  "from 1min to 30d" },
		{ "[Appraisal]\nInterval=31d\n", "line 2: Interval=31d: must be" },
		{ "[Appraisal]\nPolicy=policy.json\n", "line 2: Policy=policy.json: must be an "
		  "absolute path" },
		{ "[Trust]\nSelf=maybe\n", "line 2: Self=maybe: must be yes or no" },
		{ "[Trust]\nSelf=Yes\n", "line 2: Self=Yes: must be yes or no" },
		{ "[Trust]\nSelf=\\\nyes\n", "line 2: ends in a backslash" },
		{ "[trust]\nSelf=yes\n", "line 1: there is no section 'trust'" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = FAULT_NONE;
		struct svsmd_conf conf, before;

		svsmd_conf_init(&conf);
		conf.may_trust_self = true;
		before = conf;
		if (parse(&conf, rows[i].text, &fault) != -EBADMSG)
			fail_msg("'%s' was taken", rows[i].text);
		if (strncmp(fault.text, rows[i].said, strlen(rows[i].said)))
			fail_msg("'%s' is told as '%s'", rows[i].text, fault.text);
		assert_memory_equal(&conf, &before, sizeof(conf));
	}
}

static void test_reactions_beyond_units_are_named_and_none_is_by_default(void **state)
{
	struct svsmd_conf conf;

	svsmd_conf_init(&conf);
	assert_string_equal(conf.hook, "");
	assert_string_equal(conf.volumes[0], "");
	assert_int_equal(conf.failed_action, SVSMD_CONF_STAY);
	assert_false(conf.has_hook_network);
	assert_int_equal(parse(&conf, "[Reactions]\nHook=/usr/lib/svsm/hook\nHookTimeout=5s\n"
			       "HookNetwork=yes\nSuspend= data-1\tluks.x \nFailedAction=reboot\n"
			       "FailedDelay=0\n", NULL), 0);
	assert_string_equal(conf.hook, "/usr/lib/svsm/hook");
	assert_int_equal(conf.hook_timeout_ms, 5000);
	assert_true(conf.has_hook_network);
	assert_string_equal(conf.volumes[0], "data-1");
	assert_string_equal(conf.volumes[1], "luks.x");
	assert_string_equal(conf.volumes[2], "");
	assert_int_equal(conf.failed_action, SVSMD_CONF_REBOOT);
	assert_int_equal(conf.failed_delay_ms, 0);
	assert_int_equal(parse(&conf, "[Reactions]\nSuspend=\nFailedAction=poweroff\n", NULL), 0);
	assert_string_equal(conf.volumes[0], "");
	assert_int_equal(conf.failed_action, SVSMD_CONF_POWEROFF);
	assert_int_equal(parse(&conf, "[Reactions]\nSuspend=1 2 3 4 5 6 7 8 9 a b c d e f g\n",
			       NULL), 0);
	assert_string_equal(conf.volumes[15], "g");
}

static void test_triggers_are_on_unless_they_are_named(void **state)
{
	struct svsmd_conf conf;

	svsmd_conf_init(&conf);
	assert_true(conf.has_resume_trigger && conf.has_clone_trigger);
	assert_int_equal(conf.clock_jump_ms, 5000);
	assert_int_equal(conf.trigger_distance_ms, 60000);
	assert_int_equal(parse(&conf, "[Triggers]\nResume=no\nClone=off\nClockJump=0\n"
			       "Distance=2min\nImaEntries=1000000\n", NULL), 0);
	assert_int_equal(conf.ima_entries, 1000000);
	assert_false(conf.has_resume_trigger || conf.has_clone_trigger);
	assert_int_equal(conf.clock_jump_ms, 0);
	assert_int_equal(conf.trigger_distance_ms, 120000);
}

static void test_lines_and_paths_have_an_end(void **state)
{
	char text[SVSMD_CONF_SIZE_MAX + 2];
	struct fault fault = FAULT_NONE;
	struct svsmd_conf conf;

	svsmd_conf_init(&conf);
	memset(text, ' ', sizeof(text));
	assert_int_equal(svsmd_conf_parse(&conf, text, SVSMD_CONF_SIZE_MAX + 1, NULL), -E2BIG);
	assert_int_equal(svsmd_conf_parse(&conf, text, 512, &fault), -EBADMSG);
	assert_int_equal(svsmd_conf_parse(&conf, "[Trust]\0", 8, &fault), -EBADMSG);
	(void)snprintf(text, sizeof(text), "[Appraisal]\nPolicy=/%0255d", 0);
	assert_int_equal(parse(&conf, text, NULL), -EBADMSG);
	(void)snprintf(text, sizeof(text), "[Appraisal]\nPolicy=/%0254d", 0);
	assert_int_equal(parse(&conf, text, NULL), 0);
}

static void test_settings_that_do_not_go_together_are_named(void **state)
{
	static const struct {
		const char *text, *said;	/* NULL: they do */
	} rows[] = {
		{ "[Verifier]\nUrl=https://v\nCa=/c\nKey=/k\n", NULL },
		{ "[Verifier]\nDrop=/d\nKey=/k\n", NULL },
		{ "[Verifier]\nKey=/k\n", NULL },
		{ "[Verifier]\nUrl=https://v\nCa=/c\n", "section Verifier: Url= needs Key=" },
		{ "[Verifier]\nDrop=/d\n", "section Verifier: Drop= needs Key=" },
		{ "[Verifier]\nUrl=https://v\nKey=/k\n", "section Verifier: Url= needs Ca=" },
		{ "[Verifier]\nUrl=https://v\nCa=/c\nKey=/k\nDrop=/d\n",
		  "section Verifier: Url= and Drop=: there is one verifier" },
		{ "[Verifier]\nCertificate=/c\n",
		  "section Verifier: Certificate= and PrivateKey=: only together" },
		{ "[Verifier]\nPrivateKey=/c\n",
		  "section Verifier: Certificate= and PrivateKey=: only together" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = FAULT_NONE;
		struct svsmd_conf conf;

		svsmd_conf_init(&conf);
		assert_int_equal(parse(&conf, rows[i].text, NULL), 0);
		assert_int_equal(svsmd_conf_check(&conf, &fault), rows[i].said ? -EBADMSG : 0);
		if (rows[i].said && strncmp(fault.text, rows[i].said, strlen(rows[i].said)))
			fail_msg("'%s' is told as '%s'", rows[i].text, fault.text);
	}
}

static void test_a_key_alone_is_no_verifier_that_is_asked(void **state)
{
	struct svsmd_conf conf;

	svsmd_conf_init(&conf);
	assert_int_equal(parse(&conf, "[Verifier]\nKey=/k\n", NULL), 0);
	assert_false(svsmd_conf_has_verifier(&conf));
	assert_int_equal(parse(&conf, "[Verifier]\nDrop=/d\n", NULL), 0);
	assert_true(svsmd_conf_has_verifier(&conf));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_key_has_its_value),
		cmocka_unit_test(test_nobody_is_trusted_by_default),
		cmocka_unit_test(test_who_says_how_often_the_pcrs_are_watched_is_heeded),
		cmocka_unit_test(
			test_a_later_file_goes_on_from_an_earlier_one_and_an_empty_value_resets),
		cmocka_unit_test(test_what_is_wrong_is_named_and_changes_nothing),
		cmocka_unit_test(test_settings_that_do_not_go_together_are_named),
		cmocka_unit_test(test_a_key_alone_is_no_verifier_that_is_asked),
		cmocka_unit_test(test_reactions_beyond_units_are_named_and_none_is_by_default),
		cmocka_unit_test(test_triggers_are_on_unless_they_are_named),
		cmocka_unit_test(test_lines_and_paths_have_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
