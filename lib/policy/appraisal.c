/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The lines of a judgement, and their conjunction.
 */
#include "lib/policy/appraisal.h"

#include <stdarg.h>
#include <stdio.h>

void appraisal_add(struct appraisal *appraisal, const char *name, enum appraisal_state state,
		   const char *format, ...)
{
	struct appraisal_line *line;
	va_list args;

	if (appraisal->count == APPRAISAL_LINES_MAX) {
		appraisal->is_overflown = true;
		return;
	}
	line = &appraisal->lines[appraisal->count++];
	(void)snprintf(line->name, sizeof(line->name), "%s", name); /* both cut if long */
	line->state = state;
	line->reason[0] = 0;
	if (!format)
		return;
	va_start(args, format);
	(void)vsnprintf(line->reason, sizeof(line->reason), format, args);
	va_end(args);
}

static bool is_objection(const struct appraisal_line *line)
{
	switch (line->state) {
	case APPRAISAL_STATED:
	case APPRAISAL_WAIVED:
	case APPRAISAL_PASSED:
		return false;
	case APPRAISAL_NOT_REACHED:
	case APPRAISAL_FAILED:
		break;
	}
	return true;
}

const struct appraisal_line *appraisal_first_objection(const struct appraisal *appraisal)
{
	const struct appraisal_line *first = NULL;
	size_t i;

	for (i = 0; i < appraisal->count; i++) {
		if (appraisal->lines[i].state == APPRAISAL_FAILED)
			return &appraisal->lines[i];
		if (!first && is_objection(&appraisal->lines[i]))
			first = &appraisal->lines[i];
	}
	return first;
}

const struct appraisal_line *appraisal_next_waived(const struct appraisal *appraisal,
						   const struct appraisal_line *after)
{
	const struct appraisal_line *line = after ? after + 1 : appraisal->lines;

	for (; line < appraisal->lines + appraisal->count; line++)
		if (line->state == APPRAISAL_WAIVED)
			return line;
	return NULL;
}

enum verdict appraisal_conclude(struct appraisal *appraisal)
{
	appraisal->verdict = VERDICT_REJECTED;
	if (!appraisal->count || appraisal->is_overflown || appraisal_first_objection(appraisal))
		return VERDICT_REJECTED;
	return appraisal->verdict = VERDICT_ACCEPTED;
}

const char *appraisal_state_name(enum appraisal_state state)
{
	static const char *const names[] = {
		[APPRAISAL_NOT_REACHED] = "not reached",
		[APPRAISAL_FAILED] = "failed",
		[APPRAISAL_STATED] = "stated",
		[APPRAISAL_WAIVED] = "waived",
		[APPRAISAL_PASSED] = "passed",
	};

	return names[state];
}
