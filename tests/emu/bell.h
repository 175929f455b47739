/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The doorbell's listening side: QEMU's isa-debugcon connects here and hands over
 * what the guest writes to the port, eight bytes to an address of a struct
 * doorbell_regs (see doorbell.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/emu/loop.h"

struct svsm;

struct bell {
	struct loop *loop;
	struct svsm *svsm;
	int listener;
	int qemu;			/* -1: not connected */
	bool once;			/* stop the loop when QEMU is gone */
	unsigned int complaints;	/* about this QEMU's guest; bounded */
	uint8_t address[8];
	size_t have;
};

/* -errno when the socket cannot be made. */
int bell_init(struct bell *bell, struct loop *loop, struct svsm *svsm, const char *path,
	      bool once);
void bell_deinit(struct bell *bell);
