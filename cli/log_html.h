/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The story of a boot as one page: no network, no script, the chain as a picture in
 * SVG.  All text of logs is escaped: a log may be written by an enemy of its reader.
 */
#pragma once

struct fault;
struct log_set;
struct log_story;
struct replay;

/* Writes the page to the new file @path, or over an old one, complete or not at all. */
int log_html_write(const char *path, const struct log_set *set, const struct log_story *story,
		   const struct replay *replay, struct fault *fault);
