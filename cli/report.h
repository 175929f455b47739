/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An SNP report and its verification for people and for programs.  What an option
 * gave is printed as the library decoded it; nothing is judged here.
 */
#pragma once

#include <stdbool.h>

#include "lib/format/snp_product.h"
#include "lib/policy/verdict.h"

struct hcl_report;
struct json_object;
struct snp_report;
struct snp_verification;

/*
 * @product lays out the TCBs: from the report, or from the certificate for reports
 * that do not name their processor; SNP_PRODUCT_UNKNOWN leaves them as numbers.
 */
void report_print(const struct snp_report *report, enum snp_product product);
struct json_object *report_json(const struct snp_report *report, enum snp_product product);

#define REPORT_REASON_MAX	384

/* Whether a report stands for the runtime data that Azure's paravisor put beside it. */
struct report_runtime {
	enum verdict verdict;
	char reason[REPORT_REASON_MAX];
};

/* Fills in all of @ret: a step more, after those of @verification. */
void report_judge_runtime(const struct hcl_report *hcl, const struct snp_verification *verification,
			  struct report_runtime *ret);

/* What is around the report, true or not. */
void report_print_hcl(const struct hcl_report *hcl);
struct json_object *report_json_hcl(const struct hcl_report *hcl);

/* @runtime is NULL for a bare report in all of the following. */
void report_print_verification(const struct snp_verification *verification,
			       const struct report_runtime *runtime);
struct json_object *report_json_verification(const struct snp_verification *verification,
					     const struct report_runtime *runtime);

/* The conjunction of all steps. */
bool report_is_verified(const struct snp_verification *verification,
			const struct report_runtime *runtime);

/* "verified", "signature good, chain unproven" or "rejected". */
const char *report_answer(const struct snp_verification *verification,
			  const struct report_runtime *runtime);
