/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking at PCRs.
 */
#include "lib/evidence/pcr_look.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/evidence/pcr_quote.h"
#include "lib/format/appraisal_record.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/evidence_logs.h"
#include "lib/sys/file.h"
#include "lib/sys/folder.h"
#include "lib/sys/tpm.h"
#include "lib/sys/vtpm.h"

#define QUOTES_MAX	3
#define IMA_PCR		10
#define IMA_FOLDER	"/sys/kernel/security/ima"
#define IMA_COUNT	"/runtime_measurements_count"
#define IMA_COUNT_SIZE	32
#define WATCHED_PCRS	((1u << APPRAISAL_RECORD_PCRS) - 1)

/*
 * How long IMA's log is: a number beside it.  Where PCR 10 of this TPM holds nothing, IMA
 * extends another one, and its log says nothing of it.
 */
static void take_ima(const char *log, struct appraisal_record *record)
{
	static const uint8_t nothing[APPRAISAL_RECORD_PCR_SIZE];
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(IMA_COUNT_SIZE);
	char folder[PATH_MAX] = IMA_FOLDER, path[PATH_MAX + sizeof(IMA_COUNT)];
	uint32_t count;

	if (!memcmp(record->pcrs[IMA_PCR], nothing, sizeof(nothing)) ||
	    (log && folder_of(log, folder, NULL) < 0))
		return;
	(void)snprintf(path, sizeof(path), "%s" IMA_COUNT, folder);
	if (file_read(path, &text, NULL) < 0 || buffer_append(&text, "", 1) < 0 ||
	    sscanf((const char *)text.data, "%" SCNu32, &count) != 1)
		return;
	record->has_ima = true;
	record->ima_entries = count;
}

static void take_logs(const struct collect_logs *logs, struct evidence *evidence)
{
	enum evidence_log kind;

	for (kind = 0; kind < _EVIDENCE_LOG_MAX; kind++)
		if (logs->bytes[kind].size)
			evidence->logs[kind] = (struct evidence_bytes){ logs->bytes[kind].data,
									logs->bytes[kind].size };
}

static int read_pcrs(struct tpm *tpm, struct pcr_values *ret, struct fault *fault)
{
	struct pcr_values_bank *bank = &ret->banks[0];
	struct tpm_bank live = {
		.algorithm = HASH_SHA256,
		.present = WATCHED_PCRS,
		.digest_size = APPRAISAL_RECORD_PCR_SIZE,
	};
	unsigned int pcr;
	int r;

	r = tpm_pcr_read(tpm, WATCHED_PCRS, &live, fault);
	if (r < 0)
		return r;
	bank->algorithm = live.algorithm;
	bank->digest_size = live.digest_size;
	bank->present = WATCHED_PCRS;
	for (pcr = 0; pcr < APPRAISAL_RECORD_PCRS; pcr++)
		memcpy(bank->pcrs[pcr], live.pcrs[pcr], live.digest_size);
	ret->count = 1;
	return 0;
}

/* PCRs may move between their reading and the quote: then both are done once more. */
static int ask_tpm(const struct pcr_look_params *params, const char *tcti,
		   struct pcr_values *ret, struct fault *fault)
{
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	int r, tries = 0;

	r = tpm_open(tcti, &tpm, fault);
	if (r < 0)
		return r;
	do {
		r = read_pcrs(tpm, ret, fault);
		if (!r && params->signer)
			r = pcr_quote_make(tpm, params->signer, ret, fault);
	} while (r == -ESTALE && ++tries < QUOTES_MAX);
	return r;
}

static int look(const struct pcr_look_params *params, const struct vtpm *vtpm,
		struct evidence *evidence, struct appraisal_record *record, struct fault *fault)
{
	_cleanup_(collect_logs_deinit) struct collect_logs logs = COLLECT_LOGS_NONE;
	struct collect_log_paths paths = params->logs;
	int r;

	collect_log_paths_complete(&paths, vtpm);
	r = collect_logs_begin(&logs, &paths, &params->notes, fault);
	if (!r)
		r = ask_tpm(params, vtpm->tcti, &evidence->pcrs, fault);
	collect_logs_release(&logs);
	if (r < 0)
		return r;
	take_logs(&logs, evidence);
	pcr_look_take(evidence, record);
	take_ima(params->logs.ima, record);
	return 0;
}

int pcr_look_make(const struct pcr_look_params *params, struct appraisal_record *ret,
		  struct fault *fault)
{
	_cleanup_(cleanup_free) struct evidence *evidence = calloc(1, sizeof(*evidence));
	struct vtpm vtpm;
	int r;

	if (!evidence)
		return fault_set(fault, -ENOMEM, "PCRs: out of memory");
	r = vtpm_choose(params->tcti, params->device, &vtpm, fault);
	return r < 0 ? r : look(params, &vtpm, evidence, ret, fault);
}

void pcr_look_take(const struct evidence *evidence, struct appraisal_record *ret)
{
	_cleanup_(cleanup_free) struct appraisal *unused = calloc(1, sizeof(*unused));
	_cleanup_(policy_cleanup) struct policy *policy = NULL;
	const struct pcr_values_bank *bank = &evidence->pcrs.banks[0];
	struct evidence_logs logs;
	unsigned int pcr;
	size_t i;

	if (!unused || policy_default(&policy, NULL) < 0 || !evidence->pcrs.count ||
	    bank->algorithm != HASH_SHA256)
		return;
	evidence_logs_check(evidence, policy, &logs, unused);
	for (i = 0; i < logs.bank_count; i++)
		if (logs.banks[i].algorithm == HASH_SHA256)
			ret->explained = logs.banks[i].proven & WATCHED_PCRS;
	for (pcr = 0; pcr < APPRAISAL_RECORD_PCRS; pcr++)
		memcpy(ret->pcrs[pcr], bank->pcrs[pcr], sizeof(ret->pcrs[pcr]));
	ret->has_pcrs = true;
}
