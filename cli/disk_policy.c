/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Choosing PCRs.
 */
#include "cli/disk_policy.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/log_places.h"
#include "cli/pcr_selection.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/pcr_mask.h"
#include "lib/format/pcr_values.h"
#include "lib/policy/pcr_signer.h"
#include "lib/show/log_set.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm_ak.h"

#define KEY_FILE_MAX	(64u * 1024)
#define SIGNED_PCRS	(1u << 11)
#define DEFAULT_PCRS	(1u << 7 | 1u << 12)
#define SHIM_PCR	14
#define BOOT_PCRS	(1u << 4 | 1u << 11)

/* Resettable by anyone (16, 23), or never the same twice (10: IMA, in order of reading). */
#define WORTHLESS_PCRS	(1u << 10 | 1u << 16 | 1u << 23)

/* Where systemd-stub's section .pcrpkey ends up. */
static const char *const key_files[] = {
	"/etc/systemd/tpm2-pcr-public-key.pem",
	"/run/systemd/tpm2-pcr-public-key.pem",
	"/usr/lib/systemd/tpm2-pcr-public-key.pem",
};

static const char *find_key(const char *named)
{
	size_t i;

	for (i = 0; !named && i < sizeof(key_files) / sizeof(key_files[0]); i++)
		if (!access(key_files[i], R_OK))
			return key_files[i];
	return named;
}

static int read_signer(const char *path, struct sealed_signer *signer, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer pem = BUFFER_INIT(KEY_FILE_MAX);
	struct fault reason = FAULT_NONE;
	int r;

	r = file_read(path, &pem, fault);
	if (r < 0)
		return r;
	r = pcr_signer_from_pem(pem.data, pem.size, signer->key, &signer->key_size, &reason);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", path, reason.text);
	return 0;
}

static const struct pcr_values_bank *find_bank(const struct pcr_values *live, uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < live->count; i++)
		if (live->banks[i].algorithm == algorithm)
			return &live->banks[i];
	return NULL;
}

static int note_pcr(void *user, const struct log_file *file, const struct eventlog_event *event,
		    struct fault *fault)
{
	uint32_t *mask = user;

	if (event->content == EVENTLOG_CONTENT_SYSTEMD && event->pcr < EVENTLOG_PCRS)
		*mask |= UINT32_C(1) << event->pcr;
	return 0;
}

/* PCRs that systemd has extended since this boot began: at unlocking they are not yet so. */
static uint32_t moved_pcrs(void)
{
	_cleanup_(log_set_deinit) struct log_set set = { .count = 0 };
	const struct collect_log_paths own = log_places();
	uint32_t mask = 0;

	if (!log_set_add_systemd(&set, &own, NULL))
		(void)log_set_walk(&set, note_pcr, &mask, NULL); /* then it says nothing */
	return mask;
}

/* PCRs that can prove anything, by whatever values. */
static int check_pcrs(const struct pcr_values *live, uint16_t algorithm, uint32_t mask,
		      struct fault *fault)
{
	const struct pcr_values_bank *bank = find_bank(live, algorithm);
	const uint32_t bad = mask & WORTHLESS_PCRS;
	char text[PCR_MASK_TEXT_SIZE];

	if (algorithm == HASH_SHA1)
		return fault_set(fault, -EKEYREJECTED, "bank sha1: collisions are made to order; "
				 "choose PCRs of sha256 or better");
	if (!bank || (bank->present & mask) != mask)
		return fault_set(fault, -EKEYREJECTED, "bank %s: the TPM has no such PCRs",
				 hash_algorithm_name(algorithm));
	if (bad)
		return fault_set(fault, -EKEYREJECTED, "PCR %s: no two boots give it the same value, "
				 "or anybody can reset it", pcr_mask_text(bad, text));
	return 0;
}

static int take_values(const struct pcr_values *live, struct sealed_pcrs *pcrs,
		       struct fault *fault)
{
	const struct pcr_values_bank *bank = find_bank(live, pcrs->bank);
	char text[PCR_MASK_TEXT_SIZE];
	unsigned int pcr;
	uint32_t bad;
	int r;

	r = check_pcrs(live, pcrs->bank, pcrs->mask, fault);
	if (r < 0)
		return r;
	bad = pcrs->mask & moved_pcrs();
	if (bad)
		return fault_set(fault, -EKEYREJECTED, "PCR %s: systemd has extended it since this "
				 "boot began, so the next boot does not have its value when the volume "
				 "is opened", pcr_mask_text(bad, text));
	for (pcr = 0; pcr < SEALED_POLICY_PCRS; pcr++)
		if (pcrs->mask >> pcr & 1)
			memcpy(pcrs->values[pcr], bank->pcrs[pcr], bank->digest_size);
	return 0;
}

static int parse_literal(const char *text, struct sealed_pcrs *pcrs, struct fault *fault)
{
	struct tpm_ak_selection selection;
	int r;

	if (!*text)
		return 0;
	r = pcr_selection_parse(text, &selection, fault);
	if (r < 0)
		return r;
	if (selection.count != 1)
		return fault_set(fault, -EINVAL, "'%s': a volume is bound to PCRs of one bank",
				 text);
	pcrs->bank = selection.banks[0].algorithm;
	pcrs->mask = selection.banks[0].pcrs;
	return 0;
}

static uint32_t default_pcrs(const struct pcr_values_bank *bank)
{
	static const uint8_t zeros[HASH_SIZE_MAX];
	const bool has_shim = bank && bank->present >> SHIM_PCR & 1 &&
			      memcmp(bank->pcrs[SHIM_PCR], zeros, bank->digest_size);

	return DEFAULT_PCRS | (has_shim ? UINT32_C(1) << SHIM_PCR : 0);
}

/* The key, and over which PCRs its holder signs; none where there is no key. */
static int choose_signer(const struct disk_policy_request *request, struct sealed_branch *branch,
			 struct fault *fault)
{
	struct sealed_pcrs pcrs = { .bank = branch->literal.bank, .mask = SIGNED_PCRS };
	const char *key = find_key(request->public_key);
	int r = 0;

	if (!key || !*key)
		return request->signed_pcrs ?
			       fault_set(fault, -EINVAL, "--public-key-pcrs: there is no key of "
					 "whoever signs them; --public-key names one") :
			       0;
	if (request->signed_pcrs) {
		pcrs.mask = 0;
		r = parse_literal(request->signed_pcrs, &pcrs, fault);
	}
	if (!r && !pcrs.mask)
		r = fault_set(fault, -EKEYREJECTED, "no PCR is chosen that the key's holder signs: "
			      "the signature would be over nothing");
	if (!r)
		r = check_pcrs(request->live, pcrs.bank, pcrs.mask, fault);
	if (!r)
		r = read_signer(key, &branch->signer, fault);
	if (r < 0)
		return r;
	branch->signer.bank = pcrs.bank;
	branch->signer.mask = pcrs.mask;
	return 0;
}

/* Literal values that are enough by themselves; put first. */
static int choose_alternative(const struct disk_policy_request *request,
			      struct sealed_policy *policy, struct fault *fault)
{
	struct sealed_branch *branch = &policy->branches[0];
	int r;

	if (!branch->signer.mask)
		return fault_set(fault, -EINVAL, "--or-pcrs: is instead of a signature, and there is "
				 "no key of whoever signs; --public-key names one");
	policy->branches[1] = *branch;
	policy->count = 2;
	*branch = (struct sealed_branch){ .literal = { .bank = HASH_SHA256 } };
	r = parse_literal(request->or_pcrs, &branch->literal, fault);
	if (!r && !branch->literal.mask)
		r = fault_set(fault, -EKEYREJECTED, "--or-pcrs: no PCR is chosen: any boot of "
			      "anything could open the volume");
	return r < 0 ? r : take_values(request->live, &branch->literal, fault);
}

int disk_policy_choose(const struct disk_policy_request *request, struct sealed_policy *ret,
		       struct fault *fault)
{
	_cleanup_(cleanup_free) struct sealed_policy *policy = calloc(1, sizeof(*policy));
	struct sealed_branch *branch;
	int r = 0;

	if (!policy)
		return fault_set(fault, -ENOMEM, "policy: out of memory");
	policy->count = 1;
	policy->has_pin = request->has_pin;
	branch = &policy->branches[0];
	branch->literal.bank = HASH_SHA256;
	branch->literal.mask = default_pcrs(find_bank(request->live, HASH_SHA256));
	if (request->pcrs) {
		branch->literal.mask = 0;
		r = parse_literal(request->pcrs, &branch->literal, fault);
	}
	if (!r)
		r = choose_signer(request, branch, fault);
	if (!r && branch->literal.mask)
		r = take_values(request->live, &branch->literal, fault);
	if (r < 0)
		return r;
	if (!branch->literal.mask && !branch->signer.mask)
		return fault_set(fault, -EKEYREJECTED, "no PCR is chosen: any boot of anything could "
				 "open the volume");
	if (request->or_pcrs)
		r = choose_alternative(request, policy, fault);
	if (r < 0)
		return r;
	*ret = *policy;
	return 0;
}

bool disk_policy_covers_boot(const struct sealed_policy *policy)
{
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (!((policy->branches[i].literal.mask | policy->branches[i].signer.mask) &
		      BOOT_PCRS))
			return false;
	return true;
}

bool disk_policy_has_literal(const struct sealed_policy *policy, unsigned int pcr)
{
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (policy->branches[i].literal.mask >> pcr & 1)
			return true;
	return false;
}
