/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a genuine SNP report must say to be trusted, by a policy: who asked for it, what
 * was launched, under which restrictions, on which patch levels.
 */
#pragma once

#include "lib/format/snp_product.h"

struct appraisal;
struct policy;
struct snp_report;

/*
 * Appends a line for each question: VMPL, debugging, migration and the launch
 * measurement always, the others where @policy asks.  @product is the leaf
 * certificate's, which lays out the TCBs; with SNP_PRODUCT_UNKNOWN what is asked about
 * them fails.  Nothing of @report is to be believed unless snp_verify() accepted it.
 */
void report_policy_check(const struct snp_report *report, enum snp_product product,
			 const struct policy *policy, struct appraisal *appraisal);
