/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Comparing replayed PCRs with those found.
 */
#include "cli/log_verify.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/policy/replay.h"
#include "lib/show/log_set.h"

#define FIRMWARE_PCRS	0xffu
#define IMA_PCR		10

static bool is_of_firmware(enum eventlog_format format)
{
	return format != EVENTLOG_IMA && format != EVENTLOG_IMA_TEXT && format != EVENTLOG_SYSTEMD;
}

uint32_t log_verify_wanted(const struct log_set *set, const struct replay *replay)
{
	uint32_t wanted = 0;
	size_t i;

	for (i = 0; i < set->count; i++)
		if (is_of_firmware(set->files[i]->log.format))
			wanted |= FIRMWARE_PCRS;
	for (i = 0; i < replay_bank_count(replay); i++)
		wanted |= replay_bank(replay, i)->extended | replay_bank(replay, i)->incomplete;
	return wanted;
}

/*
 * IMA begins before any module is loaded, so where the TPM's driver is one, PCR 10 stays
 * as it was.  That is so of the machine and not of this boot: it is told, and is no
 * failure unless IMA's log was named.
 */
static bool is_unanchored(const struct log_set *set, const struct verify_pcr *entry)
{
	static const uint8_t zeros[EVENTLOG_DIGEST_MAX];

	return set->is_own && entry->pcr == IMA_PCR &&
	       !memcmp(entry->found, zeros, entry->digest_size);
}

static void compare_bank(const struct log_set *set, const struct replay_bank *replayed,
			 const struct pcr_values_bank *found, uint32_t wanted,
			 struct log_verify *verify)
{
	unsigned int pcr;

	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++) {
		struct verify_pcr *entry = &verify->pcrs[verify->count];

		if (!(found->present & wanted & 1u << pcr))
			continue;
		entry->algorithm = found->algorithm;
		entry->digest_size = found->digest_size;
		entry->pcr = pcr;
		entry->is_incomplete = replayed->incomplete >> pcr & 1;
		memcpy(entry->replayed, replayed->pcrs[pcr], found->digest_size);
		memcpy(entry->found, found->pcrs[pcr], found->digest_size);
		entry->is_matching = !memcmp(entry->replayed, entry->found, found->digest_size);
		entry->is_unanchored = !entry->is_matching && is_unanchored(set, entry);
		verify->differing += !entry->is_matching && !entry->is_unanchored;
		verify->count++;
	}
}

static void find_unlogged(const struct replay_bank *replayed, const struct pcr_values_bank *found,
			  uint32_t wanted, struct log_verify *verify)
{
	struct verify_unlogged *entry = &verify->pcrs_unlogged[verify->pcrs_unlogged_count];
	unsigned int pcr;

	entry->algorithm = found->algorithm;
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
		if (found->present & ~wanted & 1u << pcr &&
		    memcmp(replayed->pcrs[pcr], found->pcrs[pcr], found->digest_size))
			entry->pcrs |= 1u << pcr;
	verify->pcrs_unlogged_count += !!entry->pcrs;
}

struct explainer {
	struct explain *explain;
	const struct log_set *set;
};

static int explain_one(void *user, const struct log_file *file,
		       const struct eventlog_event *event, struct fault *fault)
{
	const struct explainer *explainer = user;
	size_t log = 0;

	while (explainer->set->files[log] != file)
		log++;
	return explain_event(explainer->explain, log, event, fault);
}

/* Goes through the logs once more, only when something differs. */
static int find_causes(struct log_set *set, struct log_verify *verify, struct fault *fault)
{
	_cleanup_(explain_cleanup) struct explain *explain = NULL;
	struct explainer explainer = { .set = set };
	size_t i;
	int r;

	r = explain_new(&set->files[0]->log, &explain, fault);
	if (r < 0)
		return r;
	explainer.explain = explain;
	for (i = 0; i < verify->count; i++)
		if (!verify->pcrs[i].is_matching)
			(void)explain_ask(explain, verify->pcrs[i].algorithm, verify->pcrs[i].pcr,
					  verify->pcrs[i].found,
					  verify->pcrs[i].digest_size); /* too many: unknown */
	r = log_set_walk(set, explain_one, &explainer, fault);
	if (r < 0)
		return r;
	for (i = 0; i < verify->count; i++)
		if (!verify->pcrs[i].is_matching)
			verify->pcrs[i].why = explain_answer(explain, verify->pcrs[i].algorithm,
							     verify->pcrs[i].pcr);
	return 0;
}

int log_verify_run(struct log_set *set, const struct replay *replay,
		   const struct pcr_values *found, struct log_verify *ret,
		   struct fault *fault)
{
	uint32_t wanted = log_verify_wanted(set, replay);
	size_t i;

	memset(ret, 0, sizeof(*ret));
	for (i = 0; i < found->count; i++) {
		const struct pcr_values_bank *bank = &found->banks[i];
		const struct replay_bank *replayed = replay_bank_find(replay, bank->algorithm);

		if (!bank->present)
			continue;
		if (replayed && replayed->is_computable) {
			compare_bank(set, replayed, bank, wanted, ret);
			find_unlogged(replayed, bank, wanted, ret);
		} else {
			ret->unlogged[ret->unlogged_count++] = bank->algorithm;
		}
	}
	if (!ret->count)
		return fault_set(fault, -ENODATA,
				 "event log: no bank and PCR that it extends is among those to "
				 "compare with: give the logs that extend them");
	return ret->differing ? find_causes(set, ret, fault) : 0;
}
