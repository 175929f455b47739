/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What Azure's paravisor puts around a report, for people and for programs.
 */
#include <stdio.h>

#include "cli/report.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/hcl_report.h"
#include "lib/policy/hcl_binding.h"
#include "lib/policy/snp_verify.h"
#include "lib/show/json.h"

void report_judge_runtime(const struct hcl_report *hcl, const struct snp_verification *verification,
			  struct report_runtime *ret)
{
	struct fault fault = FAULT_NONE;

	*ret = (struct report_runtime){ .verdict = VERDICT_REJECTED, .reason = "no report" };
	if (!verification->has_report)
		return;
	ret->verdict = hcl_binding_check(hcl, &verification->report, &fault);
	if (ret->verdict == VERDICT_ACCEPTED)
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "REPORT_DATA is %s of the runtime data, %zu bytes",
			       hash_algorithm_name(hcl->hash), hcl->runtime_data_size);
	else
		(void)snprintf(ret->reason, sizeof(ret->reason), "%s", fault.text);
}

void report_print_hcl(const struct hcl_report *hcl)
{
	uint8_t user_data[HCL_REPORT_USER_DATA_MAX];
	char text[HEX_TEXT_SIZE(HCL_REPORT_USER_DATA_MAX)];
	struct hcl_report_key key;
	size_t size;

	printf("%-19s Azure HCL report, version %u\n", "carrier", hcl->version);
	printf("%-19s %zu bytes, by %s in the report data\n", "runtime data",
	       hcl->runtime_data_size, hash_algorithm_name(hcl->hash));
	if (hcl_report_find_key(hcl, "HCLAkPub", &key, NULL) == 0)
		printf("%-19s RSA of %zu bits, the AK of the vTPM\n", "HCLAkPub",
		       8 * key.modulus_size);
	if (hcl_report_user_data(hcl, user_data, &size, NULL) == 0)
		printf("%-19s %s\n", "user data", hex_encode(user_data, size, text));
}

struct json_object *report_json_hcl(const struct hcl_report *hcl)
{
	struct json_object *object = json_new_object();
	uint8_t user_data[HCL_REPORT_USER_DATA_MAX];
	struct hcl_report_key key;
	size_t size;
	int r;

	json_add(object, "version", json_new_number(hcl->version));
	json_add(object, "hash", json_new_text(hash_algorithm_name(hcl->hash)));
	json_add(object, "runtime_data_bytes", json_new_number(hcl->runtime_data_size));
	r = hcl_report_find_key(hcl, "HCLAkPub", &key, NULL);
	json_add(object, "ak_modulus", r < 0 ? NULL : json_new_hex(key.modulus, key.modulus_size));
	r = hcl_report_user_data(hcl, user_data, &size, NULL);
	json_add(object, "user_data", r < 0 ? NULL : json_new_hex(user_data, size));
	return object;
}
