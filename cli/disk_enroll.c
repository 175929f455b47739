/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Seal, rehearse, write.
 */
#include "cli/disk_enroll.h"
#include "cli/disk_env.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "cli/disk_gate.h"
#include "cli/disk_key.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/disks/disk_record.h"
#include "lib/disks/disk_road.h"
#include "lib/disks/disk_volumes.h"
#include "lib/format/pcr_mask.h"
#include "lib/format/svsm_token.h"
#include "lib/policy/seal_policy.h"
#include "lib/sys/luks.h"
#include "lib/sys/tpm_seal.h"
#include "lib/sys/tpm_srk.h"
#include "lib/unlock/unlock.h"

/* What a PIN costs who tries it: RFC 9106, section 4, second recommendation. */
#define PIN_MEMORY	(64u * 1024)	/* KiB */
#define PIN_ITERATIONS	3u
#define PIN_LANES	4u

static int fill(const struct disk_enroll_request *request, struct svsm_token *token,
		struct fault *fault)
{
	struct tpm_srk srk;
	int r;

	r = tpm_srk_provide(request->tpm, &srk, fault);
	if (r < 0)
		return r;
	token->road = request->road->road;
	token->created = (uint64_t)time(NULL);
	token->srk_handle = srk.handle;
	memcpy(token->srk, srk.public, srk.public_size);
	token->srk_size = srk.public_size;
	token->policy = *request->policy;
	if (request->policy->has_pin)
		token->pin = (struct svsm_token_pin){
			.memory = PIN_MEMORY,
			.iterations = PIN_ITERATIONS,
			.lanes = PIN_LANES,
		};
	if (getrandom(token->record, sizeof(token->record), 0) != sizeof(token->record) ||
	    (request->policy->has_pin &&
	     getrandom(token->pin.salt, sizeof(token->pin.salt), 0) != sizeof(token->pin.salt)))
		return fault_set(fault, -EIO, "token: no random bytes");
	memcpy(token->ek_name, request->gate->ek_name, request->gate->ek_name_size);
	token->ek_name_size = request->gate->ek_name_size;
	memcpy(token->measurement, request->gate->measurement, sizeof(token->measurement));
	token->has_measurement = true;
	return 0;
}

/* Each of several branches must open it one day, so this boot has to satisfy each. */
static int check_branches(const struct seal_outlook *outlook, struct fault *fault)
{
	static const char *const reasons[] = {
		[SEAL_UNKNOWN] = "it was not looked at",
		[SEAL_BANK_MISSING] = "the TPM lacks PCRs",
		[SEAL_PCRS_DIFFER] = "PCRs have moved",
		[SEAL_NO_SIGNATURES] = "there is no signature of its signer over PCR",
		[SEAL_UNSIGNED] = "no signature of its signer is for the values of PCR",
	};
	char pcrs[PCR_MASK_TEXT_SIZE];
	size_t i;

	for (i = 0; outlook->count > 1 && i < outlook->count; i++)
		if (outlook->branches[i].standing != SEAL_SATISFIED)
			return fault_set(fault, -EKEYREJECTED, "this boot does not satisfy branch "
					 "%zu of the policy, so nothing was written: %s %s", i + 1,
					 reasons[outlook->branches[i].standing],
					 pcr_mask_text(outlook->branches[i].pcrs, pcrs));
	return 0;
}

/* What is going to be written gives the key back now, or it is not written. */
static int rehearse(const struct disk_enroll_request *request, const struct buffer *text,
		    const struct secret *key, struct fault *fault)
{
	_cleanup_(unlock_cleanup) struct unlock *unlock = NULL;
	_cleanup_(secret_deinit) struct secret found = SECRET_NONE;
	struct fault reason = FAULT_NONE;
	struct seal_outlook outlook;
	int r;

	r = unlock_open(&(struct unlock_options){ .tcti = request->tcti,
						  .signatures = request->signatures },
			&unlock, &reason);
	if (!r)
		r = unlock_key(unlock, (const char *)text->data, request->pin, &found, &outlook,
			       &reason);
	if (r < 0)
		return fault_set(fault, r, "what was sealed cannot be opened again, so nothing was "
				 "written: %s", reason.text);
	if (!secret_is(&found, key->bytes, key->size))
		return fault_set(fault, -EIO, "the TPM gave another key back; nothing was written");
	return check_branches(&outlook, fault);
}

static int add_to_volume(const struct disk_enroll_request *request, struct svsm_token *token,
			 const struct secret *key, struct disk_enrolled *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(SVSM_TOKEN_SIZE_MAX + 1);
	struct luks *luks = request->luks;
	struct disk_enrolled enrolled = *ret;
	int r;

	enrolled.keyslot = luks_keyslot_add(luks, request->volume_key, key, fault);
	if (enrolled.keyslot < 0)
		return enrolled.keyslot;
	token->keyslots = UINT32_C(1) << enrolled.keyslot;
	r = svsm_token_encode(token, &text);
	if (!r)
		r = luks_token_set(luks, LUKS_ANY, (const char *)text.data, fault);
	else
		(void)fault_set(fault, r, "token: it cannot be written down");
	if (r < 0) {
		(void)luks_keyslot_destroy(luks, enrolled.keyslot, NULL); /* what failed is told */
		return r;
	}
	enrolled.token = r;
	r = luks_keyslot_set_priority(luks, enrolled.keyslot, LUKS_PRIORITY_PREFER, fault);
	if (r < 0)
		return r;
	*ret = enrolled;
	return 0;
}

static int write_down(const struct disk_enroll_request *request, struct svsm_token *token,
		      const struct secret *key, struct disk_enrolled *ret, struct fault *fault)
{
	const struct disk_places places = disk_env(NULL, NULL);
	struct disk_enrolled enrolled = { .has_new_line = false };
	int r = 0;

	(void)disk_record_keep(places.enrolled, &places.logs, token->record,
			       &enrolled.record_fault); /* it is told */
	if (request->road->road == SVSM_TOKEN_SOCKET)
		r = disk_volumes_add(places.volumes, request->luks, request->road->name, fault);
	enrolled.has_new_line = r > 0;
	if (r >= 0) {
		r = add_to_volume(request, token, key, &enrolled, fault);
		if (r == -EINVAL)
			r = -EIO; /* libcryptsetup's; nobody has said a wrong thing */
	}
	if (r < 0) {
		disk_record_forget(places.enrolled, token->record);
		if (enrolled.has_new_line)
			/* What failed is told. */
			(void)disk_volumes_remove(places.volumes, request->luks, NULL);
		return r;
	}
	*ret = enrolled;
	return 0;
}

int disk_enroll(const struct disk_enroll_request *request, struct disk_enrolled *ret,
		struct fault *fault)
{
	_cleanup_(cleanup_free) struct svsm_token *token = calloc(1, sizeof(*token));
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(SVSM_TOKEN_SIZE_MAX + 1);
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE];
	int r;

	if (!token)
		return fault_set(fault, -ENOMEM, "token: out of memory");
	r = fill(request, token, fault);
	if (!r)
		r = disk_key_new(TPM_SEAL_KEY_SIZE, &key, fault);
	if (!r)
		r = seal_policy_digest(&token->policy, digest, fault);
	if (!r)
		r = tpm_seal(request->tpm, token, digest, &key, request->pin, fault);
	if (r < 0)
		return r;
	r = svsm_token_encode(token, &text);
	if (r < 0)
		return fault_set(fault, r, "token: it cannot be written down");
	r = rehearse(request, &text, &key, fault);
	return r < 0 ? r : write_down(request, token, &key, ret, fault);
}
