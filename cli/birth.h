/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The birth record of this guest's vTPM, as commands use it: look at the TPM and at the
 * file, and have them judged; or advance both, once per boot.
 */
#pragma once

#include "lib/evidence/birth_view.h"

struct json_object;
struct provenance;
struct tpm;

/*
 * birth_view_look() at $SVSM_BIRTH, or the usual place.  @provenance: of the same TPM; one
 * that was not accepted is as good as none (NULL).
 */
void birth_look(struct tpm *tpm, const struct provenance *provenance, struct birth_view *ret);

/*
 * Waits until no other process advances the record; the caller closes @ret when it is done.
 * To be held from before the first command to the TPM: a second writer would take the
 * first one's increment for a stranger's, and both their keys need not fit into a TPM.
 * The record's folder is made where it is missing.  0, or its -errno.
 */
int birth_lock(int *ret, struct fault *fault);

/*
 * Under birth_lock().  Increments the TPM's counter and writes the record, after @view (of
 * the same TPM and @provenance) was found fit for it: BIRTH_SAME, BIRTH_NO_RECORD, or the
 * verdict @accepted by the user.  @view is looked at anew then.  0; -EKEYREJECTED when the
 * verdict must be accepted first; else the -errno of TPM or file.  At whatever point it is
 * cut off, the next look finds what it would have found before, or after.
 */
int birth_advance(struct tpm *tpm, const struct provenance *provenance,
		  enum birth_verdict accepted, struct birth_view *view, struct fault *fault);

/* birth_show.c: on standard output, and as an object of JSON that is the caller's to give */
void birth_print(const struct birth_view *view);
struct json_object *birth_json(const struct birth_view *view);

/* What nobody sees from inside, whatever the verdict; static. */
const char *birth_invisible(void);
