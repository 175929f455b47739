/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Proving a TPM's provenance.
 */
#include "cli/provenance.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "cli/attestation.h"
#include "cli/device.h"
#include "cli/say.h"
#include "cli/vtpm.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/evidence/self_binding.h"
#include "lib/format/binding_record.h"
#include "lib/format/evidence.h"
#include "lib/sys/tpm_ak.h"

/* What the proof is made of; @prove's to let go. */
struct proof {
	const char *name;
	struct svsm_dev *dev;
	struct tpm_ak *ak;
	struct attestation attestation;
};

static void proof_deinit(struct proof *proof)
{
	svsm_dev_answer_deinit(&proof->attestation.answer);
	tpm_ak_close(proof->ak);
	svsm_dev_close(proof->dev);
}

static void say_wait(void *user, unsigned int ms)
{
	say_note(user, "waiting %u.%u s for a turn at the secure processor", ms / 1000,
		 ms % 1000 / 100);
}

/* What can fail without a request to the secure processor has done so before. */
static int ask_svsm(struct proof *proof, struct provenance *provenance)
{
	struct svsm_dev_request *request = &proof->attestation.request;
	struct fault *fault = &provenance->fault;
	int r;

	r = svsm_dev_open(device_address(), SVSM_DEV_REQUEST, &proof->dev, fault);
	if (!r)
		r = svsm_dev_info(proof->dev, &provenance->info, fault);
	if (r < 0)
		return r;
	request->on_wait = say_wait;
	request->user = (void *)proof->name;
	if (getrandom(request->nonce, sizeof(request->nonce), 0) != sizeof(request->nonce))
		return fault_set(fault, -EIO, "nonce: no random bytes: %s", error_text(errno));
	return svsm_dev_attest(proof->dev, request, &proof->attestation.answer, fault);
}

static int exchange(struct proof *proof, struct binding_record *ret, struct fault *fault)
{
	_cleanup_(cleanup_free) struct evidence *evidence = calloc(1, sizeof(*evidence));
	const struct svsm_dev_answer *answer = &proof->attestation.answer;

	if (!evidence)
		return fault_set(fault, -ENOMEM, "provenance: out of memory");
	evidence->report = (struct evidence_bytes){ answer->report, answer->report_size };
	evidence->manifest = (struct evidence_bytes){ answer->manifest, answer->manifest_size };
	evidence->ak.data = tpm_ak_public(proof->ak, &evidence->ak.size);
	return self_binding_make(evidence, proof->ak, time(NULL), ret, fault);
}

static void take_name(const uint8_t bytes[static BINDING_RECORD_NAME_SIZE], struct tpm_name *ret)
{
	memcpy(ret->bytes, bytes, BINDING_RECORD_NAME_SIZE);
	ret->size = BINDING_RECORD_NAME_SIZE;
}

static int prove(struct tpm *tpm, struct proof *proof, struct provenance *provenance)
{
	struct fault *fault = &provenance->fault;
	struct binding_record binding;
	int r;

	r = tpm_ak_open(tpm, TPM_AK_ECC, &proof->ak, fault);
	if (r < 0) {
		provenance->remedy = r == -EKEYREJECTED ? "free that handle with "
				     "'tpm2_evictcontrol -C o -c HANDLE'" : vtpm_remedy(r);
		return r;
	}
	r = ask_svsm(proof, provenance);
	if (r < 0) {
		provenance->remedy = device_remedy(r);
		return r;
	}
	r = attestation_check(&proof->attestation, fault);
	if (r < 0) {
		provenance->remedy = "do not trust this SVSM or its driver";
		return r;
	}
	r = exchange(proof, &binding, fault);
	if (r < 0) {
		provenance->remedy = r == -EKEYREJECTED ?
			"this TPM is not shown to be the SVSM's: seal nothing to it, and see "
			"'svsmctl status'" : vtpm_remedy(r);
		return r;
	}
	provenance->report = proof->attestation.report;
	take_name(binding.ek_name, &provenance->ek);
	take_name(binding.ak_name, &provenance->ak);
	return 0;
}

void provenance_prove(const char *name, struct tpm *tpm, struct provenance *ret)
{
	_cleanup_(proof_deinit) struct proof proof = {
		.name = name,
	};

	*ret = (struct provenance){ .verdict = VERDICT_REJECTED, .fault = FAULT_NONE };
	ret->error = prove(tpm, &proof, ret);
	if (ret->error)
		return;
	ret->verdict = VERDICT_ACCEPTED;
	say_note(name, "the TPM is the SVSM's, as attested by %s (transport %s)",
		 ret->info.address, ret->info.transport);
}
