/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The firmware's event log held against a TPM: does the one explain the other?
 * Only a log that replays on a chip belongs to that chip.  What systemd logs is replayed
 * behind it, because systemd extends PCRs of the firmware as well.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/fault.h"
#include "lib/format/eventlog.h"
#include "lib/sys/tpm.h"

enum log_state {
	LOG_UNREADABLE,		/* it may be there, but could not be read */
	LOG_ABSENT,
	LOG_MALFORMED,
	LOG_NOT_COMPARED,	/* read, but the TPM's PCRs were not */
	LOG_DIFFERS,		/* a PCR of the firmware does not hold what the log says */
	LOG_REPLAYS,
};

/* One bank that both the log and the TPM have; bit n of a mask is PCR n. */
struct log_check_bank {
	uint16_t algorithm;
	uint16_t digest_size;
	uint32_t compared;
	uint32_t matching;
	uint32_t moved_on;	/* the operating system extends these as well */
	uint32_t differing;
	uint8_t replayed[EVENTLOG_PCRS][EVENTLOG_DIGEST_MAX];
	uint8_t live[EVENTLOG_PCRS][EVENTLOG_DIGEST_MAX];
};

struct log_check {
	enum log_state state;
	int error;		/* -errno, when the state is none of the last two */
	struct fault fault;	/* then: why */
	size_t events;		/* of the firmware's log */
	size_t systemd_events;
	struct fault systemd_fault;	/* with a text: why systemd's log is not whole */
	struct log_check_bank banks[EVENTLOG_BANKS_MAX];
	size_t bank_count;
	uint16_t unlogged[TPM_BANKS_MAX];	/* active banks that the log does not know */
	size_t unlogged_count;
};

/*
 * Compares the log at @path with the TPM that @tcti reaches (NULL: there is none
 * to compare with), and with @has_systemd systemd's log of this machine behind it.  The
 * outcome, failures too, is in @ret.
 */
void log_check_run(const char *path, const char *tcti, bool has_systemd, struct log_check *ret);

/* "replays", "differs", ...: as in the JSON of svsmctl status. */
const char *log_state_name(enum log_state state);
