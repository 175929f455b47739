/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A policy's demands on what a boot's logs tell.
 *
 * PCRs prove digests, not texts, and everybody who ran later can have extended more.  So
 * each rule reads all events of its PCRs, in order; an event whose text its digest does
 * not cover satisfies none, and fails those that it may hide something from.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/eventlog.h"

struct appraisal;
struct policy;

/* PCRs of a bank that a quote covers and that the logs replay to. */
struct event_rules_bank {
	uint16_t algorithm;	/* TPM_ALG_ID; SHA-1 proves nothing and is passed over */
	uint32_t proven;	/* bit n: PCR n */
};

struct event_rules_log {
	const void *data;	/* NULL: there is none */
	size_t size;
};

struct event_rules_params {
	const struct policy *policy;
	struct event_rules_log firmware, systemd, ima;	/* of one boot, replayed in this order */
	struct event_rules_bank banks[EVENTLOG_BANKS_MAX];
	size_t bank_count;
};

/*
 * Appends a line for each rule that the policy has: "secure-boot", "dbx", "signers",
 * "boot-images", "command-line", "ima-files".  A line that fails names the event: its
 * log, number, PCR and type, and what it says.
 */
void event_rules_check(const struct event_rules_params *params, struct appraisal *appraisal);
