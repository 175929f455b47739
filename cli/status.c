/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Gathering what svsmctl status shows.  Nothing here makes the SVSM work: the
 * device is opened for reading, so the services are those that were listed
 * before.
 */
#include "cli/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/device.h"
#include "lib/base/cleanup.h"
#include "lib/format/hash_algorithm.h"
#include "lib/sys/sev.h"

const char *const status_link_names[_STATUS_LINK_MAX] = {
	[STATUS_LINK_TPM] = "tpm-svsm",
	[STATUS_LINK_TPMRM] = "tpmrm-svsm",
};

/* More remarks than fit are not possible by what is gathered; the last would be lost. */
static __attribute__((__format__(__printf__, 3, 4))) void
remark(struct status *status, bool is_problem, const char *format, ...)
{
	struct status_remark *next;
	va_list args;

	if (status->remark_count == STATUS_REMARKS_MAX)
		return;
	next = &status->remarks[status->remark_count++];
	next->is_problem = is_problem;
	va_start(args, format);
	(void)vsnprintf(next->text, sizeof(next->text), format, args); /* cut is fine */
	va_end(args);
}

bool status_is_under_svsm(const struct status *status)
{
	return status->has_device || (status->is_vmpl_known && status->vmpl > 0);
}

bool status_has_problem(const struct status *status)
{
	size_t i;

	for (i = 0; i < status->remark_count; i++)
		if (status->remarks[i].is_problem)
			return true;
	return false;
}

static void gather_device(struct status *status)
{
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	struct fault fault = FAULT_NONE;
	const char *remedy;
	int r;

	status->is_vmpl_known = !sev_vmpl(status->sysfs, &status->vmpl, NULL);
	r = svsm_dev_open(status->address, SVSM_DEV_READ, &dev, &fault);
	if (!r)
		r = svsm_dev_info(dev, &status->info, &fault);
	if (r < 0) {
		remedy = device_remedy(r);
		remark(status, true, "%s%s%s", fault.text, remedy ? "; " : "", remedy ?: "");
		return;
	}
	status->has_device = true;
	if (status->info.vmpl) {
		status->is_vmpl_known = true;
		status->vmpl = status->info.vmpl;
	}
	if (!status->info.can_attest)
		remark(status, false, "%s: the driver cannot attest here", status->address);
	r = svsm_dev_list(dev, &status->list, &fault);
	status->is_listed = !r;
	if (r == -ENODATA)
		remark(status, false, "%s; 'svsmctl services' as root lists them", fault.text);
	else if (r < 0)
		remark(status, true, "%s", fault.text);
}

static void gather_links(const struct tpm_chip *svsm, struct status *status)
{
	const struct tpm_chip_roots roots = { status->sysfs, status->dev };
	enum status_link link;

	for (link = 0; link < _STATUS_LINK_MAX; link++) {
		const char *name = status_link_names[link], *node = "";
		char *target = status->links[link];
		struct fault fault = FAULT_NONE;
		int r;

		if (svsm)
			node = link == STATUS_LINK_TPM ? svsm->node : svsm->rm_node;
		if (*node)
			node = strrchr(node, '/') + 1;
		r = tpm_chip_link(&roots, name, target, sizeof(status->links[link]), &fault);
		if (r == -ENOENT && *node)
			remark(status, false,
			       "/dev/%s: is missing; install udev/60-svsm.rules and run "
			       "'udevadm trigger -s tpm -s tpmrm'",
			       name);
		else if (r < 0 && r != -ENOENT)
			remark(status, true, "%s", fault.text);
		else if (!r && strcmp(target, node))
			remark(status, true,
			       "/dev/%s: leads to %s, which is not the SVSM's TPM; do not "
			       "use it, and look for the udev rule that made it",
			       name, target);
	}
}

static void gather_chips(struct status *status)
{
	const struct tpm_chip_roots roots = { status->sysfs, status->dev };
	const struct tpm_chip *svsm;
	struct fault fault = FAULT_NONE;
	size_t i;

	if (tpm_chips_read(&roots, &status->chips, &fault) < 0)
		remark(status, true, "%s", fault.text);
	svsm = tpm_chips_find_svsm(&status->chips);
	if (!svsm && status->has_device && status->info.has_vtpm &&
	    !strcmp(status->info.transport, "kernel"))
		remark(status, true,
		       "the SVSM has a vTPM, but no TPM of this machine is it; see the "
		       "kernel log for svsm and tpm");
	for (i = 0; i < status->chips.count; i++)
		if (!status->chips.chips[i].is_svsm && status_is_under_svsm(status))
			remark(status, false,
			       "%s is the host's, not the SVSM's: never seal or measure "
			       "to it; name /dev/tpmrm-svsm where a TPM is asked for",
			       status->chips.chips[i].name);
	gather_links(svsm, status);
}

static void remark_on_bank(const struct log_check_bank *bank, struct status *status)
{
	char numbers[EVENTLOG_PCRS * 4] = "";
	unsigned int pcr;
	int length = 0;

	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
		if (bank->differing >> pcr & 1)
			length += snprintf(numbers + length, sizeof(numbers) - (size_t)length,
					   " %u", pcr);
	if (length)
		remark(status, true,
		       "PCR%s of bank %s: not what the event log says: extended without being "
		       "logged, or the log belongs to another TPM or another boot",
		       numbers, hash_algorithm_name(bank->algorithm));
}

/*
 * A user who may not look has no problem; anything else that keeps a log from
 * being checked is one, and so is the lack of a log that was asked for by name.
 */
static void remark_on_log(struct status *status, bool is_asked_for)
{
	const struct log_check *log = &status->log;
	bool is_forbidden = log->error == -EACCES || log->error == -EPERM;
	const char *remedy = is_forbidden ? "; run as root to have it checked" : "";

	switch (log->state) {
	case LOG_UNREADABLE:
		remark(status, !is_forbidden, "%s%s", log->fault.text, remedy);
		break;
	case LOG_ABSENT:
		remark(status, is_asked_for, "%s: there is none: the firmware measured nothing "
		       "into this TPM, or the kernel was not told", status->log_path);
		break;
	case LOG_MALFORMED:
		if (log->fault.offset == FAULT_NOWHERE)
			remark(status, true, "%s", log->fault.text);
		else
			remark(status, true, "%s (at byte %zu)", log->fault.text,
			       log->fault.offset);
		break;
	case LOG_NOT_COMPARED:
		remark(status, !is_forbidden, "event log: not compared: %s%s", log->fault.text,
		       remedy);
		break;
	case LOG_DIFFERS:
		if (!log->bank_count)
			remark(status, true, "%s", log->fault.text);
		break;
	case LOG_REPLAYS:
		break;
	}
}

static void gather_log(const struct status_options *options, struct status *status)
{
	const struct tpm_chip *svsm = tpm_chips_find_svsm(&status->chips);
	char chip_tcti[PATH_MAX + 8];
	const char *tcti = options->tcti;
	size_t i;

	if (svsm && !tcti) {
		(void)snprintf(chip_tcti, sizeof(chip_tcti), "device:%s",
			       *svsm->rm_node ? svsm->rm_node : svsm->node);
		tcti = chip_tcti;
	}
	if (options->log_path)
		(void)snprintf(status->log_path, sizeof(status->log_path), "%s", options->log_path);
	else if (svsm)
		(void)snprintf(status->log_path, sizeof(status->log_path), "%s", svsm->log);
	else
		return;

	/* A log that was named may be of another machine or boot; systemd's is of this one. */
	log_check_run(status->log_path, tcti,
		      !options->log_path || getenv("SYSTEMD_MEASURE_LOG_USERSPACE"), &status->log);
	remark_on_log(status, options->log_path);
	if (*status->log.systemd_fault.text)
		remark(status, false,
		       "%s; PCRs that systemd extends may differ from what the logs say",
		       status->log.systemd_fault.text);
	for (i = 0; i < status->log.bank_count; i++)
		remark_on_bank(&status->log.banks[i], status);
	for (i = 0; i < status->log.unlogged_count; i++)
		remark(status, false,
		       "the TPM's bank %s is not in the event log: seal nothing to it",
		       hash_algorithm_name(status->log.unlogged[i]) ?: "of an unknown algorithm");
}

static void remark_on_birth(const struct birth_view *view, struct status *status)
{
	const struct birth *birth = &view->birth;

	if (view->error == -EACCES || view->error == -EPERM)
		remark(status, false, "birth record: not compared: %s; run as root to have it "
		       "compared", view->fault.text);
	else if (view->error)
		remark(status, true, "birth record: not compared: %s", view->fault.text);
	else if (birth->verdict == BIRTH_NO_RECORD)
		remark(status, false, "birth record: %s; %s", birth->reason, birth->remedy);
	else if (birth->verdict != BIRTH_SAME)
		remark(status, true, "birth record: %s: %s; %s", birth_verdict_name(birth->verdict),
		       birth->reason, birth->remedy);
	else if (!birth->is_of_this_boot)
		remark(status, false, "birth record: not of this boot; 'svsmctl birth record' "
		       "renews it, as svsm-birth.service does");
}

/* Four commands to the TPM, two where nothing was ever recorded. */
static void gather_birth(const struct status_options *options, struct status *status)
{
	const struct tpm_chip *svsm = tpm_chips_find_svsm(&status->chips);
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	struct birth_view *view = &status->birth;
	char tcti[PATH_MAX + 8];

	*view = BIRTH_VIEW_NONE;
	if (!svsm && !options->tcti)
		return;
	if (svsm && !options->tcti)
		(void)snprintf(tcti, sizeof(tcti), "device:%s",
			       *svsm->rm_node ? svsm->rm_node : svsm->node);
	status->has_birth = true;
	view->error = tpm_open(options->tcti ?: tcti, &tpm, &view->fault);
	if (!view->error)
		birth_look(tpm, NULL, view);
	remark_on_birth(view, status);
}

void status_gather(const struct status_options *options, struct status *ret)
{
	const char *root = options->root ?: "";

	*ret = (struct status){.address = device_address()};
	/* A cut path is not found. */
	(void)snprintf(ret->sysfs, sizeof(ret->sysfs), "%s/sys", root);
	(void)snprintf(ret->dev, sizeof(ret->dev), "%s/dev", root);
	gather_device(ret);
	gather_chips(ret);
	gather_log(options, ret);
	gather_birth(options, ret);
}

void status_deinit(struct status *status)
{
	birth_view_deinit(&status->birth);
}
