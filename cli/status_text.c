/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl status in lines for people.
 */
#include <stdio.h>

#include "cli/status.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/service.h"

static void print_svsm(const struct status *status)
{
	if (status->has_device)
		printf("SVSM        yes, by %s (transport %s)\n", status->info.address,
		       status->info.transport);
	else if (status_is_under_svsm(status))
		printf("SVSM        yes, but its device is not there\n");
	else
		printf("SVSM        no\n");
	if (status->is_vmpl_known)
		printf("VMPL        %u\n", status->vmpl);
	else
		printf("VMPL        the kernel does not say\n");
}

static void print_services(const struct status *status)
{
	char guid[GUID_TEXT_SIZE];
	size_t i;

	if (!status->has_device)
		return;
	if (!status->is_listed)
		printf("services    not listed yet\n");
	for (i = 0; status->is_listed && i < status->list.count; i++)
		printf("%-11s %-8s %s\n", i ? "" : "services",
		       service_name(&status->list.services[i].guid) ?: "-",
		       guid_format(&status->list.services[i].guid, guid));
}

static void print_tpms(const struct status *status)
{
	size_t i;
	int link;

	if (!status->chips.count)
		printf("TPMs        none\n");
	for (i = 0; i < status->chips.count; i++) {
		const struct tpm_chip *chip = &status->chips.chips[i];

		printf("%-11s %-8s %s: %s%s%s\n", i ? "" : "TPMs", chip->name,
		       chip->is_svsm ? "the SVSM's" : "NOT the SVSM's, must not be trusted",
		       chip->node, *chip->rm_node ? ", " : "", chip->rm_node);
	}
	for (link = 0; link < _STATUS_LINK_MAX; link++)
		if (*status->links[link])
			printf("%-11s /dev/%s -> %s\n", "", status_link_names[link],
			       status->links[link]);
}

static void print_pcrs(const char *what, uint32_t mask)
{
	unsigned int pcr;

	if (!mask)
		return;
	printf("%-11s   PCR", "");
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
		if (mask >> pcr & 1)
			printf(" %u", pcr);
	printf(": %s\n", what);
}

static void print_log(const struct status *status)
{
	const struct log_check *log = &status->log;
	size_t i;

	if (!*status->log_path)
		return;
	printf("event log   %s", log_state_name(log->state));
	if (log->events)
		printf(", %zu events", log->events);
	if (log->systemd_events)
		printf(" and %zu of systemd's log", log->systemd_events);
	printf(" (%s)\n", status->log_path);
	for (i = 0; i < log->bank_count; i++) {
		printf("%-11s %s\n", "", hash_algorithm_name(log->banks[i].algorithm));
		print_pcrs("as the log says", log->banks[i].matching);
		print_pcrs("extended after the firmware's log, by the operating system",
			   log->banks[i].moved_on);
		print_pcrs("DIFFERENT from what the log says", log->banks[i].differing);
	}
}

static void print_birth(const struct status *status)
{
	const struct birth_view *view = &status->birth;

	if (!status->has_birth || view->error)
		return;
	printf("vTPM        %s: %s\n", birth_persistence_name(view->birth.persistence),
	       view->birth.persistence_reason);
	printf("%-11s %s: %s\n", "", birth_verdict_name(view->birth.verdict), view->birth.reason);
	printf("%-11s not seen: %s\n", "", birth_invisible());
}

void status_print_text(const struct status *status)
{
	size_t i;

	print_svsm(status);
	print_services(status);
	print_tpms(status);
	print_log(status);
	print_birth(status);
	for (i = 0; i < status->remark_count; i++)
		printf("%-11s %s\n", status->remarks[i].is_problem ? "PROBLEM" : "note",
		       status->remarks[i].text);
}
