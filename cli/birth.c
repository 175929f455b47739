/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking at a vTPM's birth record, and advancing it.
 *
 * The order of writing, which a power cut may end anywhere: a record that says "pending",
 * durable; the increment; the record of what it came to.  A counter that never counted
 * begins somewhere above all that its TPM ever had, so nothing can be said of it
 * beforehand: it is incremented first, and whatever record there was still stands.
 */
#include "cli/birth.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/provenance.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/format/tpm_public.h"
#include "lib/policy/birth_signature.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/boot_id.h"
#include "lib/sys/file.h"
#include "lib/sys/folder.h"
#include "lib/sys/tpm_ak.h"
#include "lib/sys/tpm_birth.h"
#include "lib/sys/whole_file.h"

static const char *record_path(void)
{
	return getenv("SVSM_BIRTH") ?: BIRTH_PATH;
}

/* 0, also when there is none. */
static int read_record(struct birth_view *view, struct birth_facts *facts)
{
	struct fault fault = FAULT_NONE;
	int r;

	r = file_read(view->path, &view->text, &view->fault);
	if (r == -ENOENT)
		return 0;
	if (r < 0 && r != -E2BIG)
		return r;
	if (!r)
		r = birth_record_decode(view->text.data, view->text.size, &view->record, &fault);
	else
		fault = view->fault;
	if (!r) {
		view->has_record = true;
		facts->record = &view->record;
		return 0;
	}
	view->fault = FAULT_NONE;
	(void)fault_set(&view->fault, r, "%s: %s", view->path, fault.text);
	facts->malformed = view->fault.text;
	return 0;
}

/* What is to be known of the AK; nothing, where there is no record that it may have signed. */
static int check_signature(struct tpm *tpm, struct birth_view *view, struct birth_facts *facts)
{
	_cleanup_(tpm_ak_cleanup) struct tpm_ak *ak = NULL;
	struct tpm_public public;
	struct tpm_name name;
	const uint8_t *data;
	size_t size;
	int r;

	if (!facts->record)
		return 0;
	r = tpm_ak_borrow(tpm, TPM_AK_ECC, &ak, &view->fault);
	if (r < 0)
		return r;
	data = tpm_ak_public(ak, &size);
	r = tpm_public_parse(data, size, &public, &view->fault);
	if (r < 0)
		return r;
	r = tpm_name_of(&public, &name);
	if (r < 0 || name.size != sizeof(view->tpm.ak_name))
		return fault_set(&view->fault, -EIO, "AK: its name cannot be computed");
	memcpy(view->tpm.ak_name, name.bytes, name.size);
	r = birth_signature_check(facts->record, &public, &view->fault);
	facts->is_signed_by_tpm = !r;
	return r == -EKEYREJECTED ? 0 : r;
}

static int read_tpm(struct tpm *tpm, struct birth_view *view)
{
	static const enum birth_index indexes[] = {
		[TPM_NV_ABSENT] = BIRTH_INDEX_ABSENT,
		[TPM_NV_FOREIGN] = BIRTH_INDEX_OTHERS,
		[TPM_NV_COUNTER] = BIRTH_INDEX_OURS,
	};
	struct tpm_birth birth;
	int r;

	r = tpm_birth_read(tpm, &birth, &view->fault);
	if (r < 0)
		return r;
	view->tpm.index = indexes[birth.index.kind];
	memcpy(view->tpm.instance, birth.index.label, sizeof(view->tpm.instance));
	view->tpm.clock = birth.clock;
	view->has_tpm = true;
	return 0;
}

/*
 * A guest that an agent may migrate could get another report id without any relaunch: its
 * launches are never called known.
 */
static void take_launch(const struct provenance *provenance,
			uint8_t ret[static BIRTH_RECORD_LAUNCH_SIZE])
{
	_Static_assert(BIRTH_RECORD_LAUNCH_SIZE == SNP_REPORT_ID_SIZE, "a launch is its report id");
	if (provenance && provenance->verdict == VERDICT_ACCEPTED &&
	    !(provenance->report.policy & SNP_POLICY_MIGRATE_MA))
		memcpy(ret, provenance->report.report_id, BIRTH_RECORD_LAUNCH_SIZE);
}

static int look(struct tpm *tpm, struct birth_view *view, struct birth_facts *facts)
{
	int r;

	r = boot_id_read(getenv("SVSM_BOOT_ID") ?: BOOT_ID_PATH, facts->now.boot_id,
			 &view->fault);
	if (!r)
		r = read_tpm(tpm, view);
	if (!r)
		r = read_record(view, facts);
	if (!r)
		r = check_signature(tpm, view, facts);
	if (!r)
		facts->tpm = &view->tpm;
	return r;
}

void birth_look(struct tpm *tpm, const struct provenance *provenance, struct birth_view *ret)
{
	struct birth_facts facts = { .tpm = NULL };

	birth_view_deinit(ret);
	*ret = BIRTH_VIEW_NONE;
	ret->path = record_path();
	ret->fault = FAULT_NONE;
	take_launch(provenance, facts.now.launch);
	ret->error = look(tpm, ret, &facts);
	birth_judge(&facts, &ret->birth);
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
	take_launch(provenance, record->launch);
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
	if (read_tpm(tpm, view) < 0) {
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

void birth_view_deinit(struct birth_view *view)
{
	buffer_deinit(&view->text);
}
