/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading, replaying and comparing the firmware's event log.
 */
#include "cli/log_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/replay.h"
#include "lib/sys/file.h"

#define LOG_SIZE_MAX		(16u << 20)

/*
 * PCRs 0 to 7 are compared even where the log has no event for them: something
 * that extends one without logging it must not stay unseen.
 */
#define FIRMWARE_PCRS		0x0000ffu

/* PCR 10 is IMA's from the first instruction of the kernel on; 16 and 23 are anyone's. */
#define COMPARABLE_PCRS		0x00fbffu

const char *log_state_name(enum log_state state)
{
	switch (state) {
	case LOG_UNREADABLE:
		return "unreadable";
	case LOG_ABSENT:
		return "absent";
	case LOG_MALFORMED:
		return "malformed";
	case LOG_NOT_COMPARED:
		return "not compared";
	case LOG_DIFFERS:
		return "differs";
	case LOG_REPLAYS:
		return "replays";
	}
	return NULL;
}

static int replay_log(const struct buffer *bytes, struct log_check *check, struct replay **ret)
{
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	struct eventlog_event event;
	struct eventlog log;
	int r;

	r = eventlog_init(&log, bytes->data, bytes->size, &check->fault);
	if (r < 0)
		return r;
	r = replay_new(&log, &replay, &check->fault);
	if (r < 0)
		return r;
	while ((r = eventlog_next(&log, &event, &check->fault)) > 0) {
		r = replay_event(replay, &event, &check->fault);
		if (r < 0)
			return r;
		check->events++;
	}
	if (r < 0)
		return r;
	*ret = TAKE_PTR(replay);
	return 0;
}

static int compare_bank(struct tpm *tpm, struct tpm_bank *live, const struct replay_bank *replayed,
			struct log_check *check)
{
	struct log_check_bank *bank = &check->banks[check->bank_count];
	unsigned int pcr;
	int r;

	bank->algorithm = live->algorithm;
	bank->compared = (FIRMWARE_PCRS | replayed->extended | replayed->incomplete) &
			 COMPARABLE_PCRS & live->present;
	r = tpm_pcr_read(tpm, bank->compared, live, &check->fault);
	if (r < 0)
		return r;
	bank->digest_size = replayed->digest_size;
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++) {
		uint32_t bit = 1u << pcr;

		if (!(bank->compared & bit))
			continue;
		memcpy(bank->replayed[pcr], replayed->pcrs[pcr], bank->digest_size);
		memcpy(bank->live[pcr], live->pcrs[pcr], bank->digest_size);
		switch (replay_compare(replayed, pcr, live->pcrs[pcr])) {
		case REPLAY_MATCHES:
			bank->matching |= bit;
			break;
		case REPLAY_MOVED_ON:
			bank->moved_on |= bit;
			break;
		case REPLAY_DIFFERS:
			bank->differing |= bit;
			break;
		}
	}
	check->bank_count++;
	return 0;
}

/* LOG_REPLAYS only when at least one bank was compared and none differs. */
static enum log_state compare(const struct replay *replay, const char *tcti,
			      struct log_check *check)
{
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	struct tpm_banks banks;
	bool is_differing = false;
	size_t i;

	check->error = tpm_open(tcti, &tpm, &check->fault);
	if (!check->error)
		check->error = tpm_banks_read(tpm, &banks, &check->fault);
	if (check->error < 0)
		return LOG_NOT_COMPARED;
	for (i = 0; i < banks.count; i++) {
		const struct replay_bank *replayed =
			replay_bank_find(replay, banks.banks[i].algorithm);

		if (!replayed) {
			check->unlogged[check->unlogged_count++] = banks.banks[i].algorithm;
			continue;
		}
		check->error = compare_bank(tpm, &banks.banks[i], replayed, check);
		if (check->error < 0)
			return LOG_NOT_COMPARED;
		is_differing |= !!check->banks[check->bank_count - 1].differing;
	}
	if (!check->bank_count) {
		(void)fault_set(&check->fault, 0, "event log: the TPM has none of its banks");
		return LOG_DIFFERS;
	}
	return is_differing ? LOG_DIFFERS : LOG_REPLAYS;
}

void log_check_run(const char *path, const char *tcti, struct log_check *ret)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(LOG_SIZE_MAX);
	_cleanup_(replay_cleanup) struct replay *replay = NULL;

	*ret = (struct log_check){ .fault = FAULT_NONE };
	ret->error = file_read(path, &bytes, &ret->fault);
	if (ret->error < 0) {
		ret->state = ret->error == -ENOENT ? LOG_ABSENT : LOG_UNREADABLE;
		return;
	}
	ret->error = replay_log(&bytes, ret, &replay);
	if (ret->error < 0) {
		ret->state = LOG_MALFORMED;
		return;
	}
	if (!tcti) {
		ret->error = fault_set(&ret->fault, -ENODEV, "there is no TPM to compare it with");
		ret->state = LOG_NOT_COMPARED;
		return;
	}
	ret->state = compare(replay, tcti, ret);
}
