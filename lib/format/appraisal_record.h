/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What came of one self-appraisal, as the process that made it tells the one that keeps
 * the state: a line of JSON in one form only.  All of it is the guest's word about itself.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct fault;

#define APPRAISAL_RECORD_SIZE_MAX	4096	/* of the line, its newline included */
#define APPRAISAL_RECORD_REASON_MAX	320
#define APPRAISAL_RECORD_WORD_MAX	24
#define APPRAISAL_RECORD_NAME_SIZE	34	/* TPM2B_NAME of SHA-256 */
#define APPRAISAL_RECORD_REPORT_ID_SIZE	32
#define APPRAISAL_RECORD_MEASUREMENT_SIZE	48
#define APPRAISAL_RECORD_CHIP_ID_SIZE	64
#define APPRAISAL_RECORD_PCRS		16	/* those that nothing but a power cycle resets */
#define APPRAISAL_RECORD_PCR_SIZE	32	/* of the bank of SHA-256 */

/* Zero is the one that claims least. */
enum appraisal_outcome {
	APPRAISED_UNABLE = 0,	/* it could not be made, or lacked what it needs */
	APPRAISED_BAD,		/* something is wrong */
	APPRAISED_GOOD,		/* all was asked, and nothing is wrong */
};

struct appraisal_record {
	enum appraisal_outcome outcome;
	char reason[APPRAISAL_RECORD_REASON_MAX + 1];
	char transport[APPRAISAL_RECORD_WORD_MAX + 1];		/* by which the SVSM answered */
	char persistence[APPRAISAL_RECORD_WORD_MAX + 1];	/* of the vTPM */
	char birth[APPRAISAL_RECORD_WORD_MAX + 1];	/* its record's verdict; empty: none */
	bool has_identity;	/* whether the next five are filled in; zeros there: unknown */
	uint8_t ak_name[APPRAISAL_RECORD_NAME_SIZE];
	uint8_t ek_name[APPRAISAL_RECORD_NAME_SIZE];
	uint8_t report_id[APPRAISAL_RECORD_REPORT_ID_SIZE];
	uint8_t measurement[APPRAISAL_RECORD_MEASUREMENT_SIZE];
	uint8_t chip_id[APPRAISAL_RECORD_CHIP_ID_SIZE];	/* of the processor */
	bool has_ima;		/* whether the next is; of looks where PCR 10 holds anything */
	uint32_t ima_entries;	/* that IMA's log has */
	bool has_pcrs;		/* whether the next two are filled in */
	uint32_t explained;	/* bit n: the logs lead to what PCR n holds */
	uint8_t pcrs[APPRAISAL_RECORD_PCRS][APPRAISAL_RECORD_PCR_SIZE];
};

/* Takes @reason, cut where it is too long, and with "?" for what no text may have. */
void appraisal_record_put_reason(struct appraisal_record *record, const char *reason);

/* Appends the line.  0; -EINVAL for a text that is none; -E2BIG; -ENOMEM. */
int appraisal_record_encode(const struct appraisal_record *record, struct buffer *ret);

/* 0; -EBADMSG; -E2BIG. */
int appraisal_record_decode(const void *line, size_t size, struct appraisal_record *ret,
			    struct fault *fault);
