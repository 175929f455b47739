/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON on standard output.
 */
#pragma once

struct json_object;

void json_print(struct json_object *object);

/* The same in one line. */
void json_print_line(struct json_object *object);
