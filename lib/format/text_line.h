/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files of lines whose fields are parted by blanks, with comments behind "#": crypttab(5),
 * volumes.conf.  Which characters are blanks is the file's own.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct cursor;

/* The next line of @text, without its end; @text moves behind that. */
struct cursor text_line_next(struct cursor *text);

/* Whether it has a field, to which @line moves: it is neither empty nor a comment. */
bool text_line_begin(struct cursor *line, const char *blanks);

/*
 * The characters up to a blank or the end, none there: an empty text; @line moves to the
 * next field.  False: there are more than @max, or a zero is among them.  @ret: of @max + 1.
 */
bool text_line_field(struct cursor *line, const char *blanks, char *ret, size_t max);
