/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Escaping.  See html.h.
 */
#include "cli/html.h"

void html_text(FILE *page, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", page);
			break;
		case '>':
			fputs("&gt;", page);
			break;
		case '&':
			fputs("&amp;", page);
			break;
		case '"':
			fputs("&quot;", page);
			break;
		case '\'':
			fputs("&#39;", page);
			break;
		default:
			fputc(*text, page);
		}
	}
}
