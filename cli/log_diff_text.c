/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Printing a change.
 */
#include "cli/log_diff_text.h"

#include <stdio.h>

#include "cli/json_look.h"
#include "lib/base/cleanup.h"
#include "lib/policy/consistency.h"
#include "lib/show/json.h"
#include "lib/show/log_diff.h"

static void print_side(const char *indent, char sign, const struct json_reader_value *side)
{
	_cleanup_(cleanup_free) char *line = json_look_text(side, "line");
	_cleanup_(cleanup_free) char *bank = json_look_text(side, "bank");
	_cleanup_(cleanup_free) char *digest = json_look_text(side, "digest");
	const bool is_wrong = json_look_is(side, "proof",
					   consistency_name(CONSISTENCY_CONTRADICTED));

	printf("%s  %c %s%s\n", indent, sign, line,
	       is_wrong ? "  (CONTRADICTED by its digest)" : "");
	if (*digest)
		printf("%s      %s %s\n", indent, bank, digest);
}

void log_diff_print_told(const struct json_reader_value *change, const char *indent)
{
	_cleanup_(cleanup_free) char *subject = json_look_text(change, "subject");
	static const char *const words[] = { "changed", "is gone", "is new" };
	struct json_reader_value before, after, index;
	const bool has_before = json_look(change, "before", &before);
	const bool has_after = json_look(change, "after", &after);

	fputs(indent, stdout);
	if (json_look(change, "nv_index", &index))
		printf("NV index 0x%08x: ", (unsigned int)json_look_number(change, "nv_index"));
	else
		printf("PCR %u: ", (unsigned int)json_look_number(change, "pcr"));
	printf("%s %s\n", subject,
	       has_before && has_after ? words[0] : has_before ? words[1] : words[2]);
	if (has_before)
		print_side(indent, '-', &before);
	if (has_after)
		print_side(indent, '+', &after);
}

void log_diff_print_change(const struct log_change *change, const char *indent)
{
	_cleanup_(json_cleanup) struct json_object *object = log_diff_change_json(change);
	struct json_reader_value told;

	if (!json_look_document(json_line(object), &told))
		log_diff_print_told(&told, indent);
}
