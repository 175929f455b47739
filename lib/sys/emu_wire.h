/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What travels on the emulator's local socket (SVSM_DEVICE=emu:/path): one
 * request, one reply, as often as wanted.  The server is tests/emu; the client
 * is lib/sys/svsm_emu.c.  Both ends are one machine: native byte order.
 *
 * It carries what /dev/svsm carries, without its pacing.
 */
#pragma once

#include <stdint.h>

#define EMU_WIRE_MAGIC		0x55535653u	/* "SVSU" */

#define EMU_REPORT_MAX		4096u
#define EMU_MANIFEST_MAX	65536u
#define EMU_CERTS_MAX		16384u

enum emu_op {
	EMU_OP_INFO = 1,	/* reply: features, vmpl */
	EMU_OP_ATTEST = 2,	/* reply: code, three lengths, then the bytes */
	EMU_OP_VTPM_QUERY = 3,	/* reply: code, commands, features */
};

/* A request; members that an operation does not use are zero. */
struct emu_request {
	uint32_t magic;
	uint32_t op;
	uint8_t nonce[64];
	uint8_t guid[16];		/* all zero: all services */
	uint32_t manifest_version;
	uint32_t reserved;
};

/*
 * A reply, followed by report_len + manifest_len + certs_len bytes in this order.
 * code is the SVSM's result code (0: success).
 */
struct emu_reply {
	uint32_t magic;
	uint32_t vmpl;
	uint64_t code;
	uint64_t commands;
	uint64_t features;
	uint32_t report_len;
	uint32_t manifest_len;
	uint32_t certs_len;
	uint32_t reserved;
};

_Static_assert(sizeof(struct emu_request) == 96, "emu_request has no padding");
_Static_assert(sizeof(struct emu_reply) == 48, "emu_reply has no padding");
