/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the lines of a verification ask, and what to do when one says no.
 */
#pragma once

struct verify_explanation {
	const char *meaning;	/* what the line asks */
	const char *remedy;	/* what to look for when it failed */
};

/* For a line of that name; never NULL. */
const struct verify_explanation *verify_explain(const char *name);
