/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether this guest, its vTPM and its launch are still those that they were.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/format/appraisal_record.h"

/* What has become another, in words; NULL: nothing that both know. */
const char *identity_watch_changed(const struct appraisal_record *before,
				   const struct appraisal_record *now);

/* Whether the record is of the vTPM with these keys; of none where it knows none. */
bool identity_watch_is_of(const struct appraisal_record *record,
			  const uint8_t ek_name[static APPRAISAL_RECORD_NAME_SIZE],
			  const uint8_t ak_name[static APPRAISAL_RECORD_NAME_SIZE]);
