/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The logs of a bundle held against the PCR values that its quote proves.  All are
 * replayed once, one behind the other, in every bank that was quoted.
 *
 * What a log tells of a PCR counts only when the PCR holds exactly that; what is left
 * over is named, never passed over.
 */
#pragma once

#include <stddef.h>

#include "lib/policy/event_rules.h"

struct appraisal;
struct evidence;
struct policy;

struct evidence_logs {
	struct event_rules_bank banks[EVENTLOG_BANKS_MAX];	/* which PCRs the logs explain */
	size_t bank_count;
};

/*
 * Appends the lines "log-firmware", "log-systemd" and "log-ima" by what @policy asks of
 * them.  The PCRs of @evidence must be those of a quote that is proven: else nothing here
 * means anything.
 */
void evidence_logs_check(const struct evidence *evidence, const struct policy *policy,
			 struct evidence_logs *ret, struct appraisal *appraisal);
