/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who reacts.
 */
#include "daemon/reaction.h"

#include <errno.h>
#include <stdlib.h>

#include "daemon/reaction_action.h"
#include "daemon/reaction_hook.h"
#include "daemon/reaction_suspend.h"
#include "daemon/reaction_unit.h"

struct reaction {
	struct reaction_unit *unit;
	struct reaction_hook *hook;
	struct reaction_suspend *suspend;
	struct reaction_action *action;
};

/* The machine's end last: it is what nothing else comes after. */
void reaction_take(struct reaction *reaction, const struct trust *trust)
{
	reaction_unit_take(reaction->unit, trust);
	reaction_suspend_take(reaction->suspend, trust);
	reaction_action_take(reaction->action, trust);
}

void reaction_take_change(struct reaction *reaction, enum trust_state before,
			  const struct trust *trust)
{
	reaction_hook_take(reaction->hook, before, trust);
	reaction_take(reaction, trust);
}

void reaction_configure(struct reaction *reaction, const struct svsmd_conf *conf)
{
	reaction_unit_configure(reaction->unit, conf);
	reaction_hook_configure(reaction->hook, conf);
	reaction_suspend_configure(reaction->suspend, conf);
	reaction_action_configure(reaction->action, conf);
}

int reaction_new(const struct reaction_params *params, struct reaction **ret)
{
	struct reaction *reaction = calloc(1, sizeof(*reaction));
	int r;

	if (!reaction)
		return -ENOMEM;
	r = reaction_unit_new(params->bus, params->conf, &reaction->unit);
	if (!r)
		r = reaction_hook_new(params->event, params->bus, params->conf, &reaction->hook);
	if (!r)
		r = reaction_suspend_new(params->bus, params->state_folder,
					 params->runtime_folder, params->conf,
					 &reaction->suspend);
	if (!r)
		r = reaction_action_new(params->event, params->bus, params->runtime_folder,
					params->conf, &reaction->action);
	if (r < 0) {
		reaction_free(reaction);
		return r;
	}
	*ret = reaction;
	return 0;
}

void reaction_free(struct reaction *reaction)
{
	if (!reaction)
		return;
	reaction_action_free(reaction->action);
	reaction_suspend_free(reaction->suspend);
	reaction_hook_free(reaction->hook);
	reaction_unit_free(reaction->unit);
	free(reaction);
}
