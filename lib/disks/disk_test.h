/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether tokens of type "svsm" open their volume now, for programs.  The TPM is asked for the
 * key, which is thrown away: nothing is activated, and nothing of a key is told.
 */
#pragma once

struct disk_places;
struct fault;
struct json_object;
struct luks;
struct secret;

struct disk_test {
	const struct disk_places *places;
	struct luks *luks;
	int token;		/* this one alone; LUKS_ANY */
	/* Fills the PIN of a token that wants one.  0; -errno: then it is not tried. */
	int (*ask_pin)(const void *user, struct secret *ret, struct fault *fault);
	const void *user;
};

/*
 * A new document: {"volume", "uuid", "opens", "tokens": [{"token", "opens", "reason"}]}; the
 * reason is null where it opens.
 */
struct json_object *disk_test_json(const struct disk_test *test);
