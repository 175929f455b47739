/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Advancing a vTPM's birth record.
 *
 * The order of writing, which a power cut may end anywhere: a record that says "pending",
 * durable; the increment; the record of what it came to.  A counter that never counted
 * begins somewhere above all that its TPM ever had, so nothing can be said of it
 * beforehand: it is incremented first, and whatever record there was still stands.
 */
#include "cli/birth.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/provenance.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/policy/birth_signature.h"
#include "lib/sys/boot_id.h"
#include "lib/sys/folder.h"
#include "lib/sys/tpm_ak.h"
#include "lib/sys/tpm_birth.h"
#include "lib/sys/whole_file.h"

static const char *record_path(void)
{
	return getenv("SVSM_BIRTH") ?: BIRTH_VIEW_PATH;
}

/* A report that was shown to be of the TPM's own SVSM, or NULL. */
static const struct snp_report *launch_report(const struct provenance *provenance)
{
	return provenance && provenance->verdict == VERDICT_ACCEPTED ? &provenance->report : NULL;
}

void birth_look(struct tpm *tpm, const struct provenance *provenance, struct birth_view *ret)
{
	const struct birth_view_place place = {
		.record = record_path(),
		.boot_id = getenv("SVSM_BOOT_ID"),
	};

	birth_view_look(tpm, &place, launch_report(provenance), ret);
}

static int write_record(struct tpm_ak *ak, const char *path, struct birth_record *record,
			struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(BIRTH_RECORD_SIZE_MAX);
	uint8_t message[BIRTH_SIGNATURE_MESSAGE_SIZE];
	struct tpm_ak_signature signature;
	int r;

	record->time = time(NULL);
	record->signature_size = 0;
	r = birth_signature_message(record, message);
	if (r < 0)
		return fault_set(fault, r, "birth record: what is signed cannot be computed");
	r = tpm_ak_sign(ak, message, sizeof(message), &signature, fault);
	if (r < 0)
		return r;
	_Static_assert(sizeof(record->signature) >= sizeof(signature.bytes), "any fits");
	memcpy(record->signature, signature.bytes, signature.size);
	record->signature_size = signature.size;
	r = birth_record_encode(record, &text);
	if (r < 0)
		return fault_set(fault, r, "birth record: cannot be written down");
	return whole_file_write(path, text.data, text.size, fault);
}

static int take_names(const struct provenance *provenance, struct birth_record *record,
		      struct fault *fault)
{
	if (provenance->verdict != VERDICT_ACCEPTED ||
	    provenance->ak.size != sizeof(record->ak_name) ||
	    provenance->ek.size != sizeof(record->ek_name))
		return fault_set(fault, -EINVAL, "birth record: the TPM is not shown to be the "
				 "SVSM's");
	memcpy(record->ak_name, provenance->ak.bytes, sizeof(record->ak_name));
	memcpy(record->ek_name, provenance->ek.bytes, sizeof(record->ek_name));
	birth_view_launch(launch_report(provenance), record->launch);
	return 0;
}

static int advance(struct tpm *tpm, const struct provenance *provenance, struct birth_view *view,
		   struct fault *fault)
{
	struct birth_record record = { .is_pending = true, .survived = view->birth.survived };
	_cleanup_(tpm_ak_cleanup) struct tpm_ak *ak = NULL;
	int r;

	r = take_names(provenance, &record, fault);
	if (!r)
		r = boot_id_read(getenv("SVSM_BOOT_ID") ?: BOOT_ID_PATH, record.boot_id, fault);
	if (!r)
		r = tpm_ak_open(tpm, TPM_AK_ECC, &ak, fault);
	if (!r && view->tpm.index == BIRTH_INDEX_ABSENT)
		r = tpm_birth_define(tpm, fault);
	if (r < 0)
		return r;
	if (birth_view_read_tpm(tpm, view) < 0) {
		*fault = view->fault;
		return -EIO;
	}
	memcpy(record.instance, view->tpm.instance, sizeof(record.instance));
	record.clock = view->tpm.clock;
	if (record.clock.counter)
		r = write_record(ak, view->path, &record, fault);
	if (!r)
		r = tpm_birth_advance(tpm, &record.clock.counter, fault);
	record.is_pending = false;
	return r < 0 ? r : write_record(ak, view->path, &record, fault);
}

/*
 * Whether our counter was deleted, or the TPM is older than the record, a new counter tells
 * by where it begins.  The record stays as it is.
 */
static int probe(struct tpm *tpm, const struct provenance *provenance, struct birth_view *view,
		 struct fault *fault)
{
	uint64_t counter;
	int r = 0;

	if (view->birth.verdict != BIRTH_INDEX_GONE || view->tpm.clock.counter)
		return 0;
	if (view->tpm.index == BIRTH_INDEX_ABSENT)
		r = tpm_birth_define(tpm, fault);
	if (!r)
		r = tpm_birth_advance(tpm, &counter, fault);
	if (!r)
		birth_look(tpm, provenance, view);
	return r;
}

int birth_lock(int *ret, struct fault *fault)
{
	return folder_lock(record_path(), 0755, ret, fault);
}

static bool is_fit(const struct birth *birth, enum birth_verdict accepted)
{
	switch (birth->verdict) {
	case BIRTH_SAME:
	case BIRTH_NO_RECORD:
		return true;
	case BIRTH_UNKNOWN:
	case BIRTH_INDEX_FOREIGN:
		return false;
	default:
		return birth->verdict == accepted;
	}
}

int birth_advance(struct tpm *tpm, const struct provenance *provenance,
		  enum birth_verdict accepted, struct birth_view *view, struct fault *fault)
{
	int r = 0;

	birth_look(tpm, provenance, view);
	if (!view->error)
		r = probe(tpm, provenance, view, fault);
	if (view->error) {
		*fault = view->fault;
		return view->error;
	}
	if (!r && !is_fit(&view->birth, accepted))
		r = fault_set(fault, -EKEYREJECTED, "%s: %s", view->path, view->birth.reason);
	if (r < 0 || view->birth.is_of_this_boot)
		return r;
	r = advance(tpm, provenance, view, fault);
	birth_look(tpm, provenance, view);
	return r;
}
