/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What logs replay to, held against PCR values that come from elsewhere: a TPM, or a
 * file.  Where they differ, why.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/pcr_values.h"
#include "lib/policy/explain.h"

struct fault;
struct log_set;
struct replay;

struct verify_pcr {
	uint16_t algorithm;
	uint16_t digest_size;
	unsigned int pcr;
	bool is_matching;
	bool is_unanchored;		/* IMA began without this TPM; nobody named its log */
	bool is_incomplete;		/* an event has no digest for this bank */
	uint8_t replayed[EVENTLOG_DIGEST_MAX];
	uint8_t found[EVENTLOG_DIGEST_MAX];
	struct explain_answer why;	/* where it does not match */
};

#define LOG_VERIFY_MAX	(EVENTLOG_BANKS_MAX * EVENTLOG_PCRS)

/* Values of a bank that are not those after a reset, though no log extends the PCRs. */
struct verify_unlogged {
	uint16_t algorithm;
	uint32_t pcrs;
};

struct log_verify {
	struct verify_pcr pcrs[LOG_VERIFY_MAX];
	size_t count;
	size_t differing;
	uint16_t unlogged[EVENTLOG_BANKS_MAX];	/* banks with values that no log tells of */
	size_t unlogged_count;
	struct verify_unlogged pcrs_unlogged[EVENTLOG_BANKS_MAX];
	size_t pcrs_unlogged_count;
};

/*
 * Which PCRs the logs must explain: those that they extend, and, where firmware's log is
 * among them, 0 to 7, so that what extends one without logging it is seen.
 */
uint32_t log_verify_wanted(const struct log_set *set, const struct replay *replay);

/*
 * Compares everything that both sides have.  0, also where they differ; -ENODATA when
 * there is nothing that both have; else -errno.
 */
int log_verify_run(struct log_set *set, const struct replay *replay,
		   const struct pcr_values *found, struct log_verify *ret,
		   struct fault *fault);
