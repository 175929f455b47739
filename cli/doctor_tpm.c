/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Checks of the SVSM's TPM: that it is there, that the boot's log explains it, and what may
 * be left in it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/doctor.h"
#include "cli/doctor_facts.h"
#include "lib/format/hash_algorithm.h"

/* One that somebody named, or that of an emulated SVSM, hangs nowhere in sysfs. */
static bool has_tpm(const struct doctor_facts *facts)
{
	return tpm_chips_find_svsm(&facts->status.chips) || facts->status.has_birth;
}

void doctor_vtpm(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	const struct tpm_chip *svsm = tpm_chips_find_svsm(&facts->status.chips);
	const char *holder = facts->kernel.holder;

	if (svsm) {
		(void)doctor_find(finding, DOCTOR_OK, "%s is the SVSM's%s%s%s", svsm->name,
				  *holder ? " (driver '" : "", holder, *holder ? "')" : "");
		return;
	}
	if (doctor_lacks_svsm(facts, finding))
		return;
	if (has_tpm(facts)) {
		(void)doctor_find(finding, DOCTOR_OK, "the TPM is one that was named");
		return;
	}
	if (!facts->kernel.has_platform_device) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "the kernel knows of no vTPM: it made no device 'tpm-svsm'");
		doctor_mend(finding, "Without one nothing can be sealed or measured.",
			    "boot Linux 6.16 or newer, under an SVSM that has a vTPM; "
			    "'dmesg | grep -i svsm'");
		return;
	}
	(void)doctor_find(finding, DOCTOR_PROBLEM, "the SVSM has a vTPM, but no TPM is it%s%s%s",
			  *holder ? "; its device is held by driver '" : ": no driver has its device",
			  holder, *holder ? "'" : "");
	doctor_mend(finding, "Nothing can be sealed, measured or attested.", "%s", *holder ?
		    "dmesg | grep -i -e svsm -e tpm; the SVSM may have ended it" :
		    "modprobe svsm; dmesg | grep -i -e svsm -e tpm");
}

static void name_pcrs(uint32_t mask, char ret[static EVENTLOG_PCRS * 4])
{
	size_t used = 0;
	unsigned int pcr;

	ret[0] = '\0';
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
		if (mask >> pcr & 1)
			used += (size_t)snprintf(ret + used, EVENTLOG_PCRS * 4 - used, " %u", pcr);
}

static void judge_difference(const struct log_check *log, struct doctor_finding *finding)
{
	char pcrs[EVENTLOG_PCRS * 4];
	size_t i;

	for (i = 0; i < log->bank_count && !log->banks[i].differing; i++)
		;
	if (i == log->bank_count) {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s", log->fault.text);
	} else {
		name_pcrs(log->banks[i].differing, pcrs);
		(void)doctor_find(finding, DOCTOR_PROBLEM,
				  "it does not replay: PCR%s (%s) hold something else", pcrs,
				  hash_algorithm_name(log->banks[i].algorithm));
	}
	doctor_mend(finding, "Something was extended without being logged, or the log is of "
		    "another TPM or boot: a verifier will refuse this guest.",
		    "svsmctl eventlog verify tells which; then boot anew, and look for programs that "
		    "extend PCRs 0 to 7");
}

void doctor_event_log(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	const struct log_check *log = &facts->status.log;
	const char *path = facts->status.log_path;

	if (doctor_lacks_svsm(facts, finding))
		return;
	if (!*path) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "there is no TPM whose log it could be");
		return;
	}
	switch (log->state) {
	case LOG_REPLAYS:
		(void)doctor_find(finding, DOCTOR_OK, "it replays to what the TPM holds (%zu events)",
				  log->events + log->systemd_events);
		return;
	case LOG_DIFFERS:
		judge_difference(log, finding);
		return;
	case LOG_ABSENT:
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s: there is none", path);
		doctor_mend(finding, "Without it nobody can tell what the PCRs stand for.",
			    "use a firmware that measures into the SVSM's TPM (OVMF with SVSM "
			    "support), and mount securityfs");
		return;
	case LOG_MALFORMED:
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s", log->fault.text);
		doctor_mend(finding, "A log that makes no sense explains no PCR.",
			    "svsmctl eventlog show %s tells where it breaks off; update the firmware",
			    path);
		return;
	case LOG_UNREADABLE:
	case LOG_NOT_COMPARED:
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "not compared: %s", log->fault.text);
		if (log->error == -EACCES || log->error == -EPERM)
			doctor_mend(finding, NULL, "run as root");
		return;
	}
}

void doctor_persistence(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	static const char why[] = "What is sealed to a vTPM that is made anew at the next launch "
				  "is lost with it.";
	const struct birth_view *view = &facts->status.birth;
	const struct birth *birth = &view->birth;

	if (doctor_lacks_svsm(facts, finding))
		return;
	if (!facts->status.has_birth || view->error) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "not compared: %s",
				  view->error ? view->fault.text : "there is no TPM to ask");
		if (view->error == -EACCES || view->error == -EPERM)
			doctor_mend(finding, NULL, "run as root");
		return;
	}
	if (birth_is_reliable(birth)) {
		(void)doctor_find(finding, DOCTOR_OK, "the vTPM has outlived %u launches",
				  birth->survived);
	} else if (birth->verdict == BIRTH_NO_RECORD) {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "nobody knows whether the vTPM lasts: there is no birth record");
		doctor_mend(finding, why, "systemctl enable --now svsm-birth.service, and launch the "
			    "VM anew once");
	} else if (birth->verdict == BIRTH_SAME) {
		(void)doctor_find(finding, DOCTOR_WARNING, "whether the vTPM lasts is %s: %s",
				  birth_persistence_name(birth->persistence),
				  birth->persistence_reason);
		doctor_mend(finding, why, "launch the VM anew once, and see 'svsmctl birth show'; "
			    "keep a recovery key of every volume");
	} else {
		(void)doctor_find(finding, DOCTOR_PROBLEM, "%s: %s",
				  birth_verdict_name(birth->verdict), birth->reason);
		doctor_mend(finding, why, "%s", birth->remedy);
	}
}

void doctor_ima(const struct doctor_facts *facts, struct doctor_finding *finding)
{
	if (doctor_lacks_svsm(facts, finding))
		return;
	if (facts->tpm.has_ima == DOCTOR_NO) {
		(void)doctor_find(finding, DOCTOR_OK, "IMA measures nothing here, so nothing of it "
				  "has to be anchored");
	} else if (facts->tpm.has_ima == DOCTOR_UNTOLD ||
		   facts->tpm.is_ima_in_tpm == DOCTOR_UNTOLD) {
		(void)doctor_find(finding, DOCTOR_UNKNOWN, "whether its measurements are in the "
				  "SVSM's TPM cannot be seen");
		doctor_mend(finding, NULL, "run as root, with securityfs mounted");
	} else if (facts->tpm.is_ima_in_tpm == DOCTOR_YES) {
		(void)doctor_find(finding, DOCTOR_OK, "its measurements go into the SVSM's TPM");
	} else {
		(void)doctor_find(finding, DOCTOR_WARNING,
				  "IMA measures, but not into the SVSM's TPM: PCR 10 is as after a "
				  "reset");
		doctor_mend(finding, "IMA starts before any module: it found no TPM, or extends the "
			    "host's.  Its list proves nothing to a verifier.",
			    "boot a kernel into which the driver is built (CONFIG_TCG_SVSM=y), or do "
			    "not rely on IMA's list");
	}
}
