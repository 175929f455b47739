/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's report interface (configfs-tsm), played in a folder of /tmp: this defines
 * mkdir(), rmdir(), read() and write(), which the linker takes instead of the C
 * library's.  A folder that is made has files in it at once, and one that is removed
 * loses them, as in configfs.
 */
#pragma once

#include "tests/unit/tree.h"
#include "tests/unit/unit.h"

enum tsm_file {
	PROVIDER, GUID, VERSION, INBLOB, OUTBLOB, MANIFESTBLOB, AUXBLOB, GENERATION, FLOOR,
	TSM_FILES_MAX,
};

/* Their names. */
extern const char *const tsm_names[TSM_FILES_MAX];

/* What the played interface does next, and what it saw. */
struct tsm_world {
	struct tree tree;
	char folder[512];		/* where requests are made */
	const char *contents[TSM_FILES_MAX];	/* of a new request; NULL: no such file */
	const struct bytes *manifest;	/* in place of manifestblob's, where not NULL */
	size_t blob_size;		/* of outblob, where not that of its contents */
	const char *failing;		/* a file's name */
	int error;			/* errno of reading or writing it, 0: written half */
	int mkdir_error;		/* errno, 0: success */
	unsigned int made, removed;
	struct bytes seen[TSM_FILES_MAX];	/* as they stood when the request was removed */
};

extern struct tsm_world played;

/* An SVSM's interface, and a request for all services that nobody else changes. */
void played_begin(void);
void played_end(void);
