/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An SNP report and its verification for people and for programs.  What an option
 * gave is printed as the library decoded it; nothing is judged here.
 */
#pragma once

#include "lib/format/snp_product.h"

struct json_object;
struct snp_report;
struct snp_verification;

/*
 * @product lays out the TCBs: from the report, or from the certificate for reports
 * that do not name their processor; SNP_PRODUCT_UNKNOWN leaves them as numbers.
 */
void report_print(const struct snp_report *report, enum snp_product product);
struct json_object *report_json(const struct snp_report *report, enum snp_product product);

void report_print_verification(const struct snp_verification *verification);
struct json_object *report_json_verification(const struct snp_verification *verification);

/* "verified", "signature good, chain unproven" or "rejected". */
const char *report_answer(const struct snp_verification *verification);
