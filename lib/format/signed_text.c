/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Cutting a signature out of a text.
 */
#include "lib/format/signed_text.h"

#include "lib/format/canonical_json.h"

void signed_text_split(const struct canonical_json *json, size_t begin,
		       struct evidence_bytes ret[static 2])
{
	struct cursor text = json->cursor, behind = json->cursor;
	const size_t left = cursor_left(&behind);

	cursor_seek(&text, 0);
	ret[0] = (struct evidence_bytes){ cursor_bytes(&text, begin), begin };
	ret[1] = (struct evidence_bytes){ cursor_bytes(&behind, left), left };
}
