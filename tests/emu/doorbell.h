/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * The seam between the emulator's two halves: what stands in for VMGEXIT.
 *
 * The guest's memory is a file that svsm-emu has mapped, so guest physical
 * addresses mean to it what they mean to a real SVSM.  The guest half fills a
 * struct doorbell_regs, writes its guest physical address as eight bytes,
 * least significant first, to the doorbell port (QEMU's isa-debugcon, whose
 * character device is svsm-emu's doorbell socket), and spins until @done is
 * set.  Reading the port returns DOORBELL_PRESENT.
 *
 * Compiles in the kernel and in user space: the includer provides the u8..u64
 * types through linux/types.h.
 */
#ifndef TESTS_EMU_DOORBELL_H
#define TESTS_EMU_DOORBELL_H

#include <linux/types.h>

#define DOORBELL_PORT		0x5e0
#define DOORBELL_PRESENT	0x5e
#define DOORBELL_MAGIC		0x6c6c6542u	/* "Bell" */

/*
 * A call of the emulator's own, protocol 0xe5, which no SVSM has: RCX is the address
 * of a page with a fault's specification, NUL-terminated (tests/emu/fault.h).
 */
#define DOORBELL_SET_FAULT	(0xe5ULL << 32)

/*
 * The registers of one call.  Page-aligned, one page.  ca_gpa is the calling
 * area's guest physical address: svsm-emu exchanges its call_pending byte with
 * 0 before it runs the call, as an SVSM does; a call_pending that is 0 already
 * means that no call is run and the registers come back as they were.
 *
 *	offset	member
 *	0x00	magic (in), 0x04 done (out: 1)
 *	0x08	ca_gpa (in)
 *	0x10	rax (in: protocol << 32 | call; out: result code)
 *	0x18	rcx, 0x20 rdx, 0x28 r8, 0x30 r9 (in/out)
 */
struct doorbell_regs {
	__u32 magic;
	__u32 done;
	__u64 ca_gpa;
	__u64 rax;
	__u64 rcx;
	__u64 rdx;
	__u64 r8;
	__u64 r9;
};

#endif
