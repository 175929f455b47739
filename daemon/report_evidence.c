/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Collecting a signature.
 */
#include "daemon/report_evidence.h"

#include <errno.h>

#include "daemon/work.h"
#include "lib/base/cleanup.h"
#include "lib/evidence/collect.h"
#include "lib/sys/svsm_dev.h"

int report_evidence_collect(const uint8_t digest[static REPORT_SIGNER_DIGEST_SIZE],
			    struct collection *collection, struct fault *fault)
{
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	int r;

	r = svsm_dev_open(work_device(), SVSM_DEV_REQUEST, &dev, fault);
	if (r < 0)
		return r;
	r = work_collect(&(struct evidence_bytes){ digest, REPORT_SIGNER_DIGEST_SIZE }, dev,
			 collection, fault);
	return r == -ENOENT || r == -ENODEV ? -EIO : r; /* there is an SVSM */
}

struct report_signature report_evidence_signature(const struct collection *collection)
{
	const struct svsm_dev_answer *answer = &collection->attestation.answer;
	const struct svsm_dev_request *request = &collection->attestation.request;

	return (struct report_signature){
		.provider = "svsm",
		.report = { answer->report, answer->report_size },
		.certs = { answer->certs_size ? answer->certs : NULL, answer->certs_size },
		.manifest = { answer->manifest, answer->manifest_size },
		.nonce = { request->nonce, sizeof(request->nonce) },
		.bundle = { collection->bundle.data, collection->bundle.size },
	};
}
