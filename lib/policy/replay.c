/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Replaying an event log.  One digest context per bank lives as long as the
 * replay does: a boot has hundreds of events, and setting a context up anew costs
 * more than the hash.
 */
#include "lib/policy/replay.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"

/* PCRs that a dynamic launch resets: ones until there is one (PC Client Platform TPM Profile). */
#define DYNAMIC_PCR_FIRST	17
#define DYNAMIC_PCR_LAST	22

/* PCRs 0 to 7 are the firmware's; the operating system adds to those above. */
#define FIRMWARE_PCR_LAST	7

#define HCRTM_LOCALITY		4	/* what PCR 0 starts with after an H-CRTM sequence */
#define LOCALITY_ID_SIZE	16

static const char locality_id[LOCALITY_ID_SIZE] = "StartupLocality";

struct replay {
	struct replay_bank banks[EVENTLOG_BANKS_MAX];
	EVP_MD *digests[EVENTLOG_BANKS_MAX];
	EVP_MD_CTX *contexts[EVENTLOG_BANKS_MAX];
	size_t count;
	bool is_pcr0_extended;
};

static int bank_init(struct replay *replay, size_t index, const struct eventlog_bank *source)
{
	const char *name = hash_algorithm_openssl_name(source->algorithm);
	struct replay_bank *bank = &replay->banks[index];
	unsigned int pcr;

	bank->algorithm = source->algorithm;
	bank->digest_size = source->digest_size;
	for (pcr = DYNAMIC_PCR_FIRST; pcr <= DYNAMIC_PCR_LAST; pcr++)
		memset(bank->pcrs[pcr], 0xff, bank->digest_size);
	if (!name)
		return 0;
	replay->digests[index] = EVP_MD_fetch(NULL, name, NULL);
	if (!replay->digests[index])
		return 0; /* OpenSSL was built without it, or may not use it (FIPS) */
	replay->contexts[index] = EVP_MD_CTX_new();
	if (!replay->contexts[index])
		return -ENOMEM;
	bank->is_computable = true;
	return 0;
}

int replay_new(const struct eventlog *log, struct replay **ret, struct fault *fault)
{
	_cleanup_(replay_cleanup) struct replay *replay = calloc(1, sizeof(*replay));
	size_t i;

	if (!replay)
		return fault_set(fault, -ENOMEM, "event log: out of memory");
	replay->count = log->bank_count;
	for (i = 0; i < log->bank_count; i++)
		if (bank_init(replay, i, &log->banks[i]) < 0)
			return fault_set(fault, -ENOMEM, "event log: out of memory");
	*ret = TAKE_PTR(replay);
	return 0;
}

static int extend(struct replay *replay, size_t index, unsigned int pcr, const uint8_t *digest)
{
	struct replay_bank *bank = &replay->banks[index];
	EVP_MD_CTX *context = replay->contexts[index];

	if (EVP_DigestInit_ex2(context, replay->digests[index], NULL) != 1 ||
	    EVP_DigestUpdate(context, bank->pcrs[pcr], bank->digest_size) != 1 ||
	    EVP_DigestUpdate(context, digest, bank->digest_size) != 1 ||
	    EVP_DigestFinal_ex(context, bank->pcrs[pcr], NULL) != 1)
		return -EIO;
	return 0;
}

/* PCR 0 starts with the locality of TPM2_Startup in its last byte (TPM 2.0 part 3, 9.3). */
static void set_locality(struct replay *replay, uint8_t locality)
{
	size_t i;

	for (i = 0; i < replay->count; i++) {
		struct replay_bank *bank = &replay->banks[i];

		memset(bank->pcrs[0], 0, bank->digest_size);
		bank->pcrs[0][bank->digest_size - 1] = locality;
	}
}

/* EV_NO_ACTION is never extended; one of them says how PCR 0 started (section 10.4.5.3). */
static int apply_no_action(struct replay *replay, const struct eventlog_event *event,
			   struct fault *fault)
{
	struct cursor cursor;
	const uint8_t *id;
	uint8_t locality;

	cursor_init(&cursor, event->data, event->data_size);
	id = cursor_bytes(&cursor, LOCALITY_ID_SIZE);
	locality = cursor_u8(&cursor);
	if (!cursor_ok(&cursor) || memcmp(id, locality_id, LOCALITY_ID_SIZE))
		return 0;
	if (replay->is_pcr0_extended)
		return fault_set_at(
			fault, -EBADMSG, event->offset,
			"event log: event %zu: start-up locality after PCR 0 was extended",
			event->number);
	set_locality(replay, locality);
	return 0;
}

int replay_event(struct replay *replay, const struct eventlog_event *event, struct fault *fault)
{
	size_t i;

	if (event->type == EV_NO_ACTION)
		return apply_no_action(replay, event, fault);

	if (event->pcr == 0 && event->type == EV_EFI_HCRTM_EVENT && !replay->is_pcr0_extended)
		set_locality(replay, HCRTM_LOCALITY);
	if (event->pcr == 0)
		replay->is_pcr0_extended = true;

	for (i = 0; i < replay->count; i++) {
		struct replay_bank *bank = &replay->banks[i];
		const struct eventlog_digest *digest =
			eventlog_event_digest(event, bank->algorithm);

		if (!digest) {
			bank->incomplete |= 1u << event->pcr;
			continue;
		}
		if (!bank->is_computable)
			continue;
		if (extend(replay, i, event->pcr, digest->data) < 0)
			return fault_set_at(fault, -EIO, event->offset,
					    "event log: OpenSSL cannot compute %s",
					    hash_algorithm_name(bank->algorithm));
		bank->extended |= 1u << event->pcr;
	}
	return 0;
}

size_t replay_bank_count(const struct replay *replay)
{
	return replay->count;
}

const struct replay_bank *replay_bank(const struct replay *replay, size_t index)
{
	return &replay->banks[index];
}

const struct replay_bank *replay_bank_find(const struct replay *replay, uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < replay->count; i++)
		if (replay->banks[i].algorithm == algorithm)
			return &replay->banks[i];
	return NULL;
}

enum replay_verdict replay_compare(const struct replay_bank *bank, unsigned int pcr,
				   const void *live)
{
	if (bank->is_computable && !memcmp(bank->pcrs[pcr], live, bank->digest_size))
		return REPLAY_MATCHES;
	return pcr > FIRMWARE_PCR_LAST ? REPLAY_MOVED_ON : REPLAY_DIFFERS;
}

void replay_free(struct replay *replay)
{
	size_t i;

	if (!replay)
		return;
	for (i = 0; i < replay->count; i++) {
		EVP_MD_CTX_free(replay->contexts[i]);
		EVP_MD_free(replay->digests[i]);
	}
	free(replay);
}

void replay_cleanup(struct replay **replay)
{
	replay_free(*replay);
}
