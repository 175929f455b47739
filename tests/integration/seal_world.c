/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Enrolling and opening.
 */
#include "tests/integration/seal_world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/pcr_signature.h"
#include "lib/format/pcr_values.h"
#include "lib/policy/pcr_signer.h"
#include "lib/sys/argon2.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_ek.h"
#include "lib/sys/tpm_context.h"
#include "lib/sys/tpm_seal.h"
#include "lib/sys/tpm_srk.h"
#include "lib/sys/tpm_unseal.h"

#define FILE_MAX	(1u << 20)

static uint32_t mask_of(const char *text)
{
	uint32_t mask = 0;
	char *end;

	for (; *text; text = *end ? end + 1 : end)
		mask |= 1u << (strtoul(text, &end, 10) & 31);
	return mask;
}

static int add_literal(struct tpm *tpm, char *text, struct sealed_branch *branch,
		       struct fault *fault)
{
	struct tpm_bank bank = { .algorithm = 0 };
	char *pcrs = strchr(text, ':');
	int r;

	*pcrs++ = '\0';
	if (hash_algorithm_find(text, &bank.algorithm) < 0)
		return -EINVAL;
	bank.present = mask_of(pcrs);
	r = tpm_pcr_read(tpm, bank.present, &bank, fault);
	if (r < 0)
		return r;
	branch->literal.bank = bank.algorithm;
	branch->literal.mask = bank.present;
	memcpy(branch->literal.values, bank.pcrs, sizeof(bank.pcrs));
	return 0;
}

static int add_signer(char *text, struct sealed_branch *branch, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer pem = BUFFER_INIT(FILE_MAX);
	char *pcrs = strchr(text, ':'), *path = strchr(pcrs + 1, ':');
	char *ref = strchr(path + 1, ':');
	int r;

	*pcrs++ = '\0';
	*path++ = '\0';
	if (ref)
		*ref++ = '\0';
	if (hash_algorithm_find(text, &branch->signer.bank) < 0)
		return -EINVAL;
	branch->signer.mask = mask_of(pcrs);
	strncpy(branch->signer.ref, ref ? ref : "", sizeof(branch->signer.ref) - 1);
	r = file_read(path, &pem, fault);
	return r < 0 ? r : pcr_signer_from_pem(pem.data, pem.size, branch->signer.key,
					       &branch->signer.key_size, fault);
}

int seal_world_branch(struct tpm *tpm, const char *text, struct sealed_policy *policy,
		      struct fault *fault)
{
	struct sealed_branch *branch = &policy->branches[policy->count++];
	_cleanup_(cleanup_free) char *copy = strdup(text);
	char *next = copy;
	int r = 0;

	while (!r && next) {
		char *part = strsep(&next, "+");

		r = !strncmp(part, "signed:", 7) ? add_signer(part + 7, branch, fault) :
						    add_literal(tpm, part, branch, fault);
	}
	return r;
}

static int name_ek(struct tpm *tpm, struct svsm_token *token, struct fault *fault)
{
	_cleanup_(tpm_ek_cleanup) struct tpm_ek *ek = NULL;
	TPM2B_NAME name = { .size = 0 }, qualified = { .size = 0 };
	TPM2B_PUBLIC public = { .size = 0 };
	int r = token->ek_name_size ? 0 : tpm_ek_open(tpm, &ek, fault);

	if (r < 0 || !ek)
		return r;
	if (TPM_CALL(tpm, Tss2_Sys_ReadPublic, tpm_ek_handle(ek), NULL, &public, &name, &qualified,
		     NULL))
		return fault_set(fault, -EIO, "no EK");
	token->ek_name_size = name.size;
	memcpy(token->ek_name, name.name, name.size);
	return 0;
}

static int secret_of(const char *text, struct secret *ret)
{
	int r = secret_init(ret, strlen(text));

	if (!r)
		memcpy(ret->bytes, text, ret->size);
	return r;
}

int seal_world_enroll(struct tpm *tpm, const struct secret *key, const char *pin,
		      struct svsm_token *token, struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret typed = SECRET_NONE;
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE];
	struct tpm_srk srk;
	int r;

	r = tpm_srk_provide(tpm, &srk, fault);
	if (!r)
		r = name_ek(tpm, token, fault);
	if (!r && pin)
		r = secret_of(pin, &typed);
	if (r < 0)
		return r;
	token->srk_handle = srk.handle;
	token->srk_size = srk.public_size;
	memcpy(token->srk, srk.public, srk.public_size);
	token->policy.has_pin = pin != NULL;
	/* As little as the format allows: what is tested is not how hard guessing is. */
	token->pin.memory = SVSM_TOKEN_MEMORY_MIN;
	token->pin.iterations = 1;
	token->pin.lanes = 1;
	if (getrandom(token->pin.salt, sizeof(token->pin.salt), 0) < 0 ||
	    getrandom(token->record, sizeof(token->record), 0) < 0)
		return fault_set(fault, -errno, "no random bytes");
	r = seal_policy_digest(&token->policy, digest, fault);
	return r < 0 ? r : tpm_seal(tpm, token, digest, key, pin ? &typed : NULL, fault);
}

static int read_signatures(const char *path, struct pcr_signatures **ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer file = BUFFER_INIT(FILE_MAX);
	int r;

	if (!path)
		return 0;
	r = file_read(path, &file, fault);
	return r < 0 ? r : pcr_signatures_parse(file.data, file.size, ret, fault);
}

int seal_world_open(struct tpm *tpm, const struct svsm_token *token, const char *signature_file,
		    const char *pin, struct secret *ret_key, struct seal_outlook *ret_outlook,
		    struct fault *fault)
{
	_cleanup_(pcr_signatures_cleanup) struct pcr_signatures *signatures = NULL;
	_cleanup_(secret_deinit) struct secret typed = SECRET_NONE;
	struct pcr_values live;
	struct seal_plan plan;
	bool has_live = seal_policy_needs_pcrs(&token->policy);
	int r;

	r = has_live ? tpm_unseal_pcrs(tpm, token, &live, fault) : 0;
	if (!r)
		r = read_signatures(signature_file, &signatures, fault);
	if (!r && pin)
		r = secret_of(pin, &typed);
	if (!r)
		r = seal_policy_choose(token, has_live ? &live : NULL, signatures, &plan,
				       ret_outlook, fault);
	if (!r)
		r = tpm_unseal(tpm, token, &plan, pin ? &typed : NULL, ret_key, fault);
	/* Which PCR it is, for a person. */
	if (r == -EKEYREJECTED && !has_live && !tpm_unseal_pcrs(tpm, token, &live, NULL))
		(void)seal_policy_choose(token, &live, signatures, &plan, ret_outlook, fault);
	return r;
}

int seal_world_read_token(const char *path, struct svsm_token *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer file = BUFFER_INIT(FILE_MAX);
	int r = file_read(path, &file, fault);

	return r < 0 ? r : svsm_token_decode((char *)file.data, file.size, ret, fault);
}
