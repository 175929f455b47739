/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A volume with tokens in a file, and places that are a test's own: a machine without a TPM,
 * whose crypttab and volumes.conf are in a folder.
 */
#pragma once

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/disks/disk_places.h"
#include "lib/show/json.h"
#include "lib/sys/file.h"
#include "lib/sys/luks.h"
#include "tests/unit/luks_file.h"
#include "tests/unit/tree.h"

struct disk_volume {
	struct luks_file file;
	struct luks *luks;
	struct tree tree;
	char crypttab[512], volumes[512], enrolled[512], attempts[512];
	struct disk_places places;
};

void json_out_of_memory(void)
{
	abort();
}

static inline void disk_volume_init(struct disk_volume *volume)
{
	*volume = (struct disk_volume){ .places = DISK_PLACES_DEFAULT };
	(void)setenv("TSS2_LOG", "all+NONE", 1); /* then it is noisy, no more */
	luks_file_init(&volume->file, CRYPT_LUKS2);
	assert_int_equal(luks_open(volume->file.path, &volume->luks, NULL), 0);
	tree_init(&volume->tree);
	tree_path(&volume->tree, "crypttab", volume->crypttab);
	tree_path(&volume->tree, "volumes.conf", volume->volumes);
	tree_path(&volume->tree, "enrolled", volume->enrolled);
	tree_path(&volume->tree, "attempts", volume->attempts);
	volume->places.crypttab = volume->crypttab;
	volume->places.volumes = volume->volumes;
	volume->places.enrolled = volume->enrolled;
	volume->places.attempts = volume->attempts;
	volume->places.tcti = "device:/nonexistent";
}

/* The token of the file @path, whose keyslot is 0 instead of 1. */
static inline void disk_volume_add_token(struct disk_volume *volume, int number, const char *path)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(65536);
	char *keyslots;

	assert_int_equal(file_read(path, &text, NULL), 0);
	assert_int_equal(buffer_append(&text, "", 1), 0);
	keyslots = strstr((char *)text.data, "\"keyslots\":[\"1\"]");
	if (keyslots)
		keyslots[strlen("\"keyslots\":[\"")] = '0';
	assert_int_equal(luks_token_set(volume->luks, number, (char *)text.data, NULL), number);
}

/* That the document says so. */
static inline void assert_says(struct json_object *object, const char *text)
{
	if (!strstr(json_line(object), text))
		fail_msg("'%s' is not in %s", text, json_line(object));
}

static inline void disk_volume_deinit(struct disk_volume *volume)
{
	luks_close(volume->luks);
	luks_file_deinit(&volume->file);
	tree_deinit(&volume->tree);
}
