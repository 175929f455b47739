/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What AMD writes into the certificates of keys that sign SNP reports: extensions
 * below 1.3.6.1.4.1.3704.1 that name the product, the patch levels that the key was
 * derived for, and its chip (VCEK, AMD 57230) or its cloud provider (VLEK, AMD 58369).
 *
 * The certificate's own frame is somebody else's: here come OIDs and values, one by
 * one, in any order, and after the last one the question whether they make sense.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/snp_product.h"
#include "lib/format/tcb.h"

struct fault;

#define SNP_EXTENSIONS_HWID_MAX		64
#define SNP_EXTENSIONS_HWID_TURIN	8
#define SNP_EXTENSIONS_TEXT_MAX		64	/* with the terminating zero */
#define SNP_EXTENSIONS_SPL_MAX		9	/* .3.1 to .3.9 */

struct snp_extensions {
	uint32_t found;		/* which there were, see snp_extensions.c */
	uint8_t version;
	char product_name[SNP_EXTENSIONS_TEXT_MAX];	/* "Milan-B0" */
	uint8_t spl[SNP_EXTENSIONS_SPL_MAX + 1];	/* by the last number of the OID */
	uint8_t hwid[SNP_EXTENSIONS_HWID_MAX];
	size_t hwid_size;				/* 0: none, it is a VLEK */
	char csp_id[SNP_EXTENSIONS_TEXT_MAX];		/* empty: none, it is a VCEK */
	enum snp_product product;			/* set by snp_extensions_end() */
	struct tcb tcb;					/* likewise */
};

/*
 * Takes one extension: the content bytes of its OID, and its value.  0, also for one
 * that is not AMD's; -EBADMSG when it was there before or its value is malformed.
 * @extensions starts as zeros.
 */
int snp_extensions_take(struct snp_extensions *extensions, const void *oid, size_t oid_size,
			const void *value, size_t value_size, struct fault *fault);

/*
 * After the last one.  0; -EBADMSG when one is missing, or they contradict each
 * other; -EOPNOTSUPP for a structure or product that is not known.
 */
int snp_extensions_end(struct snp_extensions *extensions, struct fault *fault);
