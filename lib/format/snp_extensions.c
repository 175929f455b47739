/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * AMD's extensions.  Their values are DER of one byte's worth of freedom: an INTEGER
 * from 0 to 255 in its only encoding, an IA5String in the short form, a chip id as it
 * is or in an OCTET STRING.  Whatever else stands there is refused.
 */
#include "lib/format/snp_extensions.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"

#define DER_INTEGER		0x02
#define DER_OCTET_STRING	0x04
#define DER_IA5_STRING		0x16

#define VERSION_MAX		1

/* The part of the OID behind 1.3.6.1.4.1.3704.1; patch levels have one number more. */
enum {
	OID_VERSION = 1,
	OID_PRODUCT = 2,
	OID_SPL = 3,
	OID_HWID = 4,
	OID_CSP_ID = 5,
};

enum {
	SPL_BOOTLOADER = 1,
	SPL_TEE = 2,
	SPL_SNP = 3,
	SPL_RESERVED_FIRST = 4,
	SPL_RESERVED_LAST = 7,
	SPL_MICROCODE = 8,
	SPL_FMC = 9,
};

/* Bits of snp_extensions.found. */
#define FOUND(oid)	(1u << (oid))
#define FOUND_SPL(spl)	(1u << (8 + (spl)))

static const uint8_t amd_oid[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01 };

static int read_integer(const void *value, size_t size, uint8_t *ret)
{
	struct cursor cursor;
	uint8_t tag, length, number;

	cursor_init(&cursor, value, size);
	tag = cursor_u8(&cursor);
	length = cursor_u8(&cursor);
	number = cursor_u8(&cursor);
	if (length == 2) {
		/* The leading zero byte keeps a number above 127 positive, and else is none. */
		if (number != 0)
			return -EBADMSG;
		number = cursor_u8(&cursor);
	}
	if (cursor_end(&cursor) < 0 || tag != DER_INTEGER || length < 1 || length > 2 ||
	    (number > 0x7f) != (length == 2))
		return -EBADMSG;
	*ret = number;
	return 0;
}

static int read_text(const void *value, size_t size, char ret[static SNP_EXTENSIONS_TEXT_MAX])
{
	uint8_t tag, length, i;
	const uint8_t *text;
	struct cursor cursor;

	cursor_init(&cursor, value, size);
	tag = cursor_u8(&cursor);
	length = cursor_u8(&cursor);
	if (tag != DER_IA5_STRING || !length || length >= SNP_EXTENSIONS_TEXT_MAX)
		return -EBADMSG;
	text = cursor_bytes(&cursor, length);
	if (cursor_end(&cursor) < 0)
		return -EBADMSG;
	for (i = 0; i < length; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return -EBADMSG;
	memcpy(ret, text, length);
	ret[length] = 0;
	return 0;
}

static bool is_hwid_size(size_t size)
{
	return size == SNP_EXTENSIONS_HWID_MAX || size == SNP_EXTENSIONS_HWID_TURIN;
}

static int read_hwid(const void *value, size_t size, struct snp_extensions *ret)
{
	struct cursor cursor;
	uint8_t tag, length;

	cursor_init(&cursor, value, size);
	if (!is_hwid_size(size)) {
		tag = cursor_u8(&cursor);
		length = cursor_u8(&cursor);
		if (tag != DER_OCTET_STRING || length != cursor_left(&cursor) ||
		    !is_hwid_size(length))
			return -EBADMSG;
	}
	ret->hwid_size = cursor_left(&cursor);
	cursor_copy(&cursor, ret->hwid, ret->hwid_size);
	return 0;
}

/* The bit of the extension and what it is called; 0: not one that is known. */
static uint32_t identify(struct cursor *oid, uint8_t *ret_spl, const char **ret_name)
{
	static const char *const names[] = {
		[OID_VERSION] = "structure version", [OID_PRODUCT] = "product name",
		[OID_SPL] = "patch level",	     [OID_HWID] = "chip id",
		[OID_CSP_ID] = "cloud provider",
	};
	const uint8_t *prefix = cursor_bytes(oid, sizeof(amd_oid));
	uint8_t kind = cursor_u8(oid);

	*ret_spl = kind == OID_SPL ? cursor_u8(oid) : 0;
	if (cursor_end(oid) < 0 || memcmp(prefix, amd_oid, sizeof(amd_oid)))
		return 0;
	if (kind < OID_VERSION || kind > OID_CSP_ID || *ret_spl > SNP_EXTENSIONS_SPL_MAX ||
	    (kind == OID_SPL && !*ret_spl))
		return 0;
	*ret_name = names[kind];
	return kind == OID_SPL ? FOUND_SPL(*ret_spl) : FOUND(kind);
}

int snp_extensions_take(struct snp_extensions *extensions, const void *oid, size_t oid_size,
			const void *value, size_t value_size, struct fault *fault)
{
	const char *name = NULL;
	struct cursor cursor;
	uint32_t bit;
	uint8_t spl;
	int r;

	cursor_init(&cursor, oid, oid_size);
	bit = identify(&cursor, &spl, &name);
	if (!bit)
		return 0;
	if (extensions->found & bit)
		return fault_set(fault, -EBADMSG, "AMD's extension '%s' (%u) is there twice", name,
				 spl);
	switch (bit) {
	case FOUND(OID_VERSION):
		r = read_integer(value, value_size, &extensions->version);
		break;
	case FOUND(OID_PRODUCT):
		r = read_text(value, value_size, extensions->product_name);
		break;
	case FOUND(OID_HWID):
		r = read_hwid(value, value_size, extensions);
		break;
	case FOUND(OID_CSP_ID):
		r = read_text(value, value_size, extensions->csp_id);
		break;
	default:
		r = read_integer(value, value_size, &extensions->spl[spl]);
		break;
	}
	if (r < 0)
		return fault_set(fault, r, "AMD's extension '%s' (%u) is not in the one form that "
				 "DER gives it", name, spl);
	extensions->found |= bit;
	return 0;
}

static int check_levels(const struct snp_extensions *extensions, struct fault *fault)
{
	static const uint8_t wanted[] = { SPL_BOOTLOADER, SPL_TEE, SPL_SNP, SPL_MICROCODE };
	const bool is_turin = extensions->product == SNP_PRODUCT_TURIN;
	size_t i;

	for (i = 0; i < sizeof(wanted); i++)
		if (!(extensions->found & FOUND_SPL(wanted[i])))
			return fault_set(fault, -EBADMSG, "AMD's extension 'patch level' (%u) is "
					 "missing", wanted[i]);
	for (i = SPL_RESERVED_FIRST; i <= SPL_RESERVED_LAST; i++)
		if (extensions->spl[i])
			return fault_set(fault, -EBADMSG, "AMD's reserved patch level %zu is %u, "
					 "not 0", i, extensions->spl[i]);
	if (is_turin != !!(extensions->found & FOUND_SPL(SPL_FMC)))
		return fault_set(fault, -EBADMSG, "AMD's extension 'patch level' (%u) is %s for %s",
				 SPL_FMC, is_turin ? "missing" : "of no use",
				 snp_product_name(extensions->product));
	return 0;
}

/* A chip or a cloud provider, and never both: that is the difference between the kinds. */
static int check_owner(const struct snp_extensions *extensions, struct fault *fault)
{
	const bool has_hwid = extensions->found & FOUND(OID_HWID);
	const bool has_csp_id = extensions->found & FOUND(OID_CSP_ID);

	if (has_hwid == has_csp_id)
		return fault_set(fault, -EBADMSG, "AMD's extensions name %s",
				 has_hwid ? "both a chip and a cloud provider" :
					    "neither a chip nor a cloud provider");
	if (has_hwid && extensions->hwid_size < SNP_EXTENSIONS_HWID_MAX &&
	    extensions->product != SNP_PRODUCT_TURIN)
		return fault_set(fault, -EBADMSG, "the chip id has %zu bytes, which %s has not",
				 extensions->hwid_size, snp_product_name(extensions->product));
	return 0;
}

int snp_extensions_end(struct snp_extensions *extensions, struct fault *fault)
{
	int r;

	if (!(extensions->found & FOUND(OID_VERSION)))
		return fault_set(fault, -EBADMSG, "AMD's extension 'structure version' is missing");
	if (extensions->version > VERSION_MAX)
		return fault_set(fault, -EOPNOTSUPP, "AMD's extensions have structure version %u, "
				 "known are 0 to %u", extensions->version, VERSION_MAX);
	if (!(extensions->found & FOUND(OID_PRODUCT)))
		return fault_set(fault, -EBADMSG, "AMD's extension 'product name' is missing");
	extensions->product = snp_product_from_name(extensions->product_name);
	if (extensions->product == SNP_PRODUCT_UNKNOWN)
		return fault_set(fault, -EOPNOTSUPP, "the product '%s' is not known",
				 extensions->product_name);
	r = check_levels(extensions, fault);
	if (r < 0)
		return r;
	r = check_owner(extensions, fault);
	if (r < 0)
		return r;
	extensions->tcb = (struct tcb){
		.fmc = extensions->spl[SPL_FMC],
		.bootloader = extensions->spl[SPL_BOOTLOADER],
		.tee = extensions->spl[SPL_TEE],
		.snp = extensions->spl[SPL_SNP],
		.microcode = extensions->spl[SPL_MICROCODE],
	};
	return 0;
}
