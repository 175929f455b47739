/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Evidence that was shown: which challenges were answered in this boot, and by which
 * bundles, so that a verdict is known to be of one of them, and is taken once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct verdict_record;

#define SHOWN_MAX		16	/* of which a verdict may still come; the oldest goes */
#define SHOWN_CHALLENGE_MAX	64
#define SHOWN_DIGEST_SIZE	32	/* SHA-256 of the bundle */

struct shown_bundle {
	uint8_t challenge[SHOWN_CHALLENGE_MAX];
	size_t size;		/* 0: there is none */
	uint8_t digest[SHOWN_DIGEST_SIZE];
};

/* Memory of zeros is one of which nothing was shown. */
struct shown {
	struct shown_bundle bundles[SHOWN_MAX];
	size_t next;
	uint64_t forgotten_ms;	/* when all was forgotten last */
};

/*
 * @begun_ms, since this boot: when its collection began.  What began before all was
 * forgotten does not count: it may show what was before.
 */
void shown_add(struct shown *shown, const struct shown_bundle *bundle, uint64_t begun_ms);

/* Whether the verdict is of a bundle that was shown; it is forgotten then. */
bool shown_take(struct shown *shown, const struct verdict_record *verdict);

/* All of it, and what is being collected @now_ms. */
void shown_forget(struct shown *shown, uint64_t now_ms);
