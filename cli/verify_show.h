/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The outcome of a verification, for people.
 */
#pragma once

#include <stdbool.h>

struct evidence;
struct evidence_verification;

/*
 * Every line, then, when accepted, which machine it is and what it says of itself, and
 * last the verdict.  @evidence may be NULL when rejected.
 */
void verify_print(const struct evidence_verification *verification,
		  const struct evidence *evidence, bool is_explained);
