/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the reader of logs is told on standard error.
 */
#pragma once

#include <stdbool.h>

struct log_set;

/* Whether that format exists, or none is forced (NULL); else says to @name's user what does. */
bool log_say_has_format(const char *format, const char *name);

/* Says what is incomplete, as command @name. */
void log_say_incomplete(const struct log_set *set, const char *name);
