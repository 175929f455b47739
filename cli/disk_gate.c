/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The conditions of enrollment, one function each.
 */
#include "cli/disk_gate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/birth.h"
#include "cli/disk_recovery.h"
#include "cli/provenance.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/policy_file.h"
#include "lib/sys/file.h"
#include "lib/sys/luks.h"

static int is_of_policy(const char *path, const uint8_t *measurement, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(POLICY_SIZE_MAX);
	struct fault reason = FAULT_NONE;
	struct policy *policy = NULL;
	bool is_known;
	int r;

	r = file_read(path, &text, fault);
	if (r < 0)
		return r;
	r = policy_parse(text.data, text.size, &policy, &reason);
	if (r < 0)
		return fault_set_at(fault, r, reason.offset, "%s: %s", path, reason.text);
	is_known = policy_list_has(&policy->report.measurements, measurement);
	policy_free(policy);
	return is_known;
}

/* Sealing is as strong as the launch: any other firmware can give any PCRs. */
static int check_measurement(const struct disk_gate_request *request, const uint8_t *measurement,
			     struct fault *fault)
{
	uint8_t accepted[SVSM_TOKEN_MEASUREMENT_SIZE];
	char text[HEX_TEXT_SIZE(SVSM_TOKEN_MEASUREMENT_SIZE)];
	int r;

	hex_encode(measurement, SVSM_TOKEN_MEASUREMENT_SIZE, text);
	say_note(request->name, "the launch measurement is %s", text);
	if (request->measurement) {
		if (hex_decode(request->measurement, accepted, sizeof(accepted)) < 0)
			return fault_set(fault, -EINVAL, "--accept-measurement: has %d hexadecimal "
					 "digits", 2 * SVSM_TOKEN_MEASUREMENT_SIZE);
		return memcmp(accepted, measurement, sizeof(accepted)) ?
			       fault_set(fault, -EKEYREJECTED, "the launch measurement is %s, not the "
					 "one that is accepted", text) :
			       0;
	}
	r = request->policy ? is_of_policy(request->policy, measurement, fault) : 0;
	if (r)
		return r < 0 ? r : 0;
	return fault_set(fault, -EKEYREJECTED, "the launch measurement is in no policy: what was "
			 "launched could give any PCRs; if it is yours, name a policy by --policy or "
			 "say --accept-measurement %s", text);
}

static int check_persistence(const struct disk_gate_request *request, struct luks *luks,
			     struct tpm *tpm, const struct provenance *provenance,
			     struct fault *fault)
{
	_cleanup_(birth_view_deinit) struct birth_view view = BIRTH_VIEW_NONE;

	birth_look(tpm, provenance, &view);
	if (birth_is_reliable(&view.birth))
		return 0;
	if (!request->is_persistent)
		return fault_set(fault, -EKEYREJECTED, "the vTPM is not known to be there after the "
				 "next launch (%s, %s); see 'svsmctl birth', or say "
				 "--assume-persistent, with a recovery key at hand",
				 birth_verdict_name(view.birth.verdict),
				 birth_persistence_name(view.birth.persistence));
	if (!disk_recovery_exists(luks))
		return fault_set(fault, -EKEYREJECTED, "%s: has no recovery key, and the vTPM may be "
				 "gone at the next launch; add one by 'svsmctl disk recovery'",
				 luks_path(luks));
	say_note(request->name, "the vTPM is assumed to persist, as you say; nothing has shown it");
	return 0;
}

int disk_gate_pass(const struct disk_gate_request *request, struct luks *luks, struct tpm *tpm,
		   struct disk_gate *ret, struct fault *fault)
{
	_cleanup_(cleanup_free) struct provenance *provenance = calloc(1, sizeof(*provenance));
	struct disk_gate gate = { .ek_name_size = 0 };
	int r;

	if (!provenance)
		return fault_set(fault, -ENOMEM, "provenance: out of memory");
	provenance_prove(request->name, tpm, provenance);
	if (provenance->verdict != VERDICT_ACCEPTED)
		return fault_set(fault, provenance->error, "the TPM is not shown to be the SVSM's: "
				 "%s%s%s", provenance->fault.text, provenance->remedy ? "; " : "",
				 provenance->remedy ?: "");
	gate.info = provenance->info;
	memcpy(gate.measurement, provenance->report.measurement, sizeof(gate.measurement));
	memcpy(gate.ek_name, provenance->ek.bytes, provenance->ek.size);
	gate.ek_name_size = provenance->ek.size;
	r = check_measurement(request, gate.measurement, fault);
	if (!r)
		r = check_persistence(request, luks, tpm, provenance, fault);
	if (!r)
		*ret = gate;
	return r;
}
