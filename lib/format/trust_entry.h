/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One line of the history of trust, and what a state is kept as over a restart: a state,
 * what led to it, and of which machine it was.  JSON in one form only, ended by a newline
 * (Documentation/svsmd.md): a line that was torn by a power cut is none.
 *
 * Reading says nothing about truth: whoever may write the file may write anything.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct fault;

#define TRUST_ENTRY_SIZE_MAX		2048	/* of the line, its newline included */
#define TRUST_ENTRY_WORD_MAX		24
#define TRUST_ENTRY_CAUSE_MAX		255
#define TRUST_ENTRY_NAME_SIZE		34	/* TPM2B_NAME of SHA-256 */
#define TRUST_ENTRY_REPORT_ID_SIZE	32
#define TRUST_ENTRY_BOOT_ID_SIZE	16

struct trust_entry {
	uint64_t number;	/* one more than that of the entry before */
	int64_t time;		/* of the last change, seconds since 1970 */
	uint8_t boot_id[TRUST_ENTRY_BOOT_ID_SIZE];
	uint64_t boot_ms;	/* when it was written, since that boot */
	char state[TRUST_ENTRY_WORD_MAX + 1];		/* words of a-z and "-" */
	char assurance[TRUST_ENTRY_WORD_MAX + 1];
	char event[TRUST_ENTRY_WORD_MAX + 1];
	char cause[TRUST_ENTRY_CAUSE_MAX + 1];
	bool is_self_good, lacks_self, lacks_remote;
	bool has_verdict, is_unreachable;
	uint64_t verdict_until, unreachable_since;	/* ms since that boot */
	/* Zeros where they are not known: */
	uint8_t ak_name[TRUST_ENTRY_NAME_SIZE];
	uint8_t ek_name[TRUST_ENTRY_NAME_SIZE];
	uint8_t report_id[TRUST_ENTRY_REPORT_ID_SIZE];
};

/* Takes @cause, cut where it is too long, and with "?" for what no text may have. */
void trust_entry_put_cause(struct trust_entry *entry, const char *cause);

/* Appends the line.  0; -EINVAL for a word or cause that is none; -E2BIG; -ENOMEM. */
int trust_entry_encode(const struct trust_entry *entry, struct buffer *ret);

/* Exactly one line.  0; -EBADMSG; -E2BIG. */
int trust_entry_decode(const void *line, size_t size, struct trust_entry *ret,
		       struct fault *fault);
