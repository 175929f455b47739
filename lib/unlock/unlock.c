/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Token and TPM to key.
 */
#include "lib/unlock/unlock.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/pcr_signature.h"
#include "lib/format/pcr_values.h"
#include "lib/policy/seal_policy.h"
#include "lib/sys/pcr_signature_file.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_chip.h"
#include "lib/sys/tpm_unseal.h"

#define TRIES	3	/* of another choice, when PCRs move; each of them tries some more */

struct unlock {
	struct tpm *tpm;
	struct unlock_options options;
	bool has_looked;			/* for signatures */
	struct pcr_signatures *signatures;	/* NULL: none were found */
	struct fault signatures_fault;		/* why, where a file is missed or damaged */
	struct svsm_token token;		/* the one that is tried */
	struct pcr_values live;
	struct seal_plan plan;
};

static int find_tpm(char ret[PATH_MAX + 16], struct fault *fault)
{
	const struct tpm_chip *chip;
	struct tpm_chips chips;
	int r;

	r = tpm_chips_read(&TPM_CHIP_ROOTS, &chips, fault);
	if (r < 0)
		return r;
	chip = tpm_chips_find_svsm(&chips);
	if (!chip)
		return fault_set(fault, -EAGAIN, "the TPM of the SVSM is not there: its driver is "
				 "not loaded, or there is no SVSM");
	if (!*chip->rm_node || access(chip->rm_node, F_OK) < 0)
		return fault_set(fault, -EAGAIN, "%s: has no device node yet", chip->name);
	(void)snprintf(ret, PATH_MAX + 16, "device:%s", chip->rm_node); /* it fits */
	return 0;
}

static bool has_signer(const struct sealed_policy *policy)
{
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (policy->branches[i].signer.mask)
			return true;
	return false;
}

/* Once, for the first token that wants them.  Why there are none is told where they are missed. */
static void find_signatures(struct unlock *unlock)
{
	if (unlock->has_looked || !has_signer(&unlock->token.policy))
		return;
	unlock->has_looked = true;
	(void)pcr_signature_file_read(unlock->options.root ?: PCR_SIGNATURE_FILE_ROOT,
				      unlock->options.signatures, &unlock->signatures,
				      &unlock->signatures_fault);
}

int unlock_open(const struct unlock_options *options, struct unlock **ret, struct fault *fault)
{
	_cleanup_(unlock_cleanup) struct unlock *unlock = calloc(1, sizeof(*unlock));
	char tcti[PATH_MAX + 16];
	int r = 0;

	if (!unlock)
		return fault_set(fault, -ENOMEM, "out of memory");
	if (!options->tcti)
		r = find_tpm(tcti, fault);
	if (!r)
		r = tpm_open(options->tcti ?: tcti, &unlock->tpm, fault);
	if (r < 0)
		return r;
	unlock->options = *options;
	*ret = TAKE_PTR(unlock);
	return 0;
}

/* @live NULL: no values are needed. */
static int choose(struct unlock *unlock, const struct pcr_values *live,
		  struct seal_outlook *ret_outlook, struct fault *fault)
{
	int r = seal_policy_choose(&unlock->token, live, unlock->signatures, &unlock->plan,
				   ret_outlook, fault);

	if (r == -ENODATA && !unlock->signatures && unlock->signatures_fault.text[0])
		return fault_set(fault, r, "no signatures over PCR values: %s",
				 unlock->signatures_fault.text);
	return r;
}

/*
 * The TPM has refused.  Which PCRs it refused for, it does not say: they are read, and told
 * if it is them.  -ESTALE: as they are now they would do, by whatever branch or signature.
 */
static int explain(struct unlock *unlock, int error, struct seal_outlook *ret_outlook,
		   struct fault *fault)
{
	struct fault better = FAULT_NONE;
	int r;

	if (tpm_unseal_pcrs(unlock->tpm, &unlock->token, &unlock->live, NULL) < 0)
		return error;
	r = choose(unlock, &unlock->live, ret_outlook, &better);
	if (r == -EKEYREJECTED || r == -ENXIO || r == -ENODATA)
		return fault_set(fault, r, "%s", better.text);
	return r ? error : -ESTALE;
}

/* Once, by what the PCRs are now.  -ESTALE: they have moved meanwhile. */
static int try_key(struct unlock *unlock, const struct secret *pin, struct secret *ret,
		   struct seal_outlook *ret_outlook, struct fault *fault)
{
	const struct pcr_values *live = NULL;
	int r;

	if (seal_policy_needs_pcrs(&unlock->token.policy)) {
		r = tpm_unseal_pcrs(unlock->tpm, &unlock->token, &unlock->live, fault);
		if (r < 0)
			return r;
		live = &unlock->live;
	}
	r = choose(unlock, live, ret_outlook, fault);
	if (r < 0)
		return r;
	r = tpm_unseal(unlock->tpm, &unlock->token, &unlock->plan,
		       unlock->token.policy.has_pin ? pin : NULL, ret, fault);
	if (r == -EKEYREJECTED || r == -ENXIO)
		return explain(unlock, r, ret_outlook, fault);
	return r;
}

int unlock_key(struct unlock *unlock, const char *token, const struct secret *pin,
	       struct secret *ret, struct seal_outlook *ret_outlook, struct fault *fault)
{
	unsigned int tries = TRIES;
	int r;

	ret_outlook->count = 0;
	r = svsm_token_decode(token, strlen(token), &unlock->token, fault);
	if (r < 0)
		return r;
	find_signatures(unlock);
	do
		r = try_key(unlock, pin, ret, ret_outlook, fault);
	while (r == -ESTALE && --tries);
	return r;
}

void unlock_close(struct unlock *unlock)
{
	if (!unlock)
		return;
	pcr_signatures_free(unlock->signatures);
	tpm_close(unlock->tpm);
	free(unlock);
}

void unlock_cleanup(struct unlock **unlock)
{
	unlock_close(*unlock);
}
