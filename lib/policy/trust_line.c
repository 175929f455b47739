/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The state in one line.
 */
#include "lib/policy/trust_line.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include "lib/format/appraisal_record.h"
#include "lib/policy/trust.h"

#define IMA_PCR		10	/* explained to whoever asks for it, see pcr_watch.h */
#define EXPLAINABLE	(((1u << APPRAISAL_RECORD_PCRS) - 1) & ~(1u << IMA_PCR))

struct text {
	char *text;	/* TRUST_LINE_MAX bytes */
	size_t used;
};

/* A line that gets too long is cut. */
static __attribute__((__format__(__printf__, 2, 3))) void add(struct text *text,
							      const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text->text + text->used, TRUST_LINE_MAX - text->used, format, arguments);
	va_end(arguments);
	text->used += length < 0 ? 0 : (size_t)length;
	if (text->used >= TRUST_LINE_MAX)
		text->used = TRUST_LINE_MAX - 1;
}

static void add_logs(struct text *text, const struct appraisal_record *record)
{
	const uint32_t unexplained = EXPLAINABLE & ~record->explained;
	const char *comma = " ";
	unsigned int pcr;

	if (!record->has_pcrs) {
		add(text, ", boot log not seen");
	} else if (!unexplained) {
		add(text, ", boot log replays");
	} else {
		add(text, ", boot log does not explain PCR");
		for (pcr = 0; pcr < APPRAISAL_RECORD_PCRS; pcr++) {
			if (!(unexplained >> pcr & 1))
				continue;
			add(text, "%s%u", comma, pcr);
			comma = ", ";
		}
	}
}

static void add_next(struct text *text, int64_t next)
{
	const time_t seconds = (time_t)next;
	char date[32];
	struct tm parts;

	if (next && gmtime_r(&seconds, &parts) &&
	    strftime(date, sizeof(date), "%Y-%m-%d %H:%M UTC", &parts))
		add(text, "; next appraisal %s", date);
	else
		add(text, "; an appraisal is under way");
}

void trust_line_make(const struct trust_line *line, char ret[static TRUST_LINE_MAX])
{
	const struct trust *trust = line->trust;
	const struct appraisal_record *record = line->record;
	struct text text = { ret, 0 };
	size_t i;

	add(&text, "svsm: %s (%s)", trust_state_name(trust->state),
	    trust_assurance_name(trust->assurance));
	if (*trust->cause)
		add(&text, ": %s", trust->cause);
	add(&text, "; vTPM %s, Secure Boot %s",
	    *record->persistence ? record->persistence : "unknown", line->secure_boot);
	add_logs(&text, record);
	add_next(&text, line->next);
	for (i = 0; i < text.used; i++)
		if (ret[i] < ' ' || ret[i] > '~')
			ret[i] = '?';
}
