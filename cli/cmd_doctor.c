/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl doctor: what is wrong with this guest, why it matters, and what mends it.
 */
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/doctor.h"
#include "cli/doctor_facts.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"

enum { OPTION_ATTEST, OPTION_TCTI, OPTION_JSON };

static bool has_problem(const struct doctor_finding *findings, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (findings[i].outcome == DOCTOR_PROBLEM)
			return true;
	return false;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(cleanup_free) struct doctor_facts *facts = calloc(1, sizeof(*facts));
	const struct doctor_place place = {
		.root = getenv("SVSM_ROOT") ?: "",
		.tcti = values[OPTION_TCTI] ?: getenv("SVSM_TCTI"),
		.may_attest = values[OPTION_ATTEST],
	};
	struct doctor_finding findings[DOCTOR_CHECKS_MAX];
	size_t count;

	if (!facts) {
		say_error(command->name, &(struct fault){ "out of memory", FAULT_NOWHERE }, NULL);
		return EXIT_NO;
	}
	doctor_facts_gather(&place, facts);
	count = doctor_run(facts, findings);
	doctor_facts_deinit(facts);
	if (values[OPTION_JSON])
		doctor_print_json(findings, count);
	else
		doctor_print_text(findings, count);
	return has_problem(findings, count) ? EXIT_NO : EXIT_DONE;
}

const struct command doctor_command = {
	.name = "doctor",
	.summary = "look for what is commonly wrong, and say what mends it",
	.details = "Changes nothing.  Works as a normal user, and says what needs root.\n"
		   "Exit status 0: no problem was found; a warning is none.\n",
	.options =
		{
			[OPTION_ATTEST] = {"attest", NULL,
					   "make one report, and verify it up to AMD's root"},
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM (default: the SVSM's)"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.run = run,
};
