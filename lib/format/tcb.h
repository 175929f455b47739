/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TCB_VERSION (AMD 56860): the security patch levels of what a guest has to trust
 * below it, eight bytes whose order depends on the product.
 *
 *	byte	Milan, Genoa	Turin
 *	0	boot loader	FMC
 *	1	TEE		boot loader
 *	2	reserved	TEE
 *	3	reserved	SNP firmware
 *	4, 5	reserved	reserved
 *	6	SNP firmware	reserved
 *	7	microcode	microcode
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/format/snp_product.h"

#define TCB_TEXT_MAX	96

struct tcb {
	uint8_t fmc;	/* Turin only, else 0 */
	uint8_t bootloader;
	uint8_t tee;
	uint8_t snp;
	uint8_t microcode;
};

/*
 * 0; -EBADMSG when reserved bytes are not zero; -EOPNOTSUPP for an unknown product.
 * On failure @ret is untouched.
 */
int tcb_decode(enum snp_product product, uint64_t version, struct tcb *ret);

bool tcb_equal(const struct tcb *a, const struct tcb *b);

/* "boot loader 4, TEE 0, SNP 24, microcode 219", for Turin with the FMC before; @ret. */
const char *tcb_format(enum snp_product product, const struct tcb *tcb,
		       char ret[static TCB_TEXT_MAX]);
