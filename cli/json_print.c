/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Printing JSON.
 */
#include "cli/json_print.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/say.h"
#include "lib/show/json.h"

void json_print(struct json_object *object)
{
	printf("%s\n", json_document(object));
}

void json_print_line(struct json_object *object)
{
	printf("%s\n", json_line(object));
}

void json_out_of_memory(void)
{
	fputs("svsmctl: out of memory\n", stderr);
	exit(EXIT_NO);
}
