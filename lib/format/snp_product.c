/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Products by number and by name.
 */
#include "lib/format/snp_product.h"

#include <stddef.h>
#include <string.h>

static const struct {
	uint8_t family;
	uint8_t first_model;
	uint8_t last_model;
	enum snp_product product;
} cpuids[] = {
	{ 0x19, 0x00, 0x0f, SNP_PRODUCT_MILAN },
	{ 0x19, 0x10, 0x1f, SNP_PRODUCT_GENOA },
	{ 0x19, 0xa0, 0xaf, SNP_PRODUCT_GENOA },	/* Bergamo, Siena */
	{ 0x1a, 0x00, 0xff, SNP_PRODUCT_TURIN },
};

static const struct {
	const char *name;
	enum snp_product product;
} names[] = {
	{ "Milan", SNP_PRODUCT_MILAN },
	{ "Genoa", SNP_PRODUCT_GENOA },
	{ "Bergamo", SNP_PRODUCT_GENOA },
	{ "Siena", SNP_PRODUCT_GENOA },
	{ "Turin", SNP_PRODUCT_TURIN },
};

enum snp_product snp_product_from_cpuid(uint8_t family, uint8_t model)
{
	size_t i;

	for (i = 0; i < sizeof(cpuids) / sizeof(cpuids[0]); i++)
		if (family == cpuids[i].family && model >= cpuids[i].first_model &&
		    model <= cpuids[i].last_model)
			return cpuids[i].product;
	return SNP_PRODUCT_UNKNOWN;
}

enum snp_product snp_product_from_name(const char *name)
{
	size_t length = strcspn(name, "-"), i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i].name) == length && !memcmp(names[i].name, name, length))
			return names[i].product;
	return SNP_PRODUCT_UNKNOWN;
}

const char *snp_product_name(enum snp_product product)
{
	switch (product) {
	case SNP_PRODUCT_MILAN:
		return "Milan";
	case SNP_PRODUCT_GENOA:
		return "Genoa";
	case SNP_PRODUCT_TURIN:
		return "Turin";
	case SNP_PRODUCT_UNKNOWN:
		break;
	}
	return "unknown";
}
