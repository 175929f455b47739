/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counting IMA's entries.
 */
#include "daemon/trigger_ima.h"

#include <stdio.h>

#include "daemon/trigger.h"
#include "lib/format/appraisal_record.h"
#include "lib/format/svsmd_conf.h"

void trigger_ima_configure(struct trigger_ima *ima, const struct svsmd_conf *conf)
{
	ima->threshold = (uint32_t)conf->ima_entries;
}

/* The log only grows: one that is shorter begins anew. */
void trigger_ima_take(struct trigger_ima *ima, struct trigger *trigger,
		      const struct appraisal_record *record)
{
	char why[64];

	if (!record->has_ima)
		return;
	if (!ima->has_begun || record->ima_entries < ima->counted) {
		ima->has_begun = true;
		ima->counted = record->ima_entries;
	}
	if (!ima->threshold || record->ima_entries - ima->counted < ima->threshold)
		return;
	(void)snprintf(why, sizeof(why), "IMA has measured %u files more",
		       record->ima_entries - ima->counted);
	ima->counted = record->ima_entries;
	trigger_pull(trigger, why);
}
