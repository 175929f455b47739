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
#define NAME_SIZE_MAX		68	/* TPM2B_NAME: an algorithm, and its largest digest */
#define DIGEST_SIZE_MAX		64

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

/* TPMS_CLOCK_INFO; false when "safe" is neither yes nor no. */
static bool read_clock(struct cursor *cursor, struct tpm_quote *quote)
{
	uint8_t safe;

	quote->clock = cursor_be64(cursor);
	quote->reset_count = cursor_be32(cursor);
	quote->restart_count = cursor_be32(cursor);
	safe = cursor_u8(cursor);
	quote->is_safe = safe;
	return safe <= 1;
}

/* A TPMS_ATTEST begins with a number that is no length of a TPM2B of these bytes. */
static void skip_size(struct cursor *cursor, struct tpm_quote *quote)
{
	struct cursor start = *cursor;

	if (cursor_be16(cursor) != cursor_left(cursor))
		*cursor = start;
	quote->whole_size = cursor_left(cursor);
	start = *cursor;
	quote->whole = cursor_bytes(&start, quote->whole_size);
}

int tpm_quote_parse(const void *data, size_t size, struct tpm_quote *ret, struct fault *fault)
{
	struct tpm_quote quote = { .count = 0 };
	struct cursor cursor;

	cursor_init(&cursor, data, size);
	skip_size(&cursor, &quote);
	if (cursor_be32(&cursor) != TPM_GENERATED || cursor_be16(&cursor) != TPM_ST_ATTEST_QUOTE)
		return fault_set_at(fault, -EBADMSG, 0, "quote: this is not what a TPM signs in one");
	quote.qualified_signer = read_sized(&cursor, &quote.qualified_signer_size);
	quote.nonce = read_sized(&cursor, &quote.nonce_size);
	if (quote.qualified_signer_size > NAME_SIZE_MAX || quote.nonce_size > TPM_QUOTE_NONCE_MAX)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "quote: its signer's name or its nonce is too long for one");
	if (!read_clock(&cursor, &quote))
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "quote: whether its clock is safe is neither yes nor no");
	quote.firmware_version = cursor_be64(&cursor);
	if (!read_selection(&cursor, &quote))
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "quote: its selection of PCRs makes no sense");
	quote.digest = read_sized(&cursor, &quote.digest_size);
	if (cursor_end(&cursor) < 0 || quote.digest_size > DIGEST_SIZE_MAX)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "quote: it is cut off, or something follows it");
	*ret = quote;
	return 0;
}
