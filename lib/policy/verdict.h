/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A judgement is data, never an errno, and memory of zeros never says yes.
 */
#pragma once

enum verdict {
	VERDICT_REJECTED = 0,
	VERDICT_ACCEPTED,
};
