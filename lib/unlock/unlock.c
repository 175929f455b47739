/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Token and TPM to key.
 */
#include "lib/unlock/unlock.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/pcr_signature.h"
#include "lib/format/pcr_values.h"
#include "lib/policy/seal_policy.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_chip.h"
#include "lib/sys/tpm_unseal.h"

#define SIGNATURES	"tpm2-pcr-signature.json"

/* Where systemd 262 looks; the last one in an initrd only, where its stub puts it. */
static const char *const signature_folders[] = {
	"/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd", "/.extra",
};

#define INITRD_MARK	"/etc/initrd-release"

struct unlock {
	struct tpm *tpm;
	struct pcr_signatures *signatures;	/* NULL: none were found */
	struct fault signatures_fault;		/* why, where a file is damaged */
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

static int read_signatures(struct unlock *unlock, const char *path)
{
	struct buffer text = BUFFER_INIT(PCR_SIGNATURE_FILE_MAX);
	int r;

	r = file_read(path, &text, &unlock->signatures_fault);
	if (!r)
		r = pcr_signatures_parse(text.data, text.size, &unlock->signatures,
					 &unlock->signatures_fault);
	buffer_deinit(&text);
	return r;
}

/* The first file that is there is the one, as with systemd. */
static void find_signatures(struct unlock *unlock, const char *path)
{
	const size_t count = sizeof(signature_folders) / sizeof(signature_folders[0]);
	char candidate[64];
	size_t i;

	if (path) {
		(void)read_signatures(unlock, path); /* told where they are missed */
		return;
	}
	for (i = 0; i < count; i++) {
		if (i + 1 == count && access(INITRD_MARK, F_OK) < 0)
			return;
		(void)snprintf(candidate, sizeof(candidate), "%s/" SIGNATURES,
			       signature_folders[i]);
		if (read_signatures(unlock, candidate) != -ENOENT)
			return;
	}
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
	find_signatures(unlock, options->signatures);
	*ret = TAKE_PTR(unlock);
	return 0;
}

/* @live NULL: no values are needed.  A damaged file of signatures is told for its absence. */
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
 * if it is them.
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
	return error;
}

int unlock_key(struct unlock *unlock, const char *token, const struct secret *pin,
	       struct secret *ret, struct seal_outlook *ret_outlook, struct fault *fault)
{
	const struct pcr_values *live = NULL;
	int r;

	ret_outlook->count = 0;
	r = svsm_token_decode(token, strlen(token), &unlock->token, fault);
	if (r < 0)
		return r;
	if (seal_policy_needs_pcrs(&unlock->token.policy)) {
		r = tpm_unseal_pcrs(unlock->tpm, &unlock->token, &unlock->live, fault);
		if (r < 0)
			return r;
		live = &unlock->live;
	}
	r = choose(unlock, live, ret_outlook, fault);
	if (r < 0)
		return r;
	r = tpm_unseal(unlock->tpm, &unlock->token, &unlock->plan, pin, ret, fault);
	if (r == -EKEYREJECTED || r == -ENXIO)
		return explain(unlock, r, ret_outlook, fault);
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
