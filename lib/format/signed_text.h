/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A text of our own in which one member is a signature over all the rest: bundle, binding
 * record, birth record.  What was signed is the text without that member and its comma.
 */
#pragma once

#include <stddef.h>

#include "lib/format/evidence.h"

struct canonical_json;

/*
 * The text around the member that begins at byte @begin and ends where @json stands: up to
 * it, and behind it to the end.  Where there was none, @begin is where @json stands, and
 * both are the whole text.
 */
void signed_text_split(const struct canonical_json *json, size_t begin,
		       struct evidence_bytes ret[static 2]);
