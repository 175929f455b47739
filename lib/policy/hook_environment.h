/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a hook is told of a change of the state, as variables of its environment.  A hook is
 * most often a script: of what others may have worded, only letters, digits, blanks and a
 * few marks that no shell reads anything into are left, so that a variable without quotes
 * around it is words and nothing else.
 */
#pragma once

#include "lib/policy/trust.h"

#define HOOK_ENVIRONMENT_COUNT	5
#define HOOK_ENVIRONMENT_SIZE	(TRUST_CAUSE_MAX + 32)	/* of one, its name included */

struct hook_environment {
	/* SVSM_STATE, SVSM_BEFORE, SVSM_ASSURANCE, SVSM_EVENT, SVSM_CAUSE */
	char variables[HOOK_ENVIRONMENT_COUNT][HOOK_ENVIRONMENT_SIZE];
};

/* @before: the state of which the hook was told last. */
void hook_environment_make(const struct trust *trust, enum trust_state before,
			   struct hook_environment *ret);
