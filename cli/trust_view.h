/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmd has written down of this guest's trust, read from its files: so it can be seen
 * where there is no bus, and after svsmd has ended.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/format/trust_entry.h"

struct fault;
struct json_object;

/* Whether svsmd runs now, and would see what changes. */
enum trust_keeper {
	TRUST_KEEPER_UNSEEN,	/* not for this user to see */
	TRUST_KEEPER_AWAY,
	TRUST_KEEPER_RUNS,
};

struct trust_view {
	bool has_state;			/* there is one of this boot */
	struct trust_entry entry;	/* then: it */
	uint64_t age_ms;		/* then: since it was last found or confirmed */
	enum trust_keeper keeper;
};

/* 0, also where there is no state; -errno when there is one that cannot be read. */
int trust_view_read(struct trust_view *ret, struct fault *fault);

/* The history's file. */
void trust_view_history_path(char ret[static PATH_MAX]);

/* "2027-01-31T12:00:00Z" */
void trust_view_time(int64_t seconds, char ret[static 32]);

/* One entry as JSON, the caller's to give. */
struct json_object *trust_view_entry_json(const struct trust_entry *entry);
