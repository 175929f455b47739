/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * AMD's root keys (ARK), one per product line, pinned by the SHA-256 of their
 * certificates' DER.  The certificates come from wherever evidence comes from: only
 * these digests make one a root.
 *
 * A new line of processors needs a new row here; until then its root has to be named
 * by who verifies.
 */
#pragma once

#include <stdint.h>

#include "lib/format/snp_product.h"

#define AMD_ROOTS_DIGEST_SIZE	32

/* The product whose root has this digest, or SNP_PRODUCT_UNKNOWN. */
enum snp_product amd_roots_find(const uint8_t digest[static AMD_ROOTS_DIGEST_SIZE]);
