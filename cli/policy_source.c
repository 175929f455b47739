/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading what a policy is drawn from.
 */
#include "cli/policy_source.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>

#include "cli/attestation.h"
#include "cli/device.h"
#include "cli/say.h"
#include "cli/vtpm.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/evidence.h"
#include "lib/sys/file.h"
#include "lib/sys/svsm_dev.h"
#include "lib/sys/tpm_pcrs.h"

#define LOG_MAX		(4u << 20)
#define ALL_PCRS	0xffffffu

static int take_report(const void *data, size_t size, struct policy_source *ret,
		       struct fault *fault)
{
	int r = snp_report_parse(data, size, &ret->report, fault);

	if (!r)
		ret->product = snp_report_product(&ret->report);
	return r;
}

static int take_log(const void *data, size_t size, struct policy_source *ret,
		    struct fault *fault)
{
	int r = policy_draft_read(data, size, &ret->draft, fault);

	ret->has_draft = !r;
	return r;
}

static int read_log(const char *path, struct policy_source *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(LOG_MAX);
	int r = file_read(path, &bytes, fault);

	return r < 0 ? r : take_log(bytes.data, bytes.size, ret, fault);
}

int policy_source_read_bundle(const char *path, struct policy_source *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	_cleanup_(evidence_cleanup) struct evidence *evidence = NULL;
	const struct evidence_bytes *log;
	int r;

	r = file_read(path, &bytes, fault);
	if (!r)
		r = evidence_decode(bytes.data, bytes.size, &evidence, fault);
	if (!r)
		r = take_report(evidence->report.data, evidence->report.size, ret, fault);
	if (r < 0)
		return r;
	(void)snprintf(ret->from, sizeof(ret->from), "an evidence bundle, which nobody has "
		       "verified here");
	ret->pcrs = evidence->pcrs;
	log = &evidence->logs[EVIDENCE_LOG_FIRMWARE];
	return log->data ? take_log(log->data, log->size, ret, fault) : 0;
}

int policy_source_read_files(const char *report, const char *log, struct policy_source *ret,
			     struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(SNP_REPORT_SIZE + 1);
	int r;

	r = file_read(report, &bytes, fault);
	if (!r)
		r = take_report(bytes.data, bytes.size, ret, fault);
	if (r < 0)
		return r;
	(void)snprintf(ret->from, sizeof(ret->from), "files, which nobody has verified here");
	return log ? read_log(log, ret, fault) : 0;
}

static int ask_svsm(struct policy_source *ret, struct fault *fault)
{
	struct attestation attestation = { .is_single = false };
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	int r;

	if (getrandom(attestation.request.nonce, sizeof(attestation.request.nonce), 0) !=
	    sizeof(attestation.request.nonce))
		return fault_set(fault, -EIO, "random numbers: the kernel gives none");
	r = svsm_dev_open(device_address(), SVSM_DEV_REQUEST, &dev, fault);
	if (!r)
		r = svsm_dev_attest(dev, &attestation.request, &attestation.answer, fault);
	if (r < 0)
		return r;
	r = attestation_check(&attestation, fault);
	if (!r) {
		ret->report = attestation.report;
		ret->product = snp_report_product(&ret->report);
	}
	svsm_dev_answer_deinit(&attestation.answer);
	return r;
}

/* Without the SVSM's TPM the policy is of the report alone, and that is said. */
static void read_tpm(const char *command, const struct policy_machine *machine,
		     struct policy_source *ret)
{
	struct fault fault = FAULT_NONE;
	const char *log = machine->log;
	struct vtpm vtpm;
	int r;

	r = vtpm_find(machine->tcti, &vtpm, &fault);
	if (!r && !log && *vtpm.log)
		log = vtpm.log;
	if (!r)
		r = tpm_pcrs_read(vtpm.tcti, ALL_PCRS, &ret->pcrs, &fault);
	if (r < 0) {
		ret->pcrs.count = 0;
		say_note(command, "%s: no PCRs", fault.text);
	}
	if (!log)
		say_note(command, "the firmware's log is not known: no events");
	else if (read_log(log, ret, &fault) < 0)
		say_note(command, "%s: no events", fault.text);
}

int policy_source_read_machine(const char *command, const struct policy_machine *machine,
			       struct policy_source *ret, struct fault *fault)
{
	int r = ask_svsm(ret, fault);

	if (r < 0)
		return r;
	(void)snprintf(ret->from, sizeof(ret->from), "this machine as it is now");
	read_tpm(command, machine, ret);
	return 0;
}
