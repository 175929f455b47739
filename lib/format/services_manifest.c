/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the services manifest.
 */
#include "lib/format/services_manifest.h"

#include <errno.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"

#define ENTRY_SIZE	24

static const struct guid table_guid =
	GUID_INIT(0x63849ebb, 0x3d92, 0x4670, 0xa1, 0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb);

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

/*
 * Reads the entry at @directory and appends it to @manifest.  The services' own manifests
 * lie back to back, in the order of their entries, from where @body stands.
 */
static int read_entry(struct cursor *directory, struct cursor *body,
		      struct services_manifest *manifest, struct fault *fault)
{
	struct service_entry *entry = &manifest->entries[manifest->count];
	size_t at = cursor_offset(directory);
	uint32_t offset;

	cursor_copy(directory, entry->guid.bytes, sizeof(entry->guid.bytes));
	offset = cursor_le32(directory);
	entry->manifest_size = cursor_le32(directory);
	entry->manifest = NULL;
	if (services_manifest_find(manifest, &entry->guid))
		return fault_set_at(fault, -EBADMSG, at,
				    "services manifest: entry %zu: its service came before",
				    manifest->count);
	/* Where nothing lies there is no place to check: such offsets are not used. */
	if (entry->manifest_size) {
		if (offset != cursor_offset(body))
			return fault_set_at(fault, -EBADMSG, at,
					    "services manifest: entry %zu: lies at %u, not at %zu, "
					    "where the one before it ends", manifest->count,
					    offset, cursor_offset(body));
		entry->manifest = cursor_bytes(body, entry->manifest_size);
		if (!entry->manifest)
			return fault_set_at(fault, -EBADMSG, at,
					    "services manifest: entry %zu: does not lie within the "
					    "table", manifest->count);
	}
	manifest->count++;
	return 0;
}

int services_manifest_parse(const void *data, size_t size, struct services_manifest *ret,
			    struct fault *fault)
{
	struct services_manifest manifest = { .count = 0 };
	struct cursor directory, body;
	uint32_t count = 0;
	int r;

	cursor_init(&directory, data, size);
	r = check_header(&directory, size, &count, fault);
	if (r < 0)
		return r;
	body = directory;
	cursor_seek(&body, cursor_offset(&directory) + (size_t)count * ENTRY_SIZE);
	while (manifest.count < count) {
		r = read_entry(&directory, &body, &manifest, fault);
		if (r < 0)
			return r;
	}
	if (cursor_left(&body))
		return fault_set_at(fault, -EBADMSG, cursor_offset(&body),
				    "services manifest: %zu bytes behind the last service's",
				    cursor_left(&body));
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
