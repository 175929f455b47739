/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SVSM's wire formats: pure helpers that fill and parse bytes.
 *
 * Source: "Secure VM Service Module for SEV-SNP Guests", AMD publication 58019,
 * revision 1.00; the services manifest as COCONUT-SVSM emits it.  No pointer in
 * here is trusted further than its length, and every length is read once.
 *
 * Compiles in user space too (the includer provides u8, u32, u64 and the kernel's
 * accessors of unaligned integers there), so that the same code can be unit-tested.
 */
#ifndef SVSM_WIRE_H
#define SVSM_WIRE_H

#ifdef __KERNEL__
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/unaligned.h>
#else
#include <assert.h>
#include <errno.h>
#include <string.h>
#endif

#define SVSM_WIRE_PAGE		4096

/*
 * Result codes (RAX on return), 58019 section 4.  Codes that a protocol defines
 * for itself start at 0x80001000.
 */
enum svsm_result {
	SVSM_RESULT_SUCCESS			= 0x00000000,
	SVSM_RESULT_INCOMPLETE			= 0x80000000,
	SVSM_RESULT_UNSUPPORTED_PROTOCOL	= 0x80000001,
	SVSM_RESULT_UNSUPPORTED_CALL		= 0x80000002,
	SVSM_RESULT_INVALID_ADDRESS		= 0x80000003,
	SVSM_RESULT_INVALID_FORMAT		= 0x80000004,
	SVSM_RESULT_INVALID_PARAMETER		= 0x80000005,
	SVSM_RESULT_INVALID_REQUEST		= 0x80000006,
	SVSM_RESULT_BUSY			= 0x80000007,
	SVSM_RESULT_LAST			= 0x8000ffff,
};

/**
 * svsm_wire_is_result() - can this value of RAX be a result code?
 * @rax: RAX as it was after the call
 *
 * A call that the SVSM never ran leaves the call number in RAX, which is none.
 */
static inline bool svsm_wire_is_result(u64 rax)
{
	return rax == SVSM_RESULT_SUCCESS ||
	       (rax >= SVSM_RESULT_INCOMPLETE && rax <= SVSM_RESULT_LAST);
}

/*
 * SVSM_VTPM_CMD, 58019 section 8.2: one page, request and response in place.
 *
 *	Table 16, request		Table 17, response
 *	0x000  4  platform command (8)	0x000  4  response size
 *	0x004  1  locality (0)		0x004  n  TPM response
 *	0x005  4  TPM command size
 *	0x009  n  TPM command
 */
#define SVSM_VTPM_SEND_COMMAND	8
#define SVSM_VTPM_REQUEST_HDR	9
#define SVSM_VTPM_RESPONSE_HDR	4
#define SVSM_VTPM_COMMAND_MAX	(SVSM_WIRE_PAGE - SVSM_VTPM_REQUEST_HDR)
#define SVSM_VTPM_RESPONSE_MAX	(SVSM_WIRE_PAGE - SVSM_VTPM_RESPONSE_HDR)

/* The header of TPM commands and responses: u16 tag, u32 size, u32 code, big-endian. */
#define SVSM_TPM_HDR		10
#define SVSM_TPM_HDR_SIZE	2
#define SVSM_TPM_HDR_CODE	6

/*
 * TPM_CC of the commands after which a PCR may hold something else: TPM 2.0 Library, Part 2,
 * "TPM_CC Listing"; Part 3, clause 22.  PCR_Allocate is none, as it takes effect with the next
 * startup; nor are PCR_SetAuthPolicy and PCR_SetAuthValue, which are about who may.
 */
enum svsm_tpm_pcr_command {
	SVSM_TPM_PCR_EVENT		= 0x13c,
	SVSM_TPM_PCR_RESET		= 0x13d,
	SVSM_TPM_STARTUP		= 0x144,
	SVSM_TPM_PCR_EXTEND		= 0x182,
	SVSM_TPM_EVENT_SEQUENCE_COMPLETE = 0x185,
};

/*
 * memcpy() for TPM messages, which have at least a header.  They are tens of bytes:
 * words moved in line take less than the call, its choice of a method and a "rep movsb"
 * that starts slowly.  The last words go over bytes that are copied, never over others.
 */
static __always_inline void svsm_wire_copy(u8 *to, const u8 *from, size_t len)
{
	size_t at = 0;

	if (len < 16) {
		memcpy(to, from, 8);
	} else {
		do {
			memcpy(to + at, from + at, 8);
			memcpy(to + at + 8, from + at + 8, 8);
			at += 16;
		} while (at < len - 16);
		memcpy(to + len - 16, from + len - 16, 8);
	}
	memcpy(to + len - 8, from + len - 8, 8);
}

/**
 * svsm_wire_vtpm_fill() - write a TPM_SEND_COMMAND request
 * @page: the request page, SVSM_WIRE_PAGE bytes
 * @cmd: the TPM command
 * @len: its length, bytes; the vTPM wants it to be the command's exact size
 *
 * Return: 0; -EMSGSIZE when no TPM command has that length (@page is untouched then).
 */
static __always_inline int svsm_wire_vtpm_fill(u8 *page, const u8 *cmd, size_t len)
{
	if (len < SVSM_TPM_HDR || len > SVSM_VTPM_COMMAND_MAX)
		return -EMSGSIZE;

	put_unaligned_le32(SVSM_VTPM_SEND_COMMAND, page);
	page[4] = 0;
	put_unaligned_le32(len, page + 5);
	svsm_wire_copy(page + SVSM_VTPM_REQUEST_HDR, cmd, len);
	return 0;
}

/**
 * svsm_wire_vtpm_parse() - take the TPM response out of the page
 * @page: the page after a successful SVSM_VTPM_CMD
 * @rsp: where to copy the response
 * @cap: room there, bytes
 *
 * An SVSM whose response does not fit may leave the page as it was; the request
 * then reads as a response of eight bytes.  So nothing shorter than a TPM header
 * is believed, and the TPM's own size has to agree.
 *
 * Return: length of the response; -EBADMSG when the page holds none; -EMSGSIZE
 * when it is longer than @cap.
 */
static __always_inline int svsm_wire_vtpm_parse(const u8 *page, u8 *rsp, size_t cap)
{
	const u8 *tpm = page + SVSM_VTPM_RESPONSE_HDR;
	u32 len = get_unaligned_le32(page);

	if (len < SVSM_TPM_HDR || len > SVSM_VTPM_RESPONSE_MAX)
		return -EBADMSG;
	if (get_unaligned_be32(tpm + SVSM_TPM_HDR_SIZE) != len)
		return -EBADMSG;
	if (len > cap)
		return -EMSGSIZE;

	svsm_wire_copy(rsp, tpm, len);
	return len;
}

/**
 * svsm_wire_vtpm_changes_pcr() - can the command in the page change a PCR?
 * @page: the page as svsm_wire_vtpm_fill() has left it
 */
static __always_inline bool svsm_wire_vtpm_changes_pcr(const u8 *page)
{
	switch (get_unaligned_be32(page + SVSM_VTPM_REQUEST_HDR + SVSM_TPM_HDR_CODE)) {
	case SVSM_TPM_PCR_EVENT:
	case SVSM_TPM_PCR_RESET:
	case SVSM_TPM_STARTUP:
	case SVSM_TPM_PCR_EXTEND:
	case SVSM_TPM_EVENT_SEQUENCE_COMPLETE:
		return true;
	default:
		return false;
	}
}

/*
 * The services manifest that SVSM_ATTEST_SERVICES returns: a GUID table.
 *
 *	0x000 16  SVSM_GUID_MANIFEST
 *	0x010  4  length of the whole table, bytes
 *	0x014  4  number of entries
 *	0x018 24  per entry: GUID 16, u32 data offset from the table's start,
 *		  u32 data length
 *	...       the data, back to back in the entries' order
 *
 * GUIDs have their first three fields little-endian.
 */
#define SVSM_WIRE_GUID		16
#define SVSM_MANIFEST_HDR	24
#define SVSM_MANIFEST_ENTRY	24

/* 63849ebb-3d92-4670-a1ff-58f9c94b87bb */
#define SVSM_GUID_MANIFEST \
	{ 0xbb, 0x9e, 0x84, 0x63, 0x92, 0x3d, 0x70, 0x46, \
	  0xa1, 0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb }
/* c476f1eb-0123-45a5-9641-b4e7dde5bfe3 */
#define SVSM_GUID_VTPM \
	{ 0xeb, 0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45, \
	  0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3 }
/* a4453a59-9e1b-4787-a033-1986d6adbe55 */
#define SVSM_GUID_UEFI_MM \
	{ 0x59, 0x3a, 0x45, 0xa4, 0x1b, 0x9e, 0x87, 0x47, \
	  0xa0, 0x33, 0x19, 0x86, 0xd6, 0xad, 0xbe, 0x55 }

/**
 * struct svsm_manifest_entry - one service of the services manifest
 * @guid: points into the manifest
 * @len: length of the service's own manifest, bytes
 */
struct svsm_manifest_entry {
	const u8 *guid;
	u32 len;
};

/**
 * svsm_wire_manifest_parse() - check a services manifest whole, and list it
 * @buf: the manifest
 * @len: its length, bytes
 * @entries: filled with one element per service
 * @max: room in @entries
 *
 * Refused: another table GUID, a length that is not @len, entries or data that
 * reach outside, overlap or go backwards, bytes that belong to nobody, a GUID
 * that stands twice.
 *
 * Return: the number of services; -EBADMSG when malformed; -EOVERFLOW when there
 * are more than @max.
 */
static inline int svsm_wire_manifest_parse(const u8 *buf, size_t len,
					   struct svsm_manifest_entry *entries, u32 max)
{
	static const u8 table_guid[SVSM_WIRE_GUID] = SVSM_GUID_MANIFEST;
	u64 end;
	u32 count, i, j;

	if (len < SVSM_MANIFEST_HDR || memcmp(buf, table_guid, sizeof(table_guid)) ||
	    get_unaligned_le32(buf + 16) != len)
		return -EBADMSG;

	count = get_unaligned_le32(buf + 20);
	end = SVSM_MANIFEST_HDR + (u64)count * SVSM_MANIFEST_ENTRY;
	if (end > len)
		return -EBADMSG;
	if (count > max)
		return -EOVERFLOW;

	for (i = 0; i < count; i++) {
		const u8 *e = buf + SVSM_MANIFEST_HDR + i * SVSM_MANIFEST_ENTRY;
		u32 data_off = get_unaligned_le32(e + 16);
		u32 data_len = get_unaligned_le32(e + 20);

		if (data_len && data_off != end)
			return -EBADMSG;
		end += data_len;
		for (j = 0; j < i; j++)
			if (!memcmp(entries[j].guid, e, SVSM_WIRE_GUID))
				return -EBADMSG;
		entries[i].guid = e;
		entries[i].len = data_len;
	}
	/* 64 bits do not wrap: what has reached outside on the way is not at the end now. */
	return end == len ? (int)count : -EBADMSG;
}

#endif
