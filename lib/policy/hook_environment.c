/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Words for a hook.
 */
#include "lib/policy/hook_environment.h"

#include <stdio.h>
#include <string.h>

#define HARMLESS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:/_+@%=-"
#define IN_ITS_PLACE	'_'

static void put(char ret[static HOOK_ENVIRONMENT_SIZE], const char *name, const char *value)
{
	char *at;

	/* All that comes here fits: names of states, and a cause with its bound. */
	(void)snprintf(ret, HOOK_ENVIRONMENT_SIZE, "%s=%.*s", name, TRUST_CAUSE_MAX, value);
	for (at = ret; *at; at++)
		if (!strchr(HARMLESS, *at))
			*at = IN_ITS_PLACE;
}

void hook_environment_make(const struct trust *trust, enum trust_state before,
			   struct hook_environment *ret)
{
	put(ret->variables[0], "SVSM_STATE", trust_state_name(trust->state));
	put(ret->variables[1], "SVSM_BEFORE", trust_state_name(before));
	put(ret->variables[2], "SVSM_ASSURANCE", trust_assurance_name(trust->assurance));
	put(ret->variables[3], "SVSM_EVENT", trust_event_name(trust->event));
	put(ret->variables[4], "SVSM_CAUSE", trust->cause);
}
