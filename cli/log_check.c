/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading, replaying and comparing the firmware's event log, and systemd's behind it.
 */
#include "cli/log_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/log_places.h"
#include "lib/base/cleanup.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/replay.h"
#include "lib/show/log_set.h"

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

struct feeding {
	struct replay *replay;
	const struct log_file *firmware;
	size_t banks;		/* that the firmware's log has; systemd's may bring more */
};

static int feed(void *user, const struct log_file *file, const struct eventlog_event *event,
		struct fault *fault)
{
	struct feeding *feeding = user;
	int r;

	r = replay_event(feeding->replay, event, fault);
	if (file == feeding->firmware)
		feeding->banks = replay_bank_count(feeding->replay);
	return r;
}

static void replay_systemd(const struct log_file *file, struct log_check *check)
{
	check->systemd_events = file->events;
	if (file->error < 0)
		(void)fault_set(&check->systemd_fault, file->error, "%s: incomplete: %.300s",
				file->path, file->fault.text);
	else if (file->is_dirty)
		(void)fault_set(&check->systemd_fault, -ENODATA,
				"%s: incomplete: systemd made a measurement that it did not log",
				file->path);
}

/* 0 with what it replays to, and how many of its banks the firmware logged; or -errno. */
static int replay_logs(struct log_set *set, struct log_check *check, struct replay **ret,
		       size_t *ret_banks)
{
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	const struct log_file *firmware = set->files[0];
	struct feeding feeding = { .firmware = firmware };
	int r;

	r = replay_new(&firmware->log, &replay, &check->fault);
	if (r < 0)
		return r;
	feeding.replay = replay;
	feeding.banks = replay_bank_count(replay);
	r = log_set_walk(set, feed, &feeding, &check->fault);
	if (r < 0)
		return r;
	check->events = firmware->events;
	if (firmware->error < 0)
		return fault_set_at(&check->fault, firmware->error, firmware->fault.offset,
				    "%s: %.300s", firmware->path, firmware->fault.text);
	if (set->count > 1)
		replay_systemd(set->files[1], check);
	*ret = TAKE_PTR(replay);
	*ret_banks = feeding.banks;
	return 0;
}

static const struct replay_bank *find_logged(const struct replay *replay, size_t banks,
					     uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < banks; i++)
		if (replay_bank(replay, i)->algorithm == algorithm)
			return replay_bank(replay, i);
	return NULL;
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
static enum log_state compare(const struct replay *replay, size_t logged, const char *tcti,
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
			find_logged(replay, logged, banks.banks[i].algorithm);

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

/* Of a file that could not be made a log of: was it not read, or does it make no sense? */
static enum log_state state_of(int error)
{
	switch (error) {
	case -ENOENT:
		return LOG_ABSENT;
	case -EBADMSG:
	case -ENODATA:
	case -E2BIG:
		return LOG_MALFORMED;
	}
	return LOG_UNREADABLE;
}

void log_check_run(const char *path, const char *tcti, bool has_systemd, struct log_check *ret)
{
	_cleanup_(log_set_deinit) struct log_set set = { .count = 0 };
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	const struct collect_log_paths own = log_places();
	size_t logged = 0;

	*ret = (struct log_check){ .fault = FAULT_NONE, .systemd_fault = FAULT_NONE };
	ret->error = log_set_read_firmware(&set, path, &ret->fault);
	if (ret->error < 0) {
		ret->state = state_of(ret->error);
		return;
	}
	if (has_systemd)
		(void)log_set_add_systemd(&set, &own, &ret->systemd_fault); /* told by the fault */
	ret->error = replay_logs(&set, ret, &replay, &logged);
	if (ret->error < 0) {
		ret->state = LOG_MALFORMED;
		return;
	}
	if (!tcti) {
		ret->error = fault_set(&ret->fault, -ENODEV, "there is no TPM to compare it with");
		ret->state = LOG_NOT_COMPARED;
		return;
	}
	ret->state = compare(replay, logged, tcti, ret);
}
