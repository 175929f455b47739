/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A change from one boot to another (lib/show/log_diff.h), from its JSON to text.
 */
#pragma once

struct json_reader_value;
struct log_change;

/* Lines on standard output, each behind @indent. */
void log_diff_print_told(const struct json_reader_value *change, const char *indent);

/* The same of a change that was found here. */
void log_diff_print_change(const struct log_change *change, const char *indent);
