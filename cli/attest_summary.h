/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What 'svsmctl attest' says of a bundle that it wrote.  It says what was collected, and
 * that nothing of it is proven here.
 */
#pragma once

#include <stddef.h>

struct collect_request;
struct collection;
struct json_object;

/* @path is where the bundle is. */
struct json_object *attest_summary_json(const struct collect_request *request,
					const struct collection *collection, const char *path);

/* Of a bundle of @size bytes that svsmd has collected. */
void attest_summary_print_told(const char *path, size_t size);

/* The same in lines for people, on standard output. */
void attest_summary_print(const struct collect_request *request,
			  const struct collection *collection, const char *path);
