/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The story of a boot as text, on standard output.
 */
#pragma once

struct log_set;
struct log_story;

void log_story_text_print(const struct log_story *story, const struct log_set *set);
