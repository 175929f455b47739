/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading quotes.
 */
#include "lib/format/tpm_quote.h"

#include <errno.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"

#define TPM_GENERATED		0xff544347u
#define TPM_ST_ATTEST_QUOTE	0x8018
#define SELECT_SIZE_MAX		4	/* 32 PCRs; a PC Client TPM has 24 */
#define CLOCK_INFO_SIZE		(8 + 4 + 4 + 1)
#define FIRMWARE_VERSION_SIZE	8

static const uint8_t *read_sized(struct cursor *cursor, size_t *ret_size)
{
	*ret_size = cursor_be16(cursor);
	return cursor_bytes(cursor, *ret_size);
}

static bool read_selection(struct cursor *cursor, struct tpm_quote *quote)
{
	uint32_t count = cursor_be32(cursor), i, byte;

	if (count > TPM_QUOTE_BANKS_MAX)
		return false;
	for (i = 0; i < count; i++) {
		uint8_t size;

		quote->banks[i].algorithm = cursor_be16(cursor);
		quote->banks[i].pcrs = 0;
		size = cursor_u8(cursor);
		if (size > SELECT_SIZE_MAX)
			return false;
		for (byte = 0; byte < size; byte++)
			quote->banks[i].pcrs |= (uint32_t)cursor_u8(cursor) << (8 * byte);
	}
	quote->count = count;
	return cursor_ok(cursor);
}

int tpm_quote_parse(const void *data, size_t size, struct tpm_quote *ret, struct fault *fault)
{
	struct tpm_quote quote = { .count = 0 };
	struct cursor cursor;
	size_t unused;

	cursor_init(&cursor, data, size);
	if (cursor_be16(&cursor) != cursor_left(&cursor))
		cursor_init(&cursor, data, size);
	if (cursor_be32(&cursor) != TPM_GENERATED || cursor_be16(&cursor) != TPM_ST_ATTEST_QUOTE)
		return fault_set_at(fault, -EBADMSG, 0, "quote: this is not what a TPM signs in one");
	(void)read_sized(&cursor, &unused); /* qualifiedSigner */
	quote.nonce = read_sized(&cursor, &quote.nonce_size);
	cursor_skip(&cursor, CLOCK_INFO_SIZE + FIRMWARE_VERSION_SIZE);
	if (!read_selection(&cursor, &quote))
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "quote: its selection of PCRs makes no sense");
	quote.digest = read_sized(&cursor, &quote.digest_size);
	if (cursor_end(&cursor) < 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "quote: it is cut off, or something follows it");
	*ret = quote;
	return 0;
}
