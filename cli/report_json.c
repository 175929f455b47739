/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reports as JSON.
 */
#include "cli/report.h"
#include "lib/format/snp_report.h"
#include "lib/policy/amd_roots.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_verify.h"
#include "lib/show/json.h"

static struct json_object *tcb_json(enum snp_product product, uint64_t version)
{
	struct json_object *object;
	struct tcb tcb;

	if (tcb_decode(product, version, &tcb) < 0)
		return NULL;
	object = json_new_object();
	if (product == SNP_PRODUCT_TURIN)
		json_add(object, "fmc", json_new_number(tcb.fmc));
	json_add(object, "bootloader", json_new_number(tcb.bootloader));
	json_add(object, "tee", json_new_number(tcb.tee));
	json_add(object, "snp", json_new_number(tcb.snp));
	json_add(object, "microcode", json_new_number(tcb.microcode));
	return object;
}

static struct json_object *tcbs_json(const struct snp_report *report, enum snp_product product)
{
	struct json_object *object = json_new_object();

	json_add(object, "reported", tcb_json(product, report->reported_tcb));
	json_add(object, "current", tcb_json(product, report->current_tcb));
	json_add(object, "committed", tcb_json(product, report->committed_tcb));
	json_add(object, "launch", tcb_json(product, report->launch_tcb));
	return object;
}

static struct json_object *firmware_json(const struct snp_report_firmware *firmware)
{
	struct json_object *object = json_new_object();

	json_add(object, "major", json_new_number(firmware->major));
	json_add(object, "minor", json_new_number(firmware->minor));
	json_add(object, "build", json_new_number(firmware->build));
	return object;
}

static struct json_object *cpuid_json(const struct snp_report *report)
{
	struct json_object *object;

	if (report->version < SNP_REPORT_VERSION_CPUID)
		return NULL;
	object = json_new_object();
	json_add(object, "family", json_new_number(report->cpuid_family));
	json_add(object, "model", json_new_number(report->cpuid_model));
	json_add(object, "stepping", json_new_number(report->cpuid_stepping));
	return object;
}

static void add_identity(struct json_object *object, const struct snp_report *report)
{
	json_add(object, "measurement",
		 json_new_hex(report->measurement, sizeof(report->measurement)));
	json_add(object, "report_data",
		 json_new_hex(report->report_data, sizeof(report->report_data)));
	json_add(object, "host_data", json_new_hex(report->host_data, sizeof(report->host_data)));
	json_add(object, "id_key_digest",
		 json_new_hex(report->id_key_digest, sizeof(report->id_key_digest)));
	json_add(object, "author_key_digest",
		 json_new_hex(report->author_key_digest, sizeof(report->author_key_digest)));
	json_add(object, "report_id", json_new_hex(report->report_id, sizeof(report->report_id)));
	json_add(object, "report_id_ma",
		 json_new_hex(report->report_id_ma, sizeof(report->report_id_ma)));
	json_add(object, "chip_id", json_new_hex(report->chip_id, sizeof(report->chip_id)));
}

struct json_object *report_json(const struct snp_report *report, enum snp_product product)
{
	struct json_object *object = json_new_object();
	const bool has_mitigations = report->version >= SNP_REPORT_VERSION_MITIGATIONS;

	json_add(object, "version", json_new_number(report->version));
	json_add(object, "vmpl", json_new_number(report->vmpl));
	json_add(object, "guest_svn", json_new_number(report->guest_svn));
	json_add(object, "policy", json_new_word(report->policy));
	json_add(object, "is_debug_allowed", json_new_bool(!!(report->policy & SNP_POLICY_DEBUG)));
	json_add(object, "family_id", json_new_hex(report->family_id, sizeof(report->family_id)));
	json_add(object, "image_id", json_new_hex(report->image_id, sizeof(report->image_id)));
	json_add(object, "product", json_new_text(product == SNP_PRODUCT_UNKNOWN ?
						  NULL : snp_product_name(product)));
	json_add(object, "cpuid", cpuid_json(report));
	json_add(object, "platform_info", json_new_word(report->platform_info));
	json_add(object, "key_info", json_new_word(report->key_info));
	json_add(object, "signer", json_new_text(snp_report_signer_name(report->signer)));
	json_add(object, "signature_algorithm", json_new_number(report->signature_algorithm));
	json_add(object, "reported_tcb", json_new_word(report->reported_tcb));
	json_add(object, "current_tcb", json_new_word(report->current_tcb));
	json_add(object, "committed_tcb", json_new_word(report->committed_tcb));
	json_add(object, "launch_tcb", json_new_word(report->launch_tcb));
	json_add(object, "tcb", product == SNP_PRODUCT_UNKNOWN ? NULL : tcbs_json(report, product));
	json_add(object, "current_firmware", firmware_json(&report->current_firmware));
	json_add(object, "committed_firmware", firmware_json(&report->committed_firmware));
	json_add(object, "launch_mitigations",
		 has_mitigations ? json_new_word(report->launch_mitigations) : NULL);
	json_add(object, "current_mitigations",
		 has_mitigations ? json_new_word(report->current_mitigations) : NULL);
	add_identity(object, report);
	return object;
}

static struct json_object *root_json(const struct snp_cert *root)
{
	struct json_object *object;

	if (!root)
		return NULL;
	object = json_new_object();
	json_add(object, "name", json_new_text(root->name));
	json_add(object, "sha256", json_new_hex(root->digest, sizeof(root->digest)));
	json_add(object, "is_amd",
		 json_new_bool(amd_roots_find(root->digest) != SNP_PRODUCT_UNKNOWN));
	return object;
}

static struct json_object *step_json(const char *name, enum snp_verify_state state,
				     const char *reason)
{
	struct json_object *object = json_new_object();

	json_add(object, "step", json_new_text(name));
	json_add(object, "state", json_new_text(snp_verify_state_name(state)));
	json_add(object, "reason", json_new_text(*reason ? reason : NULL));
	return object;
}

static struct json_object *steps_json(const struct snp_verification *verification,
				      const struct report_runtime *runtime)
{
	struct json_object *steps = json_new_array();
	enum snp_verify_step step;

	for (step = 0; step < _SNP_STEP_MAX; step++)
		json_append(steps, step_json(snp_verify_step_name(step),
					     verification->steps[step].state,
					     verification->steps[step].reason));
	if (runtime)
		json_append(steps, step_json("runtime-data",
					     runtime->verdict == VERDICT_ACCEPTED ?
					     SNP_STATE_PASSED : SNP_STATE_FAILED, runtime->reason));
	return steps;
}

struct json_object *report_json_verification(const struct snp_verification *verification,
					     const struct report_runtime *runtime)
{
	const bool is_verified = report_is_verified(verification, runtime);
	enum snp_product product = verification->has_extensions ?
		verification->extensions.product : snp_report_product(&verification->report);
	struct json_object *object = json_new_object();

	json_add(object, "is_verified", json_new_bool(is_verified));
	json_add(object, "answer", json_new_text(report_answer(verification, runtime)));
	json_add(object, "root", is_verified ? root_json(verification->chain.root) : NULL);
	json_add(object, "steps", steps_json(verification, runtime));
	json_add(object, "report", verification->has_report ?
		 report_json(&verification->report, product) : NULL);
	return object;
}
