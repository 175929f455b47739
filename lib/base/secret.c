/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes that are wiped.
 */
#include "lib/base/secret.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* Pages of its own: nothing else is locked with it, nor unlocked. */
int secret_init(struct secret *secret, size_t size)
{
	uint8_t *bytes;

	if (!size || size > SECRET_SIZE_MAX)
		return -EINVAL;
	bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (bytes == MAP_FAILED)
		return -ENOMEM;
	if (mlock(bytes, size) < 0 || madvise(bytes, size, MADV_DONTDUMP) < 0) {
		(void)munmap(bytes, size);
		return -ENOMEM;
	}
	secret_deinit(secret);
	*secret = (struct secret){ .bytes = bytes, .size = size };
	return 0;
}

bool secret_is(const struct secret *secret, const void *bytes, size_t size)
{
	const volatile uint8_t *a = secret->bytes, *b = bytes;
	uint8_t difference = 0;
	size_t i;

	if (size != secret->size)
		return false;
	for (i = 0; i < size; i++)
		difference |= a[i] ^ b[i];
	return !difference;
}

void secret_deinit(struct secret *secret)
{
	if (secret->bytes) {
		explicit_bzero(secret->bytes, secret->size);
		(void)munmap(secret->bytes, secret->size);
	}
	*secret = SECRET_NONE;
}
