/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where keys come from.
 */
#include "cli/disk_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli/terminal.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/sys/luks.h"

/* Up to @size bytes; as many as there are. */
static ssize_t read_all(int fd, uint8_t *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t more = read(fd, bytes + done, size - done);

		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0)
			return -errno;
		if (!more)
			break;
		done += (size_t)more;
	}
	return (ssize_t)done;
}

int disk_key_read(const char *path, struct secret *ret, struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	_cleanup_(secret_deinit) struct secret whole = SECRET_NONE;
	ssize_t size;
	uint8_t beyond;
	int r;

	if (fd < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	r = secret_init(&whole, SECRET_SIZE_MAX);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", path, error_text(r));
	size = read_all(fd, whole.bytes, whole.size);
	if (size == SECRET_SIZE_MAX && read_all(fd, &beyond, 1))
		return fault_set(fault, -E2BIG, "%s: has more than %u bytes; no such key is taken",
				 path, SECRET_SIZE_MAX);
	if (size < 0)
		return fault_set(fault, (int)size, "%s: %s", path, error_text((int)size));
	if (!size)
		return fault_set(fault, -ENODATA, "%s: is empty", path);
	r = secret_init(ret, (size_t)size);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", path, error_text(r));
	memcpy(ret->bytes, whole.bytes, ret->size);
	return 0;
}

int disk_key_unlock(struct luks *luks, const char *key_file, struct secret *ret,
		    struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	char prompt[256];
	int r;

	(void)snprintf(prompt, sizeof(prompt), "A passphrase or recovery key of %s: ",
		       luks_path(luks));
	r = key_file ? disk_key_read(key_file, &key, fault) :
		       terminal_ask_secret(prompt, &key, fault);
	if (!r)
		r = luks_volume_key(luks, LUKS_ANY, &key, ret, fault);
	return r < 0 ? r : 0;
}

int disk_key_new(size_t size, struct secret *ret, struct fault *fault)
{
	int r = secret_init(ret, size);

	if (!r && getrandom(ret->bytes, size, 0) != (ssize_t)size)
		r = -EIO;
	return r < 0 ? fault_set(fault, r, "a new key: no random bytes") : 0;
}
