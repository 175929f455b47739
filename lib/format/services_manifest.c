/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the services manifest.
 */
#include "lib/format/services_manifest.h"

#include <errno.h>
#include <stdbool.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"

#define ENTRY_SIZE	24

static const struct guid table_guid =
	GUID_INIT(0x63849ebb, 0x3d92, 0x4670, 0xa1, 0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb);

/* Where an entry's manifest lies, as the directory says. */
struct extent {
	uint64_t start, end;
};

static bool is_overlapping(const struct extent *extents, size_t count, const struct extent *extent)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (extent->start < extents[i].end && extents[i].start < extent->end)
			return true;
	return false;
}

static int check_header(struct cursor *cursor, size_t size, uint32_t *ret_count,
			struct fault *fault)
{
	uint32_t length, count;
	struct guid guid;

	cursor_copy(cursor, guid.bytes, sizeof(guid.bytes));
	length = cursor_le32(cursor);
	count = cursor_le32(cursor);
	if (!cursor_ok(cursor))
		return fault_set(fault, -EBADMSG,
				 "services manifest: %zu bytes are too few for its header", size);
	if (!guid_is_equal(&guid, &table_guid))
		return fault_set_at(fault, -EBADMSG, 0,
				    "services manifest: starts with another GUID");
	if (length != size)
		return fault_set_at(fault, -EBADMSG, 0x10,
				    "services manifest: says it has %u bytes, but came with %zu",
				    length, size);
	if (count > SERVICES_MANIFEST_ENTRIES_MAX)
		return fault_set_at(fault, -E2BIG, 0x14,
				    "services manifest: %u entries, read are at most %u", count,
				    SERVICES_MANIFEST_ENTRIES_MAX);
	if ((size_t)count * ENTRY_SIZE > cursor_left(cursor))
		return fault_set_at(fault, -EBADMSG, 0x14,
				    "services manifest: %u entries do not fit into %zu bytes",
				    count, size);
	*ret_count = count;
	return 0;
}

/* Reads the entry at @directory and appends it to @manifest, its place to @extents. */
static int read_entry(struct cursor *directory, struct cursor body, size_t directory_end,
		      struct services_manifest *manifest, struct extent *extents,
		      struct fault *fault)
{
	struct service_entry *entry = &manifest->entries[manifest->count];
	struct extent *extent = &extents[manifest->count];
	size_t at = cursor_offset(directory);

	cursor_copy(directory, entry->guid.bytes, sizeof(entry->guid.bytes));
	extent->start = cursor_le32(directory);
	entry->manifest_size = cursor_le32(directory);
	entry->manifest = NULL;
	extent->end = extent->start + entry->manifest_size;
	if (services_manifest_find(manifest, &entry->guid))
		return fault_set_at(fault, -EBADMSG, at,
				    "services manifest: entry %zu: its service came before",
				    manifest->count);
	/* Where nothing lies there is no place to check: such offsets are not used. */
	if (entry->manifest_size) {
		cursor_seek(&body, extent->start);
		entry->manifest = cursor_bytes(&body, entry->manifest_size);
		if (!entry->manifest || extent->start < directory_end)
			return fault_set_at(fault, -EBADMSG, at,
					    "services manifest: entry %zu: does not lie within the "
					    "table, behind its directory", manifest->count);
		if (is_overlapping(extents, manifest->count, extent))
			return fault_set_at(fault, -EBADMSG, at,
					    "services manifest: entry %zu: overlaps one before it",
					    manifest->count);
	} else {
		*extent = (struct extent){ 0 };
	}
	manifest->count++;
	return 0;
}

int services_manifest_parse(const void *data, size_t size, struct services_manifest *ret,
			    struct fault *fault)
{
	struct extent extents[SERVICES_MANIFEST_ENTRIES_MAX];
	struct services_manifest manifest = { .count = 0 };
	struct cursor directory, body;
	uint32_t count = 0;
	size_t directory_end;
	int r;

	cursor_init(&directory, data, size);
	cursor_init(&body, data, size);
	r = check_header(&directory, size, &count, fault);
	if (r < 0)
		return r;
	directory_end = cursor_offset(&directory) + (size_t)count * ENTRY_SIZE;
	while (manifest.count < count) {
		r = read_entry(&directory, body, directory_end, &manifest, extents, fault);
		if (r < 0)
			return r;
	}
	*ret = manifest;
	return 0;
}

const struct service_entry *services_manifest_find(const struct services_manifest *manifest,
						   const struct guid *guid)
{
	size_t i;

	for (i = 0; i < manifest->count; i++)
		if (guid_is_equal(&manifest->entries[i].guid, guid))
			return &manifest->entries[i];
	return NULL;
}
