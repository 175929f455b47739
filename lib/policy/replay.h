/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the PCRs must hold if logs tell the truth: every bank in one pass (TCG PC
 * Client Platform Firmware Profile, section 10.4.5; TPM 2.0 part 1, "PCR
 * operations").  Logs of firmware, systemd and IMA can be fed one after the other.
 *
 * A replay is owned by who made it; feed it the events in their order.  Its memory
 * does not depend on how many there are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/eventlog.h"

struct fault;

#define REPLAY_NV_MAX	32	/* NvPCRs; systemd defines two */

struct replay_bank {
	uint16_t algorithm;	/* TPM_ALG_ID */
	uint16_t digest_size;
	bool is_computable;	/* false: the algorithm is not known here, no PCR is valid */
	uint32_t extended;	/* bit n: PCR n was extended */
	uint32_t incomplete;	/* bit n: an event of PCR n has no digest for this bank */
	uint8_t pcrs[EVENTLOG_PCRS][EVENTLOG_DIGEST_MAX];
};

/* An NV index that is extended like a PCR (systemd's NvPCRs). */
struct replay_nv {
	uint32_t index;
	uint16_t algorithm;
	uint16_t digest_size;
	uint8_t value[EVENTLOG_DIGEST_MAX];
};

/* How a live PCR stands to its replayed value. */
enum replay_verdict {
	REPLAY_DIFFERS = 0,	/* the log does not explain the PCR */
	REPLAY_MOVED_ON,	/* differs, but the operating system extends this PCR as well */
	REPLAY_MATCHES,
};

struct replay;

/*
 * For the banks that @log declares; others join with the first digest for them.
 * @log stands before its first event, and its bytes stay until the replay is freed.
 * 0, or -ENOMEM.
 */
int replay_new(const struct eventlog *log, struct replay **ret, struct fault *fault);

/*
 * Adds a bank before the first event: IMA's binary log proves any.  0; -E2BIG beyond
 * EVENTLOG_BANKS_MAX.
 */
int replay_add_bank(struct replay *replay, uint16_t algorithm, uint16_t digest_size);

/*
 * Applies one event.  0; -EBADMSG when start-up localities contradict each other, or one
 * comes after PCR 0 was extended by another log, which does not tell its start;
 * -E2BIG beyond EVENTLOG_BANKS_MAX or REPLAY_NV_MAX.
 */
int replay_event(struct replay *replay, const struct eventlog_event *event, struct fault *fault);

size_t replay_bank_count(const struct replay *replay);
const struct replay_bank *replay_bank(const struct replay *replay, size_t index);

/* The bank of that TPM_ALG_ID, or NULL. */
const struct replay_bank *replay_bank_find(const struct replay *replay, uint16_t algorithm);

size_t replay_nv_count(const struct replay *replay);
const struct replay_nv *replay_nv(const struct replay *replay, size_t index);

/* What PCR 0 started with: 0, or the locality of TPM2_Startup, or 4 after an H-CRTM. */
uint8_t replay_locality(const struct replay *replay);

/* Whether a dynamic launch was logged, which resets PCRs 17 to 22. */
bool replay_has_dynamic_launch(const struct replay *replay);

/* Judges the value that @pcr of the bank has in the TPM, @bank->digest_size bytes. */
enum replay_verdict replay_compare(const struct replay_bank *bank, unsigned int pcr,
				   const void *live);

/* Accepts NULL. */
void replay_free(struct replay *replay);
void replay_cleanup(struct replay **replay);
