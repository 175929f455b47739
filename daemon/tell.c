/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Entries of the journal.
 *
 * An entry goes to the journal's own socket only where standard error leads to the journal
 * as well: whoever starts svsmd by hand sees what it says where he looks for it.
 */
#include "daemon/tell.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "lib/policy/birth.h"

#define TEXT_ROOM	1024
#define FIELD_ROOM	(TEXT_ROOM + 32)	/* with its name */
#define FIELDS_MAX	8

struct entry {
	char texts[FIELDS_MAX][FIELD_ROOM];
	struct iovec fields[FIELDS_MAX];
	int count;
};

/* Whether standard error is the stream that the service manager gave us (systemd.exec(5)). */
static bool is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	uintmax_t device, inode;
	struct stat status;

	return stream && sscanf(stream, "%" SCNuMAX ":%" SCNuMAX, &device, &inode) == 2 &&
	       !fstat(STDERR_FILENO, &status) && status.st_dev == device &&
	       status.st_ino == inode;
}

static void add(struct entry *entry, const char *name, const char *value)
{
	char *text = entry->texts[entry->count];
	int length = snprintf(text, FIELD_ROOM, "%s=%s", name, value);

	if (length >= FIELD_ROOM)
		length = FIELD_ROOM - 1; /* a long one is cut */
	entry->fields[entry->count++] = (struct iovec){ text, (size_t)length };
}

static void add_change(struct entry *entry, const struct trust *trust, const struct trust *before)
{
	add(entry, "SVSM_STATE", trust_state_name(trust->state));
	add(entry, "SVSM_BEFORE", trust_state_name(before->state));
	add(entry, "SVSM_ASSURANCE", trust_assurance_name(trust->assurance));
	add(entry, "SVSM_EVENT", trust_event_name(trust->event));
	add(entry, "SVSM_CAUSE", trust->cause);
}

/* Of a change, @trust and @before; else NULL. */
static void put(enum message message, const char *text, const struct trust *trust,
		const struct trust *before)
{
	const char priority[] = { (char)('0' + message_level(message)), '\0' };
	struct entry entry = { .count = 0 };

	if (is_journal()) {
		add(&entry, "MESSAGE", text);
		add(&entry, "MESSAGE_ID", message_id(message));
		add(&entry, "PRIORITY", priority);
		if (trust)
			add_change(&entry, trust, before);
		if (sd_journal_sendv(entry.fields, entry.count) >= 0)
			return;
	}
	say(message_level(message), "%s", text);
}

void tell(enum message message, const char *format, ...)
{
	char text[TEXT_ROOM];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments); /* as above */
	va_end(arguments);
	put(message, text, NULL, NULL);
}

void tell_change(const struct trust *trust, const struct trust *before)
{
	char text[TEXT_ROOM];

	(void)snprintf(text, sizeof(text), "trust is %s (assurance %s), was %s: %s: %s",
		       trust_state_name(trust->state), trust_assurance_name(trust->assurance),
		       trust_state_name(before->state), trust_event_name(trust->event),
		       trust->cause);
	put(message_of_state(trust->state), text, trust, before);
}

/* Once: the state may say it as well, or something else that is worse. */
void tell_birth(const char *verdict, const char *before)
{
	enum birth_verdict number;
	const char *means;

	if (!strcmp(verdict, before) || birth_verdict_find(verdict, &number) < 0)
		return;
	means = birth_verdict_means(number);
	if (means)
		tell(MESSAGE_VTPM_CHANGED, "vTPM and disk do not fit: %s: %s; 'svsmctl birth show' "
		     "tells more", verdict, means);
}
