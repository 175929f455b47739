/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What firmware measures besides variables (TCG PC Client Platform Firmware Profile,
 * sections 10.2.3 to 10.2.5 and 10.4.5): images, blobs, tables, the partition table,
 * and what it tells without measuring.
 */
#include "lib/format/decode.h"

#include <string.h>

#include "lib/base/cursor.h"
#include "lib/format/device_path.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/unicode.h"

#define PATH_TEXT_MAX		480
#define TEXT_MAX		256
#define SIGNATURE_SIZE		16
#define GPT_HEADER_SIZE		92
#define GPT_ENTRY_SIZE		128
#define GPT_NAME_SIZE		72
#define PARTITIONS_SHOWN_MAX	12
#define TABLES_SHOWN_MAX	16
#define TABLE_ADDRESS_SIZE	8

/* EFI_IMAGE_LOAD_EVENT */
void decode_image(const struct eventlog_event *event, struct cursor *data,
		  struct event_facts *facts)
{
	char text[PATH_TEXT_MAX];
	const uint8_t *path;
	const char *file;
	uint64_t size, path_size;

	cursor_skip(data, 8); /* where it was loaded: differs from boot to boot */
	size = cursor_le64(data);
	cursor_skip(data, 8);
	path_size = cursor_le64(data);
	path = path_size <= cursor_left(data) ? cursor_bytes(data, (size_t)path_size) : NULL;
	if (!cursor_ok(data) || !path) {
		event_facts_fail(facts, "the image's device path reaches beyond the event");
		return;
	}
	event_facts_add(facts, "bytes", "%llu", (unsigned long long)size);
	if (!path_size)
		strcpy(text, "(no device path)");
	else if (device_path_format(path, (size_t)path_size, text, sizeof(text)) < 0)
		event_facts_fail(facts, "the image's device path breaks off");
	event_facts_add(facts, "path", "%s", text);
	event_facts_say(facts, "%s", text);
	/* The same program on another disk is still about the same. */
	file = strrchr(text, '/');
	event_facts_about(facts, "%s %s", facts->kind, file ? file + 1 : text);
}

static void add_partition(struct cursor *entry, struct event_facts *facts)
{
	char type_text[GUID_TEXT_SIZE], name[TEXT_MAX];
	uint64_t first, last;
	struct guid type;

	cursor_copy(entry, type.bytes, GUID_SIZE);
	cursor_skip(entry, GUID_SIZE);
	first = cursor_le64(entry);
	last = cursor_le64(entry);
	cursor_skip(entry, 8);
	(void)unicode_from_utf16(cursor_bytes(entry, GPT_NAME_SIZE), GPT_NAME_SIZE, name,
				 sizeof(name));
	event_facts_add(facts, "partition", "%s '%s' blocks %llu-%llu",
			guid_format(&type, type_text), name, (unsigned long long)first,
			(unsigned long long)last);
}

/* UEFI_GPT_DATA: the header, how many entries follow, the entries. */
void decode_gpt(const struct eventlog_event *event, struct cursor *data,
		struct event_facts *facts)
{
	struct cursor header = cursor_sub(data, GPT_HEADER_SIZE);
	uint64_t count = cursor_le64(data), i;
	uint32_t entry_size;
	struct guid disk;

	cursor_seek(&header, 56);
	cursor_copy(&header, disk.bytes, GUID_SIZE);
	cursor_seek(&header, 84);
	entry_size = cursor_le32(&header);
	if (!cursor_ok(data) || !cursor_ok(&header) || entry_size < GPT_ENTRY_SIZE ||
	    count > cursor_left(data) / entry_size) {
		event_facts_fail(facts, "the partition table reaches beyond the event");
		return;
	}
	event_facts_add_guid(facts, "disk", &disk);
	event_facts_add(facts, "partitions", "%llu", (unsigned long long)count);
	for (i = 0; i < count && i < PARTITIONS_SHOWN_MAX; i++) {
		struct cursor entry = cursor_sub(data, entry_size);

		add_partition(&entry, facts);
	}
	event_facts_say(facts, "%llu partitions", (unsigned long long)count);
}

static bool has_description(uint32_t type)
{
	return type == EV_EFI_PLATFORM_FIRMWARE_BLOB2 || type == EV_EFI_HANDOFF_TABLES2 ||
	       type == EV_POST_CODE2;
}

/* Reads the description that the newer forms begin with. */
static void read_description(const struct eventlog_event *event, struct cursor *data,
			     char *ret, size_t size)
{
	uint8_t length;

	ret[0] = '\0';
	if (!has_description(event->type))
		return;
	length = cursor_u8(data);
	(void)unicode_from_utf8(cursor_bytes(data, length), cursor_ok(data) ? length : 0, ret,
				size);
}

void decode_blob(const struct eventlog_event *event, struct cursor *data,
		 struct event_facts *facts)
{
	unsigned long long base, length;
	char name[TEXT_MAX];

	read_description(event, data, name, sizeof(name));
	base = cursor_le64(data);
	length = cursor_le64(data);
	if (cursor_end(data) < 0) {
		event_facts_fail(facts, "the data is not the address and length of a blob");
		return;
	}
	if (name[0])
		event_facts_add(facts, "name", "%s", name);
	event_facts_add(facts, "base", "0x%llx", base);
	event_facts_add(facts, "bytes", "%llu", length);
	event_facts_say(facts, "%s%s%llu bytes at 0x%llx", name, name[0] ? ": " : "", length, base);
	if (name[0])
		event_facts_about(facts, "%s %s", facts->kind, name);
}

struct table {
	struct guid guid;
	const char *name;
	bool is_smbios;
};

static const struct table *find_table(const struct guid *guid)
{
	static const struct table tables[] = {
		{ GUID_INIT(0xeb9d2d31, 0x2d88, 0x11d3, 0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1,
			    0x4d), "SMBIOS", true },
		{ GUID_INIT(0xf2fd1544, 0x9794, 0x4a2c, 0x99, 0x2e, 0xe5, 0xbb, 0xcf, 0x20, 0xe3,
			    0x94), "SMBIOS3", true },
		{ GUID_INIT(0x8868e871, 0xe4f1, 0x11d3, 0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88,
			    0x81), "ACPI", false },
		{ GUID_INIT(0xeb9d2d30, 0x2d88, 0x11d3, 0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1,
			    0x4d), "ACPI 1.0", false },
	};
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (guid_is_equal(&tables[i].guid, guid))
			return &tables[i];
	return NULL;
}

/*
 * One entry of the list: a GUID, and where the table is.  U-Boot has the table itself in
 * place of the address, up to the end of the event.
 */
static void add_table(struct cursor *data, bool is_only, struct event_facts *facts)
{
	char guid_text[GUID_TEXT_SIZE];
	const struct table *table;
	struct guid guid;

	cursor_copy(data, guid.bytes, GUID_SIZE);
	table = find_table(&guid);
	event_facts_add(facts, "table", "%s", table ? table->name : guid_format(&guid, guid_text));
	if (table && is_only)
		event_facts_say(facts, "%s table", table->name);
	if (table && table->is_smbios && is_only && cursor_left(data) > TABLE_ADDRESS_SIZE)
		decode_smbios(data, facts);
	else
		cursor_skip(data, TABLE_ADDRESS_SIZE);
}

/* UEFI_HANDOFF_TABLE_POINTERS, and the form with a description */
void decode_tables(const struct eventlog_event *event, struct cursor *data,
		   struct event_facts *facts)
{
	char name[TEXT_MAX];
	uint64_t count, i;

	read_description(event, data, name, sizeof(name));
	count = cursor_le64(data);
	if (!cursor_ok(data) || count > cursor_left(data) / (GUID_SIZE + TABLE_ADDRESS_SIZE)) {
		event_facts_fail(facts, "the list of tables reaches beyond the event");
		return;
	}
	if (name[0])
		event_facts_add(facts, "name", "%s", name);
	event_facts_say(facts, "%s%s%llu tables", name, name[0] ? ": " : "",
			(unsigned long long)count);
	for (i = 0; i < count && i < TABLES_SHOWN_MAX; i++)
		add_table(data, count == 1, facts);
	if (i == count && !facts->reason[0] && cursor_left(data))
		event_facts_fail(facts, "there are %zu bytes behind the list of tables",
				 cursor_left(data));
}

static void decode_spec_id(struct cursor *data, struct event_facts *facts)
{
	uint32_t count, i;
	uint8_t minor, major, errata;

	cursor_skip(data, 4);
	minor = cursor_u8(data);
	major = cursor_u8(data);
	errata = cursor_u8(data);
	cursor_skip(data, 1);
	count = cursor_le32(data);
	event_facts_add(facts, "version", "%u.%u errata %u", major, minor, errata);
	for (i = 0; i < count && i < EVENTLOG_BANKS_MAX && cursor_left(data); i++) {
		uint16_t algorithm = cursor_le16(data), size = cursor_le16(data);

		event_facts_add(facts, "bank", "%s (0x%04x), %u bytes",
				hash_algorithm_name(algorithm) ?: "unknown", algorithm, size);
	}
	event_facts_say(facts, "log format %u.%u, %u banks", major, minor, count);
}

/* Its first 16 bytes say what it is. */
void decode_no_action(const struct eventlog_event *event, struct cursor *data,
		      struct event_facts *facts)
{
	const uint8_t *signature = cursor_bytes(data, SIGNATURE_SIZE);
	char text[SIGNATURE_SIZE + 1] = "";

	if (!signature || !unicode_is_utf8(signature, SIGNATURE_SIZE)) {
		event_facts_fail(facts, "its signature is not known");
		return;
	}
	memcpy(text, signature, SIGNATURE_SIZE);
	event_facts_add(facts, "signature", "%s", text);
	event_facts_about(facts, "information %s", text);
	if (!strcmp(text, "Spec ID Event03")) {
		decode_spec_id(data, facts);
	} else if (!strcmp(text, "StartupLocality")) {
		uint8_t locality = cursor_u8(data);

		event_facts_add(facts, "locality", "%u", locality);
		event_facts_say(facts, "the TPM was started from locality %u", locality);
	} else {
		if (cursor_left(data))
			event_facts_add_hex(facts, "data", data->data + data->position,
					    cursor_left(data));
		event_facts_say(facts, "%s", text);
	}
}
