/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All that this guest can show, under a challenge.
 */
#include <stdlib.h>

#include "daemon/say.h"
#include "daemon/work.h"
#include "lib/evidence/collect.h"
#include "lib/format/hash_algorithm.h"
#include "lib/sys/vtpm.h"

#define ALL_PCRS	0xffffffu

void work_note(void *user, const char *text)
{
	say(SAY_INFO, "%s", text);
}

int work_collect(const struct evidence_bytes *challenge, struct svsm_dev *dev,
		 struct collection *ret, struct fault *fault)
{
	struct vtpm vtpm;
	struct collect_request request = {
		.notes.take = work_note,
		.challenge = *challenge,
		.kind = TPM_AK_ECC,
		.selection.count = 1,
		.selection.banks[0] = { .algorithm = HASH_SHA256, .pcrs = ALL_PCRS },
		.tcti = vtpm.tcti,
		.logs = work_log_paths(),
	};
	int r;

	r = vtpm_choose(getenv("SVSM_TCTI"), work_device(), &vtpm, fault);
	if (r < 0)
		return r;
	collect_log_paths_complete(&request.logs, &vtpm);
	return collect(&request, dev, ret, fault);
}
