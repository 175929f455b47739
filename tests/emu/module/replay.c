// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers from memory, for benchmarks: with the parameter "replay" a TPM command that
 * is the same as the one before gets the same answer, at once, without svsm-emu.  So a
 * driver's own cost can be told from that of the TPM, which is a thousand times as much.
 */
#include <linux/moduleparam.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "svsm_emu.h"

#define REQUEST_HEADER	9
#define REQUEST_SIZE_AT	5
#define ANSWER_HEADER	4

static bool replay;
module_param(replay, bool, 0644);
MODULE_PARM_DESC(replay, "Answer a TPM command like the one before from memory");

/* Guards the last request and its answer. */
static DEFINE_RAW_SPINLOCK(last_lock);
static u8 last_request[PAGE_SIZE];
static u8 last_answer[PAGE_SIZE];
static size_t last_request_len;
static size_t last_answer_len;

static size_t part_len(size_t header, u32 len)
{
	return min_t(u64, (u64)header + len, PAGE_SIZE);
}

/* Whether @buffer now holds the answer; if not, its request is the one to remember. */
bool emu_replay_answer(u8 *buffer)
{
	unsigned long flags;
	bool is_known;
	size_t len;

	if (!READ_ONCE(replay))
		return false;

	len = part_len(REQUEST_HEADER, get_unaligned_le32(buffer + REQUEST_SIZE_AT));
	raw_spin_lock_irqsave(&last_lock, flags);
	is_known = last_answer_len && len == last_request_len && !memcmp(buffer, last_request, len);
	if (is_known) {
		memcpy(buffer, last_answer, last_answer_len);
	} else {
		memcpy(last_request, buffer, len);
		last_request_len = len;
		last_answer_len = 0;
	}
	raw_spin_unlock_irqrestore(&last_lock, flags);
	return is_known;
}

/* @buffer holds the SVSM's answer to the request that was remembered last. */
void emu_replay_remember(const u8 *buffer)
{
	unsigned long flags;

	if (!READ_ONCE(replay))
		return;

	raw_spin_lock_irqsave(&last_lock, flags);
	last_answer_len = part_len(ANSWER_HEADER, get_unaligned_le32(buffer));
	memcpy(last_answer, buffer, last_answer_len);
	raw_spin_unlock_irqrestore(&last_lock, flags);
}
