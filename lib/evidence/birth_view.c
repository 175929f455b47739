/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking at a vTPM's birth record.
 */
#include "lib/evidence/birth_view.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/format/snp_report.h"
#include "lib/format/tpm_public.h"
#include "lib/policy/birth_signature.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/boot_id.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm_ak.h"
#include "lib/sys/tpm_birth.h"

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

int birth_view_read_tpm(struct tpm *tpm, struct birth_view *view)
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
void birth_view_launch(const struct snp_report *report,
		       uint8_t ret[static BIRTH_RECORD_LAUNCH_SIZE])
{
	_Static_assert(BIRTH_RECORD_LAUNCH_SIZE == SNP_REPORT_ID_SIZE, "a launch is its report id");
	if (report && !(report->policy & SNP_POLICY_MIGRATE_MA))
		memcpy(ret, report->report_id, BIRTH_RECORD_LAUNCH_SIZE);
}

static int look(struct tpm *tpm, const char *boot_id, struct birth_view *view,
		struct birth_facts *facts)
{
	int r;

	r = boot_id_read(boot_id ?: BOOT_ID_PATH, facts->now.boot_id, &view->fault);
	if (!r)
		r = birth_view_read_tpm(tpm, view);
	if (!r)
		r = read_record(view, facts);
	if (!r)
		r = check_signature(tpm, view, facts);
	if (!r)
		facts->tpm = &view->tpm;
	return r;
}

void birth_view_look(struct tpm *tpm, const struct birth_view_place *place,
		     const struct snp_report *report, struct birth_view *ret)
{
	struct birth_facts facts = { .tpm = NULL };

	birth_view_deinit(ret);
	*ret = BIRTH_VIEW_NONE;
	ret->path = place->record ?: BIRTH_VIEW_PATH;
	ret->fault = FAULT_NONE;
	birth_view_launch(report, facts.now.launch);
	ret->error = look(tpm, place->boot_id, ret, &facts);
	birth_judge(&facts, &ret->birth);
}

void birth_view_deinit(struct birth_view *view)
{
	buffer_deinit(&view->text);
}
