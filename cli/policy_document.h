/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A new policy, with comments, for somebody to review.
 */
#pragma once

struct json_object;
struct policy_source;

/* The caller's to free. */
struct json_object *policy_document(const struct policy_source *source);
