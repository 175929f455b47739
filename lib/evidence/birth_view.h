/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A look at the birth record of this guest's vTPM: the TPM and the file are read, and
 * judged.  Nothing is changed, and the SVSM is asked nothing.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/policy/birth.h"

struct snp_report;
struct tpm;

#define BIRTH_VIEW_PATH	"/var/lib/svsm/birth"

struct birth_view_place {
	const char *record;	/* NULL: BIRTH_VIEW_PATH */
	const char *boot_id;	/* NULL: the kernel's */
};

struct birth_view {
	const char *path;	/* of the record */
	int error;		/* 0, or -errno: TPM or file could not be read, @birth is unknown */
	struct fault fault;	/* then: why */
	bool has_tpm, has_record;
	struct birth_tpm tpm;
	struct birth_record record;	/* its @signed_text leads into @text */
	struct buffer text;
	struct birth birth;	/* always filled in */
};

#define BIRTH_VIEW_NONE	((struct birth_view){ .text = BUFFER_INIT(BIRTH_RECORD_SIZE_MAX) })

/*
 * Four TPM commands once the AK is kept.  @report: of the same TPM's SVSM; NULL: not asked,
 * then a relaunch cannot be told from a reboot.  Starts as BIRTH_VIEW_NONE.
 */
void birth_view_look(struct tpm *tpm, const struct birth_view_place *place,
		     const struct snp_report *report, struct birth_view *ret);

/* The TPM's part of it anew.  0, or -errno with the view's fault. */
int birth_view_read_tpm(struct tpm *tpm, struct birth_view *view);

/* Which launch a report is of; zeros stay where that cannot be told. */
void birth_view_launch(const struct snp_report *report,
		       uint8_t ret[static BIRTH_RECORD_LAUNCH_SIZE]);

void birth_view_deinit(struct birth_view *view);
