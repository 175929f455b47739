/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a hook is told, and that no wording becomes more than words in a shell.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/policy/hook_environment.h"

static struct hook_environment made;

static void make(const char *cause)
{
	struct trust trust = {
		.state = TRUST_FAILED,
		.assurance = TRUST_BY_NOBODY,
		.event = TRUST_PCR_MOVED,
	};

	(void)snprintf(trust.cause, sizeof(trust.cause), "%s", cause);
	hook_environment_make(&trust, TRUST_TRUSTED, &made);
}

static void a_change_is_told_by_names(void **state)
{
	make("PCR 11, 12 moved, and no log says by what");
	assert_string_equal(made.variables[0], "SVSM_STATE=failed");
	assert_string_equal(made.variables[1], "SVSM_BEFORE=trusted");
	assert_string_equal(made.variables[2], "SVSM_ASSURANCE=none");
	assert_string_equal(made.variables[3], "SVSM_EVENT=pcr-moved");
	assert_string_equal(made.variables[4],
			    "SVSM_CAUSE=PCR 11, 12 moved, and no log says by what");
}

static void what_a_shell_would_read_something_into_is_taken_out(void **state)
{
	make("a;b|c&d$(e)`f`\"g'h\\i*j?k[l]m<n>o{p}q~r!s#t\nu\tv\x7fw\xc3\xa4^");
	assert_string_equal(made.variables[4],
			    "SVSM_CAUSE=a_b_c_d__e__f__g_h_i_j_k_l_m_n_o_p_q_r_s_t_u_v_w___");
}

static void the_longest_cause_fits(void **state)
{
	char cause[TRUST_CAUSE_MAX];

	memset(cause, 'x', sizeof(cause) - 1);
	cause[sizeof(cause) - 1] = '\0';
	make(cause);
	assert_int_equal(strlen(made.variables[4]), strlen("SVSM_CAUSE=") + strlen(cause));
}

/* Seen by a shell that splits, expands and globs it: as many words, and nothing run. */
static void a_shell_sees_words(void **state)
{
	make("$(touch /tmp/never) * ~root");
	assert_int_equal(putenv(made.variables[4]), 0);
	assert_int_equal(system("set -- $SVSM_CAUSE; [ $# = 4 ] && [ \"$3\" = _ ]"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_told_by_names),
		cmocka_unit_test(what_a_shell_would_read_something_into_is_taken_out),
		cmocka_unit_test(the_longest_cause_fits),
		cmocka_unit_test(a_shell_sees_words),
	};

	return cmocka_run_group_tests_name("hook_environment", tests, NULL, NULL);
}
