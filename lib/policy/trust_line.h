/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How far this guest is to be trusted, in one line for whoever logs in: the state and who
 * stands behind it, why, what the vTPM, Secure Boot and the logs are worth, and when it is
 * looked at next.
 */
#pragma once

#include <stdint.h>

struct appraisal_record;
struct trust;

#define TRUST_LINE_MAX	512	/* with the terminating zero */

struct trust_line {
	const struct trust *trust;
	const struct appraisal_record *record;	/* the last; of zeros: there was none */
	const char *secure_boot;		/* "on", "off" or "unknown" */
	int64_t next;		/* seconds since 1970 of the next appraisal; 0: it is under way */
};

/* Printable ASCII without a newline; what is something else in a cause stands as '?'. */
void trust_line_make(const struct trust_line *line, char ret[static TRUST_LINE_MAX]);
