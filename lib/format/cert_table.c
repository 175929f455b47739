/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the host's certificate table.
 */
#include "lib/format/cert_table.h"

#include <errno.h>
#include <stdbool.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"

static const struct {
	struct guid guid;
	const char *name;
} kinds[_CERT_KIND_MAX] = {
	[CERT_UNKNOWN] = { .name = "unknown" },
	[CERT_VCEK] = {
		GUID_INIT(0x63da758d, 0xe664, 0x4564,
			  0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd), "vcek",
	},
	[CERT_VLEK] = {
		GUID_INIT(0xa8074bc2, 0xa25a, 0x483e,
			  0xaa, 0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1), "vlek",
	},
	[CERT_ASK] = {
		GUID_INIT(0x4ab7b379, 0xbbac, 0x4fe4,
			  0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82), "ask",
	},
	[CERT_ARK] = {
		GUID_INIT(0xc0b406a4, 0xa803, 0x4952,
			  0x97, 0x43, 0x3f, 0xb6, 0x01, 0x4c, 0xd0, 0xae), "ark",
	},
	[CERT_CRL] = {
		GUID_INIT(0x92f81bc3, 0x5811, 0x4d3d,
			  0x97, 0xff, 0xd1, 0x9f, 0x88, 0xdc, 0x67, 0xea), "crl",
	},
};

static enum cert_kind kind_of(const struct guid *guid)
{
	struct guid swapped = guid_swap(guid);
	enum cert_kind kind;

	for (kind = CERT_UNKNOWN + 1; kind < _CERT_KIND_MAX; kind++)
		if (guid_is_equal(guid, &kinds[kind].guid) ||
		    guid_is_equal(&swapped, &kinds[kind].guid))
			return kind;
	return CERT_UNKNOWN;
}

/* Reads one entry of the directory: 1, 0 at the terminator, or an error. */
static int read_entry(struct cursor *directory, struct cert_entry *entry, uint32_t *ret_offset,
		      struct fault *fault)
{
	size_t at = cursor_offset(directory);
	uint32_t offset, size;
	struct guid guid;

	cursor_copy(directory, guid.bytes, sizeof(guid.bytes));
	offset = cursor_le32(directory);
	size = cursor_le32(directory);
	if (!cursor_ok(directory))
		return fault_set_at(fault, -EBADMSG, at,
				    "certificate table: not ended by an entry of zeros");
	if (guid_is_null(&guid)) {
		if (offset || size)
			return fault_set_at(fault, -EBADMSG, at,
					    "certificate table: entry without a GUID");
		return 0;
	}
	*entry = (struct cert_entry){ .kind = kind_of(&guid), .guid = guid, .size = size };
	if (entry->kind != CERT_UNKNOWN)
		entry->guid = kinds[entry->kind].guid; /* in our byte order, whichever came */
	*ret_offset = offset;
	return 1;
}

/* No byte belongs to two certificates; where each of them ends is known to be in the table. */
static int check_overlaps(const struct cert_table *table, const uint32_t *offsets,
			  struct fault *fault)
{
	size_t i, k;

	for (i = 0; i < table->count; i++)
		for (k = 0; k < i; k++)
			if (offsets[i] < offsets[k] + table->entries[k].size &&
			    offsets[k] < offsets[i] + table->entries[i].size)
				return fault_set(fault, -EBADMSG,
						 "certificate table: entries %zu and %zu overlap",
						 k, i);
	return 0;
}

int cert_table_parse(const void *data, size_t size, struct cert_table *ret, struct fault *fault)
{
	uint32_t offsets[CERT_TABLE_ENTRIES_MAX];
	struct cert_table table = { .count = 0 };
	struct cursor directory, body;
	size_t i;
	int r;

	cursor_init(&directory, data, size);
	while (size) {
		struct cert_entry entry = { 0 };
		uint32_t offset = 0;

		r = read_entry(&directory, &entry, &offset, fault);
		if (r < 0)
			return r;
		if (!r)
			break;
		if (entry.kind != CERT_UNKNOWN && cert_table_find(&table, entry.kind))
			return fault_set_at(fault, -EBADMSG, cursor_offset(&directory),
					    "certificate table: two certificates of kind %s",
					    cert_kind_name(entry.kind));
		if (table.count == CERT_TABLE_ENTRIES_MAX)
			return fault_set(fault, -E2BIG, "certificate table: more than %u entries",
					 CERT_TABLE_ENTRIES_MAX);
		offsets[table.count] = offset;
		table.entries[table.count++] = entry;
	}
	/* Certificates lie behind the directory, whose end is known only now. */
	for (i = 0; i < table.count; i++) {
		cursor_init(&body, data, size);
		cursor_seek(&body, offsets[i]);
		table.entries[i].data = cursor_bytes(&body, table.entries[i].size);
		if (!table.entries[i].data || offsets[i] < cursor_offset(&directory) ||
		    !table.entries[i].size)
			return fault_set(fault, -EBADMSG,
					 "certificate table: entry %zu: %zu bytes at %u do not lie "
					 "within the table's %zu bytes behind its directory",
					 i, table.entries[i].size, offsets[i], size);
	}
	r = check_overlaps(&table, offsets, fault);
	if (r < 0)
		return r;
	*ret = table;
	return 0;
}

const struct cert_entry *cert_table_find(const struct cert_table *table, enum cert_kind kind)
{
	size_t i;

	for (i = 0; i < table->count; i++)
		if (table->entries[i].kind == kind)
			return &table->entries[i];
	return NULL;
}

const char *cert_kind_name(enum cert_kind kind)
{
	return kinds[kind].name;
}
