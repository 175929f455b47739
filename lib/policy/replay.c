/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Replaying measurement logs.  One hasher per bank lives as long as the replay does:
 * a boot has hundreds of events, and setting a hash up anew can cost more than it.
 *
 * Where PCR 0 started is said by an event that some firmware logs too late.  Then
 * PCR 0 alone is replayed again from the log's beginning, at most once: that keeps
 * the common case one pass, and hostile logs linear.
 */
#include "lib/policy/replay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/policy/hasher.h"
#include "lib/policy/ima_template.h"

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
	struct hasher hashers[EVENTLOG_BANKS_MAX];	/* of the banks that are computable */
	size_t count;
	struct replay_nv nv[REPLAY_NV_MAX];
	size_t nv_count;
	uint32_t extended;		/* bit n: PCR n was extended in any bank */
	uint8_t locality;
	bool has_locality;
	bool has_dynamic_launch;
	size_t fed;			/* events: an event's own number in the first log */
	/* The first log, before its first event; stays the end, as that of a log is unused: */
	struct eventlog start;
};

static void reset_dynamic(struct replay_bank *bank, int value)
{
	unsigned int pcr;

	for (pcr = DYNAMIC_PCR_FIRST; pcr <= DYNAMIC_PCR_LAST; pcr++)
		memset(bank->pcrs[pcr], value, bank->digest_size);
}

static void reset_pcr0(struct replay *replay)
{
	size_t i;

	for (i = 0; i < replay->count; i++) {
		struct replay_bank *bank = &replay->banks[i];

		memset(bank->pcrs[0], 0, bank->digest_size);
		bank->pcrs[0][bank->digest_size - 1] = replay->locality;
	}
}

int replay_add_bank(struct replay *replay, uint16_t algorithm, uint16_t digest_size)
{
	struct replay_bank *bank = &replay->banks[replay->count];

	if (replay->count == EVENTLOG_BANKS_MAX)
		return -E2BIG;
	memset(bank, 0, sizeof(*bank));
	bank->algorithm = algorithm;
	bank->digest_size = digest_size;
	bank->incomplete = replay->extended; /* what came before had no digest for it */
	bank->pcrs[0][digest_size - 1] = replay->locality;
	reset_dynamic(bank, replay->has_dynamic_launch ? 0x00 : 0xff);
	bank->is_computable = !hasher_init(&replay->hashers[replay->count], algorithm);
	replay->count++;
	return 0;
}

int replay_new(const struct eventlog *log, struct replay **ret, struct fault *fault)
{
	_cleanup_(replay_cleanup) struct replay *replay = malloc(sizeof(*replay));
	size_t i;

	if (!replay)
		return fault_set(fault, -ENOMEM, "event log: out of memory");
	memset(replay, 0, offsetof(struct replay, start));
	eventlog_copy(&replay->start, log);
	for (i = 0; i < log->bank_count; i++)
		if (replay_add_bank(replay, log->banks[i].algorithm,
				    log->banks[i].digest_size) < 0)
			return fault_set(fault, -ENOMEM, "event log: out of memory");
	*ret = TAKE_PTR(replay);
	return 0;
}

static void extend(struct replay *replay, size_t index, uint8_t *value, const uint8_t *digest)
{
	struct hasher *hasher = &replay->hashers[index];
	size_t size = replay->banks[index].digest_size;

	hasher_add(hasher, value, size);
	hasher_add(hasher, digest, size);
	hasher_end(hasher, value);
}

/*
 * What the event extended into the bank; NULL when the log does not say.  IMA extends
 * what its log has no digest of, the same fields under each bank's hash: that is
 * computed into @space.
 */
static const uint8_t *find_digest(struct replay *replay, size_t index,
				  const struct eventlog_event *event,
				  uint8_t space[static EVENTLOG_DIGEST_MAX])
{
	const struct replay_bank *bank = &replay->banks[index];
	const struct eventlog_digest *digest;

	if (event->content == EVENTLOG_CONTENT_IMA ||
	    event->content == EVENTLOG_CONTENT_IMA_TEXT)
		return ima_template_digest(event, bank->algorithm, bank->digest_size,
					   &replay->hashers[index], space) ? space : NULL;
	if (index < event->digest_count && event->digests[index].algorithm == bank->algorithm)
		digest = &event->digests[index];
	else
		digest = eventlog_event_digest(event, bank->algorithm);
	return digest && digest->size == bank->digest_size ? digest->data : NULL;
}

static void extend_pcr(struct replay *replay, const struct eventlog_event *event)
{
	uint8_t space[EVENTLOG_DIGEST_MAX];
	size_t i;

	for (i = 0; i < replay->count; i++) {
		struct replay_bank *bank = &replay->banks[i];
		const uint8_t *digest;

		if (!bank->is_computable) {
			if (!eventlog_event_digest(event, bank->algorithm))
				bank->incomplete |= 1u << event->pcr;
			continue;
		}
		digest = find_digest(replay, i, event, space);
		if (!digest) {
			bank->incomplete |= 1u << event->pcr;
			continue;
		}
		extend(replay, i, bank->pcrs[event->pcr], digest);
		bank->extended |= 1u << event->pcr;
	}
}

/* Events of JSON and TLV logs bring banks that nothing has declared. */
static int join_banks(struct replay *replay, const struct eventlog_event *event,
		      struct fault *fault)
{
	size_t i;

	for (i = 0; i < event->digest_count; i++) {
		const struct eventlog_digest *digest = &event->digests[i];

		if ((i < replay->count && replay->banks[i].algorithm == digest->algorithm) ||
		    replay_bank_find(replay, digest->algorithm))
			continue;
		if (replay_add_bank(replay, digest->algorithm, digest->size) < 0)
			return fault_set_at(fault, -E2BIG, event->offset,
					    "event log: event %zu: more than %u banks, or no memory",
					    event->number, EVENTLOG_BANKS_MAX);
	}
	return 0;
}

static bool find_locality(const struct eventlog_event *event, uint8_t *ret)
{
	struct cursor cursor;
	const uint8_t *id;

	cursor_init(&cursor, event->data, event->data_size);
	id = cursor_bytes(&cursor, LOCALITY_ID_SIZE);
	*ret = cursor_u8(&cursor);
	return cursor_ok(&cursor) && !memcmp(id, locality_id, LOCALITY_ID_SIZE);
}

/* Extends PCR 0 by all events before @end anew, from where it really started. */
static int redo_pcr0(struct replay *replay, size_t end, struct fault *fault)
{
	struct eventlog_event event;
	struct eventlog log;
	int r;

	eventlog_copy(&log, &replay->start);
	reset_pcr0(replay);
	while ((r = eventlog_next(&log, &event, fault)) > 0 && event.number < end)
		if (event.type != EV_NO_ACTION && event.pcr == 0 && !event.nv_index)
			extend_pcr(replay, &event);
	return r < 0 ? r : 0;
}

/* EV_NO_ACTION is never extended; one of them says how PCR 0 started (section 10.4.5.3). */
static int apply_no_action(struct replay *replay, const struct eventlog_event *event,
			   struct fault *fault)
{
	uint8_t locality;

	if (!find_locality(event, &locality))
		return 0;
	if (replay->has_locality)
		return locality == replay->locality ?
			       0 :
			       fault_set_at(fault, -EBADMSG, event->offset,
					    "event log: event %zu: start-up locality %u, but PCR 0 "
					    "started with %u before",
					    event->number, locality, replay->locality);
	if (replay->extended & 1 && event->number != replay->fed)
		return fault_set_at(fault, -EBADMSG, event->offset,
				    "event log: event %zu: start-up locality %u, but the log before "
				    "this one has extended PCR 0",
				    event->number, locality);
	replay->has_locality = true;
	replay->locality = locality;
	if (replay->extended & 1)
		return redo_pcr0(replay, event->number, fault);
	reset_pcr0(replay);
	return 0;
}

static int extend_nv(struct replay *replay, const struct eventlog_event *event,
		     struct fault *fault)
{
	const struct eventlog_digest *digest;
	struct replay_nv *nv = NULL;
	size_t i;

	if (!event->digest_count)
		return 0;
	digest = &event->digests[0]; /* an index has one hash algorithm */
	for (i = 0; i < replay->nv_count && !nv; i++)
		if (replay->nv[i].index == event->nv_index &&
		    replay->nv[i].algorithm == digest->algorithm)
			nv = &replay->nv[i];
	if (!nv) {
		if (replay->nv_count == REPLAY_NV_MAX)
			return fault_set_at(fault, -E2BIG, event->offset,
					    "event log: event %zu: more than %u NV indices",
					    event->number, REPLAY_NV_MAX);
		nv = &replay->nv[replay->nv_count++];
		nv->index = event->nv_index;
		nv->algorithm = digest->algorithm;
		nv->digest_size = digest->size;
	}
	for (i = 0; i < replay->count; i++)
		if (replay->banks[i].algorithm == nv->algorithm && replay->banks[i].is_computable)
			extend(replay, i, nv->value, digest->data);
	return 0;
}

static void launch(struct replay *replay)
{
	size_t i;

	replay->has_dynamic_launch = true;
	for (i = 0; i < replay->count; i++)
		reset_dynamic(&replay->banks[i], 0x00);
}

static int apply(struct replay *replay, const struct eventlog_event *event, struct fault *fault)
{
	bool is_tcg = event->content == EVENTLOG_CONTENT_TCG;
	int r;

	if (is_tcg && event->type == EV_NO_ACTION)
		return apply_no_action(replay, event, fault);
	r = join_banks(replay, event, fault);
	if (r < 0)
		return r;
	if (event->nv_index)
		return extend_nv(replay, event, fault);

	if (is_tcg && event->pcr == 0 && event->type == EV_EFI_HCRTM_EVENT &&
	    !(replay->extended & 1)) {
		replay->locality = HCRTM_LOCALITY;
		replay->has_locality = true;
		reset_pcr0(replay);
	}
	if (is_tcg && event_type_is_dynamic(event->type) && event->pcr >= DYNAMIC_PCR_FIRST &&
	    event->pcr <= DYNAMIC_PCR_LAST && !replay->has_dynamic_launch)
		launch(replay);
	replay->extended |= 1u << event->pcr;
	extend_pcr(replay, event);
	return 0;
}

int replay_event(struct replay *replay, const struct eventlog_event *event, struct fault *fault)
{
	int r = apply(replay, event, fault);

	replay->fed++;
	return r;
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

size_t replay_nv_count(const struct replay *replay)
{
	return replay->nv_count;
}

const struct replay_nv *replay_nv(const struct replay *replay, size_t index)
{
	return &replay->nv[index];
}

uint8_t replay_locality(const struct replay *replay)
{
	return replay->locality;
}

bool replay_has_dynamic_launch(const struct replay *replay)
{
	return replay->has_dynamic_launch;
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
	free(replay);
}

void replay_cleanup(struct replay **replay)
{
	replay_free(*replay);
}
