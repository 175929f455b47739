/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The lines of AMD processors that report SNP guests differently: each has a root
 * key of its own, and Turin another layout of TCB_VERSION and another chip id (AMD
 * 56860, "TCB_VERSION"; AMD 57230, product names).
 *
 * Bergamo and Siena are Genoa's siblings and live below Genoa's root.
 */
#pragma once

#include <stdint.h>

enum snp_product {
	SNP_PRODUCT_UNKNOWN = 0,
	SNP_PRODUCT_MILAN,
	SNP_PRODUCT_GENOA,
	SNP_PRODUCT_TURIN,
};

/* From the combined family and model that CPUID tells; or SNP_PRODUCT_UNKNOWN. */
enum snp_product snp_product_from_cpuid(uint8_t family, uint8_t model);

/* From "Milan" or, with a stepping, "Milan-B0"; or SNP_PRODUCT_UNKNOWN. */
enum snp_product snp_product_from_name(const char *name);

/* "Milan", "Genoa", "Turin" or "unknown". */
const char *snp_product_name(enum snp_product product);
