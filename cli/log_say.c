/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Words about logs.
 */
#include "cli/log_say.h"

#include "cli/say.h"
#include "lib/format/eventlog.h"
#include "lib/show/log_set.h"

bool log_say_has_format(const char *format, const char *name)
{
	enum eventlog_format found;

	if (!format || !eventlog_format_find(format, &found))
		return true;
	say_usage(name, "--format '%s': there is no such format; there are tcg, tcg-sha1, ccel, "
		  "cel-tlv, cel-json, systemd, ima and ima-ascii", format);
	return false;
}

void log_say_incomplete(const struct log_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->count; i++) {
		const struct log_file *file = set->files[i];

		if (file->error < 0)
			say_note(name,
				 "%s: incomplete: %s (at byte %zu); the %zu events before it are kept",
				 file->path, file->fault.text, file->fault.offset, file->events);
		if (file->is_dirty)
			say_note(name,
				 "%s: incomplete: systemd marked it, a measurement was made but not "
				 "logged",
				 file->path);
	}
}
