/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The checks of svsmctl doctor.
 */
#include "cli/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/doctor_facts.h"
#include "lib/format/json_writer.h"

/* Names and reasons of others are in it. */
static void put(char *text, const char *format, va_list args)
{
	(void)vsnprintf(text, DOCTOR_TEXT_MAX, format, args); /* cut is fine */
	json_writer_make_text(text);
}

enum doctor_outcome doctor_find(struct doctor_finding *finding, enum doctor_outcome outcome,
				const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put(finding->what, format, args);
	va_end(args);
	finding->outcome = outcome;
	return outcome;
}

void doctor_mend(struct doctor_finding *finding, const char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put(finding->fix, format, args);
	va_end(args);
	finding->why = why;
}

bool doctor_lacks_svsm(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	if (status_is_under_svsm(&facts->status) || facts->kernel.has_platform_device)
		return false;
	(void)doctor_find(finding, DOCTOR_UNKNOWN, "not looked at: this machine shows no SVSM");
	finding->is_moot = true;
	return true;
}

const struct doctor_check doctor_checks[] = {
	{ "platform", doctor_platform },
	{ "kernel-options", doctor_kernel_options },
	{ "driver", doctor_driver },
	{ "device", doctor_device },
	{ "initrd", doctor_initrd },
	{ "tpm-wait", doctor_tpm_wait },
	{ "tpm-links", doctor_links },
	{ "host-tpm", doctor_host_tpm },
	{ "crypttab", doctor_crypttab },
	{ "vtpm", doctor_vtpm },
	{ "event-log", doctor_event_log },
	{ "persistence", doctor_persistence },
	{ "ima", doctor_ima },
	{ "clock", doctor_clock },
	{ "certificates", doctor_certificates },
	{ "svsmd", doctor_svsmd },
	{ "units", doctor_units },
	{ "recovery", doctor_recovery },
	{ "swap", doctor_swap },
	{ NULL, NULL },
};

size_t doctor_run(const struct doctor_facts *facts, struct doctor_finding *findings)
{
	size_t i;

	_Static_assert(sizeof(doctor_checks) / sizeof(doctor_checks[0]) <= DOCTOR_CHECKS_MAX,
		       "a finding for each");
	for (i = 0; doctor_checks[i].name; i++) {
		findings[i] = (struct doctor_finding){ .outcome = DOCTOR_UNKNOWN };
		doctor_checks[i].judge(facts, &findings[i]);
	}
	return i;
}

const char *doctor_outcome_name(enum doctor_outcome outcome)
{
	static const char *const names[] = {
		[DOCTOR_UNKNOWN] = "unknown",
		[DOCTOR_OK] = "ok",
		[DOCTOR_WARNING] = "warning",
		[DOCTOR_PROBLEM] = "problem",
	};

	return names[outcome];
}
