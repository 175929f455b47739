/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reaching a TPM, and reading its PCRs.
 */
#include "lib/sys/tpm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/sys/tpm_context.h"

#define TCTI_DEVICE_PREFIX	"device:"
#define RETRY_PAUSE_NS		1000000	/* doubles with every try: 0.26 s in all */

const TSS2L_SYS_AUTH_COMMAND tpm_no_password = {
	.count = 1,
	.auths[0].sessionHandle = TPM2_RH_PW,
};

int tpm_fault(const struct tpm *tpm, const char *what, TSS2_RC rc, struct fault *fault)
{
	return fault_set(fault, -EIO, "%s: %s: %s (0x%08x)", tpm->name, what,
			 tss_error_text(tpm->tss, rc), rc);
}

bool tpm_wants_again(TSS2_RC rc, unsigned int *tries)
{
	struct timespec pause = { .tv_nsec = RETRY_PAUSE_NS };

	if ((rc != TPM2_RC_RETRY && rc != TPM2_RC_TESTING && rc != TPM2_RC_YIELDED) || !*tries)
		return false;
	pause.tv_nsec <<= TPM_TRIES - (*tries)--;
	(void)nanosleep(&pause, NULL); /* a shorter pause is as good */
	return true;
}

/* tpm2-tss reports every failure to open a device alike; the kernel knows better. */
static int open_fault(const struct tpm *tpm, TSS2_RC rc, struct fault *fault)
{
	size_t prefix = strlen(TCTI_DEVICE_PREFIX);

	if (!strncmp(tpm->name, TCTI_DEVICE_PREFIX, prefix) &&
	    access(tpm->name + prefix, R_OK | W_OK) < 0)
		return fault_set(fault, -errno, "%s: %s", tpm->name + prefix, error_text(errno));
	return tpm_fault(tpm, "cannot be reached", rc, fault);
}

/* ESYS finalizes a context of its own. */
static void disconnect(struct tpm *tpm)
{
	if (tpm->esys)
		tpm->tss->Esys_Finalize(&tpm->esys);
	else if (tpm->sys)
		tpm->tss->Tss2_Sys_Finalize(tpm->sys);
	if (tpm->tcti)
		tpm->tss->Tss2_TctiLdr_Finalize(&tpm->tcti);
	free(tpm->own_sys);
	tpm->own_sys = NULL;
	tpm->sys = NULL;
}

static int connect_to(struct tpm *tpm, struct fault *fault)
{
	TSS2_ABI_VERSION version = TSS2_ABI_VERSION_CURRENT;
	size_t size = tpm->tss->Tss2_Sys_GetContextSize(0);
	TSS2_RC rc;

	rc = tpm->tss->Tss2_TctiLdr_Initialize(tpm->name, &tpm->tcti);
	if (rc)
		return open_fault(tpm, rc, fault);
	tpm->own_sys = calloc(1, size);
	if (!tpm->own_sys)
		return fault_set(fault, -ENOMEM, "%s: out of memory", tpm->name);
	rc = tpm->tss->Tss2_Sys_Initialize(tpm->own_sys, size, tpm->tcti, &version);
	if (rc)
		return tpm_fault(tpm, "cannot be used", rc, fault);
	tpm->sys = tpm->own_sys;
	return 0;
}

int tpm_use_esys(struct tpm *tpm, struct fault *fault)
{
	TSS2_RC rc;
	int r;

	if (tpm->esys)
		return 0;
	r = tss_load_library(tpm->tss, TSS_ESYS, fault);
	if (r < 0)
		return r;
	rc = tpm->tss->Esys_Initialize(&tpm->esys, tpm->tcti, NULL);
	if (!rc)
		rc = tpm->tss->Esys_GetSysContext(tpm->esys, &tpm->sys);
	return rc ? tpm_fault(tpm, "cannot be used with sessions", rc, fault) : 0;
}

int tpm_renew(struct tpm *tpm)
{
	disconnect(tpm);
	return connect_to(tpm, NULL);
}

void tpm_prepare(void)
{
	struct tss *tss;

	/* What cannot be loaded is told when it is needed. */
	if (!tss_load(&tss, NULL))
		tss_free(tss); /* its libraries stay */
}

int tpm_open(const char *tcti, struct tpm **ret, struct fault *fault)
{
	_cleanup_(tpm_cleanup) struct tpm *tpm = calloc(1, sizeof(*tpm));
	int r;

	if (!tpm)
		return fault_set(fault, -ENOMEM, "%s: out of memory", tcti);
	tpm->name = strdup(tcti);
	if (!tpm->name)
		return fault_set(fault, -ENOMEM, "%s: out of memory", tcti);
	r = tss_load(&tpm->tss, fault);
	if (!r)
		r = connect_to(tpm, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(tpm);
	return 0;
}

static uint32_t selection_mask(const TPMS_PCR_SELECTION *selection)
{
	uint32_t mask = 0;
	unsigned int i;

	for (i = 0; i < selection->sizeofSelect && i < TPM_PCRS / 8; i++)
		mask |= (uint32_t)selection->pcrSelect[i] << (8 * i);
	return mask;
}

int tpm_banks_read(struct tpm *tpm, struct tpm_banks *ret, struct fault *fault)
{
	const TPML_PCR_SELECTION *selections;
	struct tpm_banks banks = { .count = 0 };
	TPMS_CAPABILITY_DATA capability;
	TPMI_YES_NO more;
	TSS2_RC rc;
	size_t i;

	rc = TPM_CALL(tpm, Tss2_Sys_GetCapability, NULL, TPM2_CAP_PCRS, 0, TPM2_MAX_CAP_BUFFER,
		      &more, &capability, NULL);
	if (rc)
		return tpm_fault(tpm, "cannot list its PCR banks", rc, fault);
	if (capability.capability != TPM2_CAP_PCRS)
		return fault_set(fault, -EBADMSG, "%s: lists something else than its PCR banks",
				 tpm->name);
	selections = &capability.data.assignedPCR;
	for (i = 0; i < selections->count; i++) {
		uint32_t mask = selection_mask(&selections->pcrSelections[i]);

		if (!mask)
			continue; /* implemented, but not allocated */
		if (banks.count == TPM_BANKS_MAX)
			return fault_set(fault, -E2BIG, "%s: more than %u PCR banks",
					 tpm->name, TPM_BANKS_MAX);
		banks.banks[banks.count].algorithm = selections->pcrSelections[i].hash;
		banks.banks[banks.count].present = mask;
		banks.count++;
	}
	*ret = banks;
	return 0;
}

/* One TPM2_PCR_Read; @ret_done tells which PCRs it gave, at most eight of them. */
static int read_some(struct tpm *tpm, uint32_t mask, struct tpm_bank *bank, uint32_t *ret_done,
		     struct fault *fault)
{
	TPML_PCR_SELECTION given = { .count = 0 };
	TPML_DIGEST digests = { .count = 0 };
	TPML_PCR_SELECTION wanted = {
		.count = 1,
		.pcrSelections[0] = {
			.hash = bank->algorithm,
			.sizeofSelect = TPM_PCRS / 8,
			.pcrSelect = { mask & 0xff, (mask >> 8) & 0xff, (mask >> 16) & 0xff },
		},
	};
	uint32_t counter, done;
	unsigned int pcr;
	size_t next = 0;
	TSS2_RC rc;

	rc = TPM_CALL(tpm, Tss2_Sys_PCR_Read, NULL, &wanted, &counter, &given, &digests, NULL);
	if (rc)
		return tpm_fault(tpm, "cannot read its PCRs", rc, fault);
	done = given.count ? selection_mask(&given.pcrSelections[0]) & mask : 0;
	for (pcr = 0; pcr < TPM_PCRS; pcr++) {
		if (!(done >> pcr & 1))
			continue;
		if (next >= digests.count || digests.digests[next].size > TPM_DIGEST_MAX ||
		    (bank->digest_size && digests.digests[next].size != bank->digest_size))
			return fault_set(fault, -EBADMSG,
					 "%s: its answer to a PCR read is malformed",
					 tpm->name);
		bank->digest_size = digests.digests[next].size;
		memcpy(bank->pcrs[pcr], digests.digests[next].buffer, bank->digest_size);
		next++;
	}
	*ret_done = done;
	return 0;
}

int tpm_pcr_read(struct tpm *tpm, uint32_t mask, struct tpm_bank *bank, struct fault *fault)
{
	struct tpm_bank result = *bank;
	uint32_t done = 0;
	int r;

	if (mask & ~bank->present)
		return fault_set(fault, -ENOENT, "%s: lacks PCRs 0x%06x of bank 0x%04x",
				 tpm->name, mask & ~bank->present, bank->algorithm);
	while (mask) {
		r = read_some(tpm, mask, &result, &done, fault);
		if (r < 0)
			return r;
		if (!done)
			return fault_set(fault, -ENOENT, "%s: PCRs 0x%06x of bank %s are not active",
					 tpm->name, mask,
					 hash_algorithm_name(bank->algorithm) ?: "unknown");
		mask &= ~done;
	}
	*bank = result;
	return 0;
}

void tpm_close(struct tpm *tpm)
{
	if (!tpm)
		return;
	disconnect(tpm);
	tss_free(tpm->tss);
	free(tpm->name);
	free(tpm);
}

void tpm_cleanup(struct tpm **tpm)
{
	tpm_close(*tpm);
}
