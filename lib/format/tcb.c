/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Patch levels out of their eight bytes.
 */
#include "lib/format/tcb.h"

#include <errno.h>
#include <stdio.h>

#define RESERVED_CLASSIC	0x0000ffffffff0000ull	/* bytes 2 to 5 */
#define RESERVED_TURIN		0x00ffffff00000000ull	/* bytes 4 to 6 */

static uint8_t level(uint64_t version, unsigned int byte)
{
	return (uint8_t)(version >> (8 * byte));
}

int tcb_decode(enum snp_product product, uint64_t version, struct tcb *ret)
{
	switch (product) {
	case SNP_PRODUCT_MILAN:
	case SNP_PRODUCT_GENOA:
		if (version & RESERVED_CLASSIC)
			return -EBADMSG;
		*ret = (struct tcb){
			.bootloader = level(version, 0),
			.tee = level(version, 1),
			.snp = level(version, 6),
			.microcode = level(version, 7),
		};
		return 0;
	case SNP_PRODUCT_TURIN:
		if (version & RESERVED_TURIN)
			return -EBADMSG;
		*ret = (struct tcb){
			.fmc = level(version, 0),
			.bootloader = level(version, 1),
			.tee = level(version, 2),
			.snp = level(version, 3),
			.microcode = level(version, 7),
		};
		return 0;
	case SNP_PRODUCT_UNKNOWN:
		break;
	}
	return -EOPNOTSUPP;
}

bool tcb_equal(const struct tcb *a, const struct tcb *b)
{
	return a->fmc == b->fmc && a->bootloader == b->bootloader && a->tee == b->tee &&
	       a->snp == b->snp && a->microcode == b->microcode;
}

const char *tcb_format(enum snp_product product, const struct tcb *tcb,
		       char ret[static TCB_TEXT_MAX])
{
	int length = 0;

	if (product == SNP_PRODUCT_TURIN)
		length = snprintf(ret, TCB_TEXT_MAX, "FMC %u, ", tcb->fmc);
	(void)snprintf(ret + length, TCB_TEXT_MAX - (size_t)length,
		       "boot loader %u, TEE %u, SNP %u, microcode %u", tcb->bootloader, tcb->tee,
		       tcb->snp, tcb->microcode);
	return ret;
}
