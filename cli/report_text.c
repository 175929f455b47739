/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reports in lines for people.
 */
#include "cli/report.h"

#include <stdio.h>

#include "lib/base/hex.h"
#include "lib/format/snp_report.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_verify.h"

static void print_bytes(const char *name, const uint8_t *bytes, size_t size)
{
	char text[HEX_TEXT_SIZE(SNP_REPORT_DATA_SIZE)];

	printf("%-19s %s\n", name, hex_encode(bytes, size, text));
}

static void print_tcb(const char *name, enum snp_product product, uint64_t version)
{
	char text[TCB_TEXT_MAX];
	struct tcb tcb;

	printf("%-19s 0x%016llx", name, (unsigned long long)version);
	if (tcb_decode(product, version, &tcb) == 0)
		printf(" (%s)", tcb_format(product, &tcb, text));
	putchar('\n');
}

static void print_firmware(const char *name, const struct snp_report_firmware *firmware)
{
	printf("%-19s %u.%u build %u\n", name, firmware->major, firmware->minor, firmware->build);
}

static void print_processor(const struct snp_report *report, enum snp_product product)
{
	if (report->version < SNP_REPORT_VERSION_CPUID)
		printf("%-19s not told by version %u of the report\n", "processor",
		       report->version);
	else
		printf("%-19s %s (family 0x%02x, model 0x%02x, stepping 0x%02x)\n", "processor",
		       snp_product_name(product), report->cpuid_family, report->cpuid_model,
		       report->cpuid_stepping);
}

void report_print(const struct snp_report *report, enum snp_product product)
{
	printf("%-19s %u\n", "version", report->version);
	printf("%-19s %u\n", "VMPL", report->vmpl);
	printf("%-19s %u\n", "guest SVN", report->guest_svn);
	printf("%-19s 0x%016llx (debugging %s)\n", "policy", (unsigned long long)report->policy,
	       report->policy & SNP_POLICY_DEBUG ? "ALLOWED" : "forbidden");
	print_bytes("family id", report->family_id, sizeof(report->family_id));
	print_bytes("image id", report->image_id, sizeof(report->image_id));
	print_processor(report, product);
	printf("%-19s 0x%016llx\n", "platform", (unsigned long long)report->platform_info);
	printf("%-19s %s\n", "signed by", snp_report_signer_name(report->signer));
	print_tcb("reported TCB", product, report->reported_tcb);
	print_tcb("current TCB", product, report->current_tcb);
	print_tcb("committed TCB", product, report->committed_tcb);
	print_tcb("launch TCB", product, report->launch_tcb);
	print_firmware("current firmware", &report->current_firmware);
	print_firmware("committed firmware", &report->committed_firmware);
	print_bytes("measurement", report->measurement, sizeof(report->measurement));
	print_bytes("report data", report->report_data, sizeof(report->report_data));
	print_bytes("host data", report->host_data, sizeof(report->host_data));
	print_bytes("id key digest", report->id_key_digest, sizeof(report->id_key_digest));
	print_bytes("author key digest", report->author_key_digest,
		    sizeof(report->author_key_digest));
	print_bytes("report id", report->report_id, sizeof(report->report_id));
	print_bytes("migration agent", report->report_id_ma, sizeof(report->report_id_ma));
	print_bytes("chip id", report->chip_id, sizeof(report->chip_id));
	if (report->version >= SNP_REPORT_VERSION_MITIGATIONS)
		printf("%-19s launch 0x%016llx, current 0x%016llx\n", "mitigations",
		       (unsigned long long)report->launch_mitigations,
		       (unsigned long long)report->current_mitigations);
}

bool report_is_verified(const struct snp_verification *verification,
			const struct report_runtime *runtime)
{
	if (runtime && runtime->verdict != VERDICT_ACCEPTED)
		return false;
	return verification->verdict == VERDICT_ACCEPTED;
}

const char *report_answer(const struct snp_verification *verification,
			  const struct report_runtime *runtime)
{
	if (report_is_verified(verification, runtime))
		return "verified";
	if (runtime && runtime->verdict != VERDICT_ACCEPTED)
		return "rejected";
	return snp_verify_is_unproven(verification) ? "signature good, chain unproven" : "rejected";
}

static void print_step(const char *name, enum snp_verify_state state, const char *reason)
{
	printf("%-19s %-11s%s%s\n", name, snp_verify_state_name(state), *reason ? "  " : "",
	       reason);
}

void report_print_verification(const struct snp_verification *verification,
			       const struct report_runtime *runtime)
{
	enum snp_verify_step step;

	for (step = 0; step < _SNP_STEP_MAX; step++)
		print_step(snp_verify_step_name(step), verification->steps[step].state,
			   verification->steps[step].reason);
	if (runtime)
		print_step("runtime-data", runtime->verdict == VERDICT_ACCEPTED ?
			   SNP_STATE_PASSED : SNP_STATE_FAILED, runtime->reason);
	if (report_is_verified(verification, runtime))
		printf("verified to the root '%s'\n", verification->chain.root->name);
	else
		printf("NOT verified: %s\n", report_answer(verification, runtime));
}
