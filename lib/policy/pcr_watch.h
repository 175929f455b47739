/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether PCRs moved while the guest ran without a log that says by what: one look is held
 * against the one before.  What was not explained at the first look is nobody's fault yet:
 * an older systemd measures without a log.
 */
#pragma once

#include <stdint.h>

struct appraisal_record;

/*
 * PCRs that hold something else in @now than in @before, and that the logs do not lead to
 * now; of those that only a power cycle resets, but for IMA's, which its log explains to
 * whoever asks for it.  0 where either has no PCRs.
 */
uint32_t pcr_watch_moved(const struct appraisal_record *before,
			 const struct appraisal_record *now);
