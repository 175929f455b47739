/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl doctor: what is commonly wrong with an SVSM guest, each thing a check of its own.
 * Checks judge facts that were gathered before (doctor_facts.h), and do nothing else.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct doctor_facts;

#define DOCTOR_TEXT_MAX		512
#define DOCTOR_CHECKS_MAX	32

/* Zero claims nothing. */
enum doctor_outcome {
	DOCTOR_UNKNOWN = 0,	/* it could not be looked at */
	DOCTOR_OK,
	DOCTOR_WARNING,		/* it works, but not as well as it could */
	DOCTOR_PROBLEM,
	_DOCTOR_OUTCOME_MAX,
};

struct doctor_finding {
	enum doctor_outcome outcome;
	bool is_moot;		/* unknown, since there is no SVSM */
	char what[DOCTOR_TEXT_MAX];
	const char *why;	/* why that matters, static; NULL: it is well */
	char fix[DOCTOR_TEXT_MAX];	/* what mends it, or tells more; empty: nothing */
};

/* What a check fills in; each returns @outcome.  Texts that are too long are cut. */
enum doctor_outcome doctor_find(struct doctor_finding *finding, enum doctor_outcome outcome,
				const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));
void doctor_mend(struct doctor_finding *finding, const char *why, const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));

/* Whether there is no SVSM to look at, which is the finding then. */
bool doctor_lacks_svsm(const struct doctor_facts *facts, struct doctor_finding *finding);

typedef void doctor_judge(const struct doctor_facts *facts, struct doctor_finding *finding);

/* doctor_kernel.c */
doctor_judge doctor_platform, doctor_kernel_options, doctor_driver, doctor_device;

/* doctor_boot.c */
doctor_judge doctor_initrd, doctor_tpm_wait, doctor_links, doctor_host_tpm, doctor_crypttab;

/* doctor_tpm.c */
doctor_judge doctor_vtpm, doctor_event_log, doctor_persistence, doctor_ima;

/* doctor_trust.c */
doctor_judge doctor_clock, doctor_certificates, doctor_svsmd, doctor_units;

/* doctor_disk.c */
doctor_judge doctor_recovery, doctor_swap;

struct doctor_check {
	const char *name;	/* "kernel-options"; in the JSON as well */
	doctor_judge *judge;
};

/* In the order in which they are told, up to one without a name. */
extern const struct doctor_check doctor_checks[];

/* All checks; @findings: of DOCTOR_CHECKS_MAX.  How many there are. */
size_t doctor_run(const struct doctor_facts *facts, struct doctor_finding *findings);

/* "ok", "warning", "problem", "unknown". */
const char *doctor_outcome_name(enum doctor_outcome outcome);

/* doctor_show.c: on standard output */
void doctor_print_text(const struct doctor_finding *findings, size_t count);
void doctor_print_json(const struct doctor_finding *findings, size_t count);
