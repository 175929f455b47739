/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A policy for people: also what it does not ask, where that matters.
 */
#include "cli/policy_text.h"

#include <stdio.h>

#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"

#define COLUMN	20

static void print_line(const char *name, const char *what)
{
	printf("%-*s %s\n", COLUMN, name, what);
}

static void print_list(const char *name, const struct policy_list *list, const char *what)
{
	if (list->count)
		printf("%-*s %s %zu that %s listed\n", COLUMN, name, what, list->count,
		       list->count == 1 ? "is" : "are");
}

static void print_tcb(const char *name, const struct policy_tcb *tcb)
{
	char text[TCB_TEXT_MAX];

	if (tcb->is_asked)
		printf("%-*s at least %s\n", COLUMN, name,
		       tcb_format(tcb->minimum.fmc ? SNP_PRODUCT_TURIN : SNP_PRODUCT_UNKNOWN,
				  &tcb->minimum, text));
}

static void print_value(const char *name, bool is_asked, const void *value, size_t size)
{
	char text[HEX_TEXT_SIZE(SNP_REPORT_CHIP_ID_SIZE)];

	if (is_asked)
		printf("%-*s must be %s\n", COLUMN, name, hex_encode(value, size, text));
}

static void print_bits(const char *name, const char *verb, uint64_t bits)
{
	unsigned int i;

	for (i = 0; policy_platform_name(i); i++)
		if (bits >> i & 1)
			printf("%-*s %s must %s\n", COLUMN, name, policy_platform_name(i), verb);
}

static void print_restrictions(const struct policy_report *report)
{
	print_line("VMPL", "must be 0, the SVSM's");
	print_line("debugging", report->may_debug ?
					"ALLOWED: the host may read the guest's memory" :
					"must be forbidden");
	print_line("migration", report->may_migrate ?
					"ALLOWED: an agent may have the guest's memory" :
					"must be forbidden");
	if (report->is_smt_forbidden)
		print_line("SMT", "must be forbidden");
	if (report->is_single_socket_required)
		print_line("single socket", "is required");
	if (report->has_abi)
		printf("%-*s at least %u.%u, current and committed\n", COLUMN, "SNP firmware",
		       report->abi_major, report->abi_minor);
	print_bits("platform", "be set", report->platform_required);
	print_bits("platform", "not be set", report->platform_forbidden);
}

static void print_report(const struct policy_report *report)
{
	if (report->is_any_measurement)
		print_line("launch measurement", "ANY: whatever was launched is trusted");
	else if (report->measurements.count)
		print_list("launch measurement", &report->measurements, "one of the");
	else
		print_line("launch measurement", "NONE is trusted: everything will be rejected");
	print_restrictions(report);
	print_tcb("reported TCB", &report->reported);
	print_tcb("committed TCB", &report->committed);
	print_tcb("TCB at launch", &report->launch);
	if (report->has_guest_svn)
		printf("%-*s at least %u\n", COLUMN, "guest SVN", report->guest_svn);
	print_value("family id", report->has_family_id, report->family_id, 16);
	print_value("image id", report->has_image_id, report->image_id, 16);
	print_value("host data", report->has_host_data, report->host_data, 32);
	print_list("id key", &report->id_keys, "one of the");
	print_list("author key", &report->author_keys, "one of the");
	print_list("chip", &report->chips, "one of the");
	print_line("revocation list", report->is_crl_required ? "is required" :
								"is looked at if it is given");
}

static void print_log(const char *name, enum policy_log log)
{
	print_line(name, log == POLICY_LOG_REQUIRED ? "is required, and must lead to the PCRs" :
			 log == POLICY_LOG_OPTIONAL ? "may be missing, else must lead to the PCRs" :
						      "is ignored");
}

static void print_events(const struct policy_events *events)
{
	size_t i;

	if (events->is_secure_boot_required)
		print_line("Secure Boot", "must be on");
	print_list("dbx", &events->dbx, "must forbid the");
	print_list("signers", &events->signers, "every image must be allowed by one of the");
	print_list("boot images", &events->images, "every one must be one of the");
	for (i = 0; i < events->command_line_count; i++)
		printf("%-*s may be '%s'\n", COLUMN, "command line", events->command_lines[i]);
	print_list("measured files", &events->files, "every one must be one of the");
}

void policy_print(const struct policy *policy)
{
	size_t i;

	print_report(&policy->report);
	print_line("AK", policy->is_ak_binding_waived ?
				 "WAIVED: nobody has to show that it is the SVSM's" :
				 "must be shown to live beside the EK of the report");
	for (i = 0; i < policy->pcr_count; i++) {
		const struct policy_pcr *pcr = &policy->pcrs[i];
		char name[COLUMN + 1];

		(void)snprintf(name, sizeof(name), "PCR %u (%s)", pcr->pcr,
			       hash_algorithm_name(pcr->algorithm));
		print_list(name, &pcr->values, "one of the");
	}
	print_log("firmware log", policy->firmware_log);
	print_log("systemd log", policy->systemd_log);
	print_log("IMA log", policy->ima_log);
	print_events(&policy->events);
}
