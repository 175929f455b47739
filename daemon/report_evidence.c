/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Collecting a signature.
 */
#include "daemon/report_evidence.h"

#include <errno.h>
#include <stdlib.h>

#include "daemon/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/evidence/collect.h"
#include "lib/format/hash_algorithm.h"
#include "lib/sys/svsm_dev.h"
#include "lib/sys/vtpm.h"

#define ALL_PCRS	0xffffffu

static void take_note(void *user, const char *text)
{
	say(SAY_INFO, "%s", text);
}

static const char *device(void)
{
	const char *named = getenv("SVSM_DEVICE");

	return named && *named ? named : SVSM_DEV_DEFAULT;
}

int report_evidence_collect(const uint8_t digest[static REPORT_SIGNER_DIGEST_SIZE],
			    struct collection *collection, struct fault *fault)
{
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	struct vtpm vtpm;
	struct collect_request request = {
		.notes.take = take_note,
		.challenge = { digest, REPORT_SIGNER_DIGEST_SIZE },
		.kind = TPM_AK_ECC,
		.selection.count = 1,
		.selection.banks[0] = { .algorithm = HASH_SHA256, .pcrs = ALL_PCRS },
		.tcti = vtpm.tcti,
		.logs = {
			.firmware = getenv("SYSTEMD_MEASURE_LOG_FIRMWARE"),
			.systemd = getenv("SYSTEMD_MEASURE_LOG_USERSPACE"),
			.ima = getenv("SVSM_IMA_LOG"),
		},
	};
	int r;

	r = svsm_dev_open(device(), SVSM_DEV_REQUEST, &dev, fault);
	if (r < 0)
		return r;
	r = vtpm_choose(getenv("SVSM_TCTI"), device(), &vtpm, fault);
	if (r < 0)
		return r == -ENOENT || r == -ENODEV ? -EIO : r; /* there is an SVSM */
	collect_log_paths_complete(&request.logs, &vtpm);
	r = collect(&request, dev, collection, fault);
	return r == -ENOENT || r == -ENODEV ? -EIO : r; /* as above */
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
