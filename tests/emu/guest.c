/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The guest's memory.  See guest.h.
 *
 * The guest's CPUs run while we look: callers copy first and judge the copy.
 */
#include "tests/emu/guest.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int guest_init(struct guest *guest, uint64_t size)
{
	void *ram;
	int fd, error;

	*guest = (struct guest){ .fd = -1 };
	if (!size)
		return 0;
	fd = memfd_create("svsm-emu-ram", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)size) < 0) {
		error = -errno;
		close(fd);
		return error;
	}
	ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (ram == MAP_FAILED) {
		error = -errno;
		close(fd);
		return error;
	}
	*guest = (struct guest){ .fd = fd, .ram = ram, .size = size };
	return 0;
}

uint8_t *guest_at(const struct guest *guest, uint64_t gpa, uint64_t len)
{
	if (gpa > guest->size || len > guest->size - gpa)
		return NULL;
	return guest->ram + gpa;
}

bool guest_read(const struct guest *guest, uint64_t gpa, void *ret_bytes, uint64_t len)
{
	const uint8_t *from = guest_at(guest, gpa, len);

	if (!from)
		return false;
	memcpy(ret_bytes, from, len);
	return true;
}

bool guest_write(const struct guest *guest, uint64_t gpa, const void *bytes, uint64_t len)
{
	uint8_t *to = guest_at(guest, gpa, len);

	if (!to)
		return false;
	memcpy(to, bytes, len);
	return true;
}

void guest_deinit(struct guest *guest)
{
	if (guest->ram)
		munmap(guest->ram, guest->size);
	if (guest->fd >= 0)
		close(guest->fd);
	*guest = (struct guest){ .fd = -1 };
}
