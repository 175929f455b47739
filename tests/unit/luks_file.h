/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A LUKS2 volume in a file, as a distribution's installer would have made it, but for
 * the cost of its one passphrase.
 */
#pragma once

#include <fcntl.h>
#include <libcryptsetup.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#define LUKS_FILE_PASSPHRASE	"a passphrase of somebody's"
#define LUKS_FILE_SIZE		(17 * 1024 * 1024)	/* a header, and a little that is sparse */

struct luks_file {
	char path[64];
};

static inline void luks_file_init(struct luks_file *file, const char *type)
{
	const struct crypt_pbkdf_type cheap = {
		.type = CRYPT_KDF_PBKDF2,
		.hash = "sha256",
		.iterations = 2000,
		.flags = CRYPT_PBKDF_NO_BENCHMARK,
	};
	struct crypt_device *volume;
	int fd;

	strcpy(file->path, "/tmp/svsm-test-luks-XXXXXX");
	fd = mkstemp(file->path);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, LUKS_FILE_SIZE), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(crypt_init(&volume, file->path), 0);
	assert_int_equal(crypt_set_pbkdf_type(volume, &cheap), 0);
	assert_int_equal(crypt_format(volume, type, "aes", "xts-plain64", NULL, NULL, 64, NULL),
			 0);
	assert_int_equal(crypt_keyslot_add_by_volume_key(volume, 0, NULL, 0, LUKS_FILE_PASSPHRASE,
							 strlen(LUKS_FILE_PASSPHRASE)), 0);
	crypt_free(volume);
}

static inline void luks_file_deinit(const struct luks_file *file)
{
	assert_int_equal(unlink(file->path), 0);
}
