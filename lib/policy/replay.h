/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the PCRs must hold if an event log tells the truth: every bank of the log
 * in one pass (TCG PC Client Platform Firmware Profile, section 10.4.5; TPM 2.0
 * part 1, "PCR operations").
 *
 * A replay is owned by who made it; feed it the log's events in their order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/eventlog.h"

struct fault;

struct replay_bank {
	uint16_t algorithm;	/* TPM_ALG_ID */
	uint16_t digest_size;
	bool is_computable;	/* false: OpenSSL here lacks the algorithm, no PCR is valid */
	uint32_t extended;	/* bit n: PCR n was extended */
	uint32_t incomplete;	/* bit n: an event of PCR n has no digest for this bank */
	uint8_t pcrs[EVENTLOG_PCRS][EVENTLOG_DIGEST_MAX];
};

/* How a live PCR stands to its replayed value. */
enum replay_verdict {
	REPLAY_DIFFERS = 0,	/* the log does not explain the PCR */
	REPLAY_MOVED_ON,	/* differs, but the operating system extends this PCR as well */
	REPLAY_MATCHES,
};

struct replay;

/* For the banks of @log, PCRs at their values after a reset.  0, or -ENOMEM. */
int replay_new(const struct eventlog *log, struct replay **ret, struct fault *fault);

/*
 * Applies one event.  0; -EBADMSG when a start-up locality comes after the first
 * extension of PCR 0, which no firmware can have done; -EIO when OpenSSL fails.
 */
int replay_event(struct replay *replay, const struct eventlog_event *event, struct fault *fault);

size_t replay_bank_count(const struct replay *replay);
const struct replay_bank *replay_bank(const struct replay *replay, size_t index);

/* The bank of that TPM_ALG_ID, or NULL. */
const struct replay_bank *replay_bank_find(const struct replay *replay, uint16_t algorithm);

/* Judges the value that @pcr of the bank has in the TPM, @bank->digest_size bytes. */
enum replay_verdict replay_compare(const struct replay_bank *bank, unsigned int pcr,
				   const void *live);

/* Accepts NULL. */
void replay_free(struct replay *replay);
void replay_cleanup(struct replay **replay);
