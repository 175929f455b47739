/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Comparing identities.
 */
#include "lib/policy/identity_watch.h"

#include <stddef.h>
#include <string.h>

const char *identity_watch_changed(const struct appraisal_record *before,
				   const struct appraisal_record *now)
{
	static const uint8_t unknown[APPRAISAL_RECORD_REPORT_ID_SIZE];
	static const uint8_t no_chip[APPRAISAL_RECORD_CHIP_ID_SIZE];

	if (!before->has_identity || !now->has_identity)
		return NULL;
	if (memcmp(before->ek_name, now->ek_name, sizeof(now->ek_name)))
		return "the vTPM has another EK: it was made anew, or is another one";
	if (memcmp(before->ak_name, now->ak_name, sizeof(now->ak_name)))
		return "the vTPM has another AK: its seeds were changed, or it is another one";
	if (memcmp(before->report_id, unknown, sizeof(unknown)) &&
	    memcmp(now->report_id, unknown, sizeof(unknown)) &&
	    memcmp(before->report_id, now->report_id, sizeof(unknown)))
		return "the report id is another: this guest goes on from a copy of its memory";
	if (memcmp(before->chip_id, no_chip, sizeof(no_chip)) &&
	    memcmp(now->chip_id, no_chip, sizeof(no_chip)) &&
	    memcmp(before->chip_id, now->chip_id, sizeof(no_chip)))
		return "the processor is another: this guest was moved, or its memory was copied";
	if (memcmp(before->measurement, now->measurement, sizeof(now->measurement)))
		return "the launch measurement is another";
	return NULL;
}

bool identity_watch_is_of(const struct appraisal_record *record,
			  const uint8_t ek_name[static APPRAISAL_RECORD_NAME_SIZE],
			  const uint8_t ak_name[static APPRAISAL_RECORD_NAME_SIZE])
{
	return record->has_identity &&
	       !memcmp(record->ek_name, ek_name, sizeof(record->ek_name)) &&
	       !memcmp(record->ak_name, ak_name, sizeof(record->ak_name));
}
