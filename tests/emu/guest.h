/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The guest's memory: a memfd that QEMU maps as the machine's RAM.
 *
 * On QEMU's q35 machine RAM below 2.75 GiB is one piece that starts at guest
 * physical address 0, so that an address is an offset into the file.  Every
 * address comes from the guest and is hostile: guest_at() is the only way in.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define GUEST_PAGE		4096u
#define GUEST_RAM_LIMIT		0xb0000000ull	/* q35 splits RAM from here on */

struct guest {
	int fd;
	uint8_t *ram;
	uint64_t size;
};

/* A guest without memory, for use by sockets alone, has size 0. */
int guest_init(struct guest *guest, uint64_t size);

/* The bytes [gpa, gpa + len), or NULL where any of them is not RAM. */
uint8_t *guest_at(const struct guest *guest, uint64_t gpa, uint64_t len);
bool guest_read(const struct guest *guest, uint64_t gpa, void *ret_bytes, uint64_t len);
bool guest_write(const struct guest *guest, uint64_t gpa, const void *bytes, uint64_t len);

void guest_deinit(struct guest *guest);
