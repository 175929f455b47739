/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * That IMA has measured much since the last time: so many entries further its log is, as the
 * looks at the PCRs tell where IMA extends this TPM.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct appraisal_record;
struct svsmd_conf;
struct trigger;

/* Memory of zeros: nothing was seen yet, and nothing is of interest. */
struct trigger_ima {
	uint32_t threshold;	/* 0: none */
	bool has_begun;
	uint32_t counted;	/* entries, when it was pulled last */
};

void trigger_ima_configure(struct trigger_ima *ima, const struct svsmd_conf *conf);

void trigger_ima_take(struct trigger_ima *ima, struct trigger *trigger,
		      const struct appraisal_record *record);
