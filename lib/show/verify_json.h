/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The outcome of a verification for programs; the schema is in Documentation/evidence-format.md.
 */
#pragma once

#include <stdbool.h>

struct evidence;
struct evidence_verification;
struct json_object;

/* A new document.  @evidence may be NULL when rejected. */
struct json_object *verify_json(const struct evidence_verification *verification,
				const struct evidence *evidence, bool is_explained);
