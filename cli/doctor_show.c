/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmctl doctor found, as text and as JSON.  svsmctl(8) documents the keys.
 */
#include <stdio.h>
#include <string.h>

#include "cli/doctor.h"
#include "cli/ink.h"
#include "cli/json_print.h"
#include "lib/base/cleanup.h"
#include "lib/show/json.h"

static const enum ink inks[_DOCTOR_OUTCOME_MAX] = {
	[DOCTOR_UNKNOWN] = INK_FAINT,
	[DOCTOR_OK] = INK_GOOD,
	[DOCTOR_WARNING] = INK_WARNING,
	[DOCTOR_PROBLEM] = INK_BAD,
};

static size_t count_of(const struct doctor_finding *findings, size_t count,
		       enum doctor_outcome outcome)
{
	size_t i, found = 0;

	for (i = 0; i < count; i++)
		found += findings[i].outcome == outcome;
	return found;
}

static void print_finding(const char *name, const struct doctor_finding *finding)
{
	printf("%s%-8s%s %-14s %s\n", ink(inks[finding->outcome]),
	       finding->outcome == DOCTOR_PROBLEM ? "PROBLEM" :
						    doctor_outcome_name(finding->outcome),
	       ink(INK_PLAIN), name, finding->what);
	if (finding->why)
		printf("%-8s %-14s %s\n", "", "why", finding->why);
	if (*finding->fix)
		printf("%-8s %-14s %s%s%s\n", "",
		       finding->outcome == DOCTOR_UNKNOWN ? "to know" : "mend", ink(INK_STRONG),
		       finding->fix, ink(INK_PLAIN));
}

void doctor_print_text(const struct doctor_finding *findings, size_t count)
{
	size_t i, moot = 0;

	for (i = 0; i < count; i++) {
		if (findings[i].is_moot)
			moot++;
		else
			print_finding(doctor_checks[i].name, &findings[i]);
	}
	if (moot)
		printf("%s%-8s%s %zu checks were not made, since there is no SVSM\n",
		       ink(INK_FAINT), "unknown", ink(INK_PLAIN), moot);
	printf("problems: %zu, warnings: %zu, unknown: %zu, ok: %zu\n",
	       count_of(findings, count, DOCTOR_PROBLEM), count_of(findings, count, DOCTOR_WARNING),
	       count_of(findings, count, DOCTOR_UNKNOWN), count_of(findings, count, DOCTOR_OK));
}

void doctor_print_json(const struct doctor_finding *findings, size_t count)
{
	_cleanup_(json_cleanup) struct json_object *document = json_new_object();
	struct json_object *array = json_new_array(), *object;
	size_t i;

	for (i = 0; i < count; i++) {
		object = json_new_object();
		json_add(object, "check", json_new_text(doctor_checks[i].name));
		json_add(object, "outcome",
			 json_new_text(doctor_outcome_name(findings[i].outcome)));
		json_add(object, "what", json_new_text(findings[i].what));
		json_add(object, "why", json_new_text(findings[i].why));
		json_add(object, "fix", *findings[i].fix ? json_new_text(findings[i].fix) : NULL);
		json_append(array, object);
	}
	json_add(document, "problems",
		 json_new_number(count_of(findings, count, DOCTOR_PROBLEM)));
	json_add(document, "warnings",
		 json_new_number(count_of(findings, count, DOCTOR_WARNING)));
	json_add(document, "unknown",
		 json_new_number(count_of(findings, count, DOCTOR_UNKNOWN)));
	json_add(document, "checks", array);
	json_print(document);
}
