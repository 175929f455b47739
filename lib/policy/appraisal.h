/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A judgement line by line: what was asked, how it ended, and why.  The verdict is the
 * conjunction of all lines; whoever judges only adds lines, and nobody can take one
 * back.  Memory of zeros is a rejection.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/policy/verdict.h"

#define APPRAISAL_LINES_MAX	128
#define APPRAISAL_NAME_MAX	40	/* with the terminating zero */
#define APPRAISAL_REASON_MAX	320

enum appraisal_state {
	APPRAISAL_NOT_REACHED = 0, /* what it needs is missing: as bad as failed */
	APPRAISAL_FAILED,
	APPRAISAL_STATED, /* nothing to be judged: information */
	APPRAISAL_WAIVED, /* not shown, and the policy says by name that it need not be */
	APPRAISAL_PASSED,
};

struct appraisal_line {
	char name[APPRAISAL_NAME_MAX];		/* "quote-signature": for text and JSON alike */
	enum appraisal_state state;
	char reason[APPRAISAL_REASON_MAX];	/* also why it passed; empty: not reached */
};

struct appraisal {
	enum verdict verdict;		/* set by appraisal_conclude() alone */
	struct appraisal_line lines[APPRAISAL_LINES_MAX];
	size_t count;
	bool is_overflown;		/* a line did not fit: never accepted */
};

/*
 * Adds a line; name and reason are copied and cut at their maxima.  A line too many is
 * lost, but rejects.  @format NULL: no reason, for a line that was not reached.
 */
void appraisal_add(struct appraisal *appraisal, const char *name, enum appraisal_state state,
		   const char *format, ...) __attribute__((__format__(__printf__, 4, 5)));

/* After the last line: sets the verdict.  Without any line it is a rejection. */
enum verdict appraisal_conclude(struct appraisal *appraisal);

/* The line that alone would reject, of several the first that failed; NULL: none would. */
const struct appraisal_line *appraisal_first_objection(const struct appraisal *appraisal);

/* The next line that was waived, behind @after or from the start (NULL); NULL: no more. */
const struct appraisal_line *appraisal_next_waived(const struct appraisal *appraisal,
						   const struct appraisal_line *after);

/* "not reached", "failed", "stated", "waived" or "passed". */
const char *appraisal_state_name(enum appraisal_state state);
