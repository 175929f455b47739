/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether a quote is of the PCRs that a replay yields (TPM 2.0 part 3, section 18.4:
 * the digest of all selected values, one behind the other).  Who signed the quote is
 * not asked here.
 */
#pragma once

#include <stdbool.h>

struct fault;
struct replay;
struct tpm_quote;

/* 0; -EOPNOTSUPP when a bank is selected that the logs lack, or OpenSSL the hash. */
int quote_match(const struct tpm_quote *quote, const struct replay *replay, bool *ret_matches,
		struct fault *fault);
