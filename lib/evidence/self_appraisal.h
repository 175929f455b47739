/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guest's opinion of itself: evidence is collected under a challenge of its own, the AK is
 * bound to the EK that the SVSM's manifest names, and all of it is verified as a verifier
 * would, against the local policy.  One request to the secure processor.
 *
 * It shows that firmware, logs, TPM and report belong together, and what a policy asks of
 * them; it proves nothing to anybody, since a guest that has been tampered with can say the
 * same of itself.
 */
#pragma once

#include "lib/base/note.h"
#include "lib/evidence/birth_view.h"
#include "lib/evidence/collect_logs.h"

struct appraisal_record;

struct self_appraisal_params {
	const char *device;		/* the SVSM's, as svsm_dev_open() takes it */
	const char *tcti;		/* of the TPM; NULL: the SVSM's chip */
	struct collect_log_paths logs;	/* firmware NULL: that of the SVSM's chip */
	struct birth_view_place birth;
	const char *policy;		/* file; NULL: any launch that is consistent with itself */
	const char *ark;		/* file of the one root instead of AMD's; NULL: AMD's */
	const char *certificates;	/* folder; NULL: none */
	struct note_taker notes;
};

/* Always fills @ret: what could not be done is an outcome as well. */
void self_appraisal_make(const struct self_appraisal_params *params,
			 struct appraisal_record *ret);
