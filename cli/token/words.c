/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines in libcryptsetup's log.
 */
#include "cli/token/words.h"

#include <libcryptsetup.h>
#include <stdint.h>

#include "lib/format/hash_algorithm.h"
#include "lib/format/pcr_mask.h"
#include "lib/format/svsm_token.h"

static void log_pcrs(struct crypt_device *cd, const char *title, uint32_t mask, uint16_t bank)
{
	char text[PCR_MASK_TEXT_SIZE];

	if (mask)
		crypt_logf(cd, CRYPT_LOG_NORMAL, "\t%s %s (%s)\n", title,
			   pcr_mask_text(mask, text), hash_algorithm_name(bank));
}

void words_log_token(struct crypt_device *cd, const struct svsm_token *token)
{
	size_t i;

	for (i = 0; i < token->policy.count; i++) {
		const struct sealed_branch *branch = &token->policy.branches[i];

		if (i)
			crypt_log(cd, CRYPT_LOG_NORMAL, "\tor\n");
		log_pcrs(cd, "PCRs, signed: ", branch->signer.mask, branch->signer.bank);
		log_pcrs(cd, "PCRs, literal:", branch->literal.mask, branch->literal.bank);
	}
	crypt_logf(cd, CRYPT_LOG_NORMAL, "\tPIN:           %s\n",
		   token->policy.has_pin ? "yes" : "no");
	crypt_logf(cd, CRYPT_LOG_NORMAL, "\topened by:     %s\n",
		   token->road == SVSM_TOKEN_PLUGIN ? "this plugin" : "the key socket");
}
