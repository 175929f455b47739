/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose key signed a report.  It is found by trying: names prove nothing, AMD may have
 * certified a key several times, and anybody can have put a certificate of his own for
 * it among those that are given.
 */
#pragma once

#include <stdbool.h>

struct snp_chain;
struct snp_report;
struct snp_verify_params;

/*
 * Finds the leaf of @params whose key signed the report, of several the one that leads
 * furthest up, and its chain.  @ret starts as zeros; where no key signed, its leaf is
 * some leaf, if there is one, to have one to tell about.
 */
bool snp_signer_find(const struct snp_verify_params *params, const struct snp_report *report,
		     struct snp_chain *ret);
