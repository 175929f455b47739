/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCR values by a policy: each that it names must be among those that the quote proves,
 * and have one of the values that are allowed.
 */
#pragma once

struct appraisal;
struct pcr_values;
struct policy;

/* Appends a line for each PCR that @policy names: "policy-pcr-sha256-7". */
void pcr_policy_check(const struct pcr_values *pcrs, const struct policy *policy,
		      struct appraisal *appraisal);
