/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Allowances.  Where there are more users than places, the one whose span began first is
 * forgotten, and has a new one when he comes back: limits hold for users, not for crowds.
 */
#include "lib/policy/allowance.h"

#include <stddef.h>

static struct allowance_user *find(struct allowance *allowance, uint32_t user)
{
	struct allowance_user *oldest = &allowance->users[0];
	size_t i;

	for (i = 0; i < ALLOWANCE_USERS; i++) {
		struct allowance_user *place = &allowance->users[i];

		if (place->taken && place->user == user)
			return place;
		if (!place->taken && oldest->taken)
			oldest = place;
		if (place->taken && oldest->taken && place->begun < oldest->begun)
			oldest = place;
	}
	*oldest = (struct allowance_user){ .user = user };
	return oldest;
}

bool allowance_take(struct allowance *allowance, uint32_t user, uint64_t now)
{
	struct allowance_user *place = find(allowance, user);

	if (!place->taken || now - place->begun >= ALLOWANCE_SPAN_MS) {
		place->begun = now;
		place->taken = 0;
	}
	if (place->taken >= allowance->limit)
		return false;
	place->taken++;
	return true;
}
