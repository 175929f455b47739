/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Evidence under a digest, as a signature of whatever has that digest.
 */
#pragma once

#include <stdint.h>

#include "lib/format/report_signer.h"

struct collection;
struct fault;

/*
 * Collects into @collection, which was COLLECTION_NONE; the environment names other places
 * than the machine's own, as for svsmd-worker.  0; -ENOENT, -ENODEV: there is no SVSM to
 * ask; else -errno.
 */
int report_evidence_collect(const uint8_t digest[static REPORT_SIGNER_DIGEST_SIZE],
			    struct collection *collection, struct fault *fault);

/* What of it is answered; points into @collection. */
struct report_signature report_evidence_signature(const struct collection *collection);
