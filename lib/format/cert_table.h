/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The certificate table that the host hands out with a report (GHCB
 * specification, "SNP Extended Guest Request"): entries {GUID, u32 offset, u32
 * length}, little-endian, ended by an entry of zeros, then the certificates.
 *
 * The host wrote every byte of it, so offsets are bounded without overflow and
 * two certificates of one kind are refused.  GUIDs are met in both byte orders
 * (tools disagree), so both count.  Nothing here looks into a certificate.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/guid.h"

struct fault;

#define CERT_TABLE_ENTRIES_MAX	64

enum cert_kind {
	CERT_UNKNOWN,
	CERT_VCEK,	/* signs reports: one processor at one TCB */
	CERT_VLEK,	/* signs reports: one cloud provider */
	CERT_ASK,	/* signs VCEKs (ASK) or VLEKs (ASVK) */
	CERT_ARK,	/* AMD's root, signs the ASK */
	CERT_CRL,	/* revocation list */
	_CERT_KIND_MAX,
};

struct cert_entry {
	enum cert_kind kind;
	struct guid guid;
	const uint8_t *data;	/* inside the caller's table */
	size_t size;
};

struct cert_table {
	struct cert_entry entries[CERT_TABLE_ENTRIES_MAX];
	size_t count;
};

/*
 * Reads the @size bytes at @data, which must outlive @ret.  A table that is
 * empty (first entry all zero), or of 0 bytes, has count 0: the host gave none.
 * 0; -EBADMSG when malformed; -E2BIG above CERT_TABLE_ENTRIES_MAX.  On failure
 * @ret is untouched.
 */
int cert_table_parse(const void *data, size_t size, struct cert_table *ret, struct fault *fault);

/* The certificate of that kind, or NULL. */
const struct cert_entry *cert_table_find(const struct cert_table *table, enum cert_kind kind);

/* "vcek", "vlek", "ask", "ark", "crl" or "unknown". */
const char *cert_kind_name(enum cert_kind kind);
