/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UEFI variables as they are measured (TCG PC Client Platform Firmware Profile,
 * section 10.2.6: UEFI_VARIABLE_DATA): Secure Boot's switches and databases, the
 * signer that allowed an image, boot entries and their order, shim's lists.
 */
#include "lib/format/decode.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/hex.h"
#include "lib/format/device_path.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/signature_list.h"
#include "lib/format/unicode.h"
#include "lib/format/x509_name.h"

#define NAME_TEXT_MAX		128
#define VALUE_TEXT_MAX		300
#define SIGNERS_SHOWN_MAX	16
#define BOOT_ENTRIES_MAX	64

static const struct guid shim_guid =
	GUID_INIT(0x605dab50, 0xe046, 0x4300, 0xab, 0xb6, 0x3d, 0xd8, 0x10, 0xdd, 0x8b, 0x23);

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(name, *names))
			return true;
	return false;
}

static void add_certificate(struct event_facts *facts, const struct signature *signature)
{
	char subject[NAME_TEXT_MAX];

	if (x509_name_subject(signature->data, signature->size, subject, sizeof(subject)) < 0)
		strcpy(subject, "(a certificate without a readable subject)");
	event_facts_add(facts, "certificate", "%s", subject);
}

/* PK, KEK, db, dbx and their like. */
static void decode_database(const char *name, struct cursor value, struct event_facts *facts)
{
	unsigned int certificates = 0, hashes = 0, others = 0;
	struct signature_list list;
	struct signature signature;
	int r;

	signature_list_init(&list, value.data + value.position, cursor_left(&value));
	while ((r = signature_list_next(&list, &signature)) > 0) {
		if (signature.kind == SIGNATURE_X509) {
			if (certificates++ < SIGNERS_SHOWN_MAX)
				add_certificate(facts, &signature);
		} else if (signature.kind == SIGNATURE_UNKNOWN) {
			others++;
		} else {
			hashes++;
		}
	}
	event_facts_add(facts, "certificates", "%u", certificates);
	event_facts_add(facts, "hashes", "%u", hashes);
	if (others)
		event_facts_add(facts, "other_signatures", "%u", others);
	if (cursor_left(&value))
		event_facts_say(facts, "%s: %u certificates, %u hashes", name, certificates,
				hashes);
	else
		event_facts_say(facts, "%s: empty", name);
	if (r < 0)
		event_facts_fail(facts, "%s: its signature lists break off", name);
}

/*
 * The one entry of a database that allowed an image to run: owner and certificate, or
 * hash; some shims leave the owner out.
 */
static void decode_authority(const char *name, struct cursor value, struct event_facts *facts)
{
	const uint8_t *data = value.data + value.position;
	size_t size = cursor_left(&value);
	char text[NAME_TEXT_MAX];
	struct guid owner;

	if (x509_name_subject(data, size, text, sizeof(text)) == -EBADMSG) {
		cursor_copy(&value, owner.bytes, GUID_SIZE);
		size = cursor_left(&value);
		data = cursor_bytes(&value, size);
		if (!data || !size) {
			event_facts_fail(facts, "%s: too short for a signature", name);
			return;
		}
		event_facts_add_guid(facts, "owner", &owner);
		if (x509_name_subject(data, size, text, sizeof(text)) < 0) {
			event_facts_add_hex(facts, "hash", data, size);
			event_facts_say(facts, "allowed by %s: %s", name,
					size <= 64 ? "a hash" : "an entry that is no certificate");
			return;
		}
	}
	event_facts_add(facts, "certificate", "%s", text);
	event_facts_say(facts, "allowed by %s: %s", name, text);
}

static void decode_switch(const char *name, struct cursor value, struct event_facts *facts)
{
	uint8_t state;

	if (!cursor_left(&value)) {
		event_facts_add(facts, "value", "unset");
		event_facts_say(facts, "%s: not set", name);
		return;
	}
	state = cursor_u8(&value);
	if (cursor_end(&value) < 0) {
		event_facts_fail(facts, "%s: its value is not one byte", name);
		return;
	}
	event_facts_add(facts, "value", "%u", state);
	event_facts_say(facts, "%s: %s", name, state == 1 ? "on" : state ? "?" : "off");
}

/* EFI_LOAD_OPTION (UEFI 2.10, section 3.1.3) */
static void decode_boot_entry(const char *name, struct cursor value, struct event_facts *facts)
{
	uint32_t attributes = cursor_le32(&value);
	uint16_t path_size = cursor_le16(&value);
	size_t begin = value.position, size;
	char title[NAME_TEXT_MAX], path_text[VALUE_TEXT_MAX] = "";
	const uint8_t *path;

	while (cursor_le16(&value))
		;
	size = value.position - begin;
	path = cursor_bytes(&value, path_size);
	if (!path) {
		event_facts_fail(facts, "%s: its boot entry breaks off", name);
		return;
	}
	(void)unicode_from_utf16(value.data + begin, size, title, sizeof(title));
	event_facts_add(facts, "title", "%s", title);
	event_facts_add(facts, "active", attributes & 1 ? "yes" : "no");
	if (device_path_format(path, path_size, path_text, sizeof(path_text)) < 0)
		event_facts_fail(facts, "%s: its device path breaks off", name);
	event_facts_add(facts, "path", "%s", path_text);
	if (cursor_left(&value))
		event_facts_add_hex(facts, "options", value.data + value.position,
				    cursor_left(&value));
	event_facts_say(facts, "%s: '%s' %s", name, title, path_text);
}

static void decode_boot_order(const char *name, struct cursor value, struct event_facts *facts)
{
	char text[BOOT_ENTRIES_MAX * 5 + 1] = "";
	size_t used = 0;

	if (cursor_left(&value) % 2)
		event_facts_fail(facts, "%s: its numbers are of two bytes, and it has an odd size",
				 name);
	while (cursor_left(&value) > 1 && used + 6 < sizeof(text)) {
		uint16_t number = cursor_le16(&value);
		uint8_t bytes[2] = { (uint8_t)(number >> 8), (uint8_t)number };

		if (used)
			text[used++] = ' ';
		(void)hex_encode(bytes, sizeof(bytes), text + used);
		used += 4;
	}
	event_facts_add(facts, "value", "%s", text);
	event_facts_say(facts, "%s: %s%s", name, text, cursor_left(&value) ? " ..." : "");
}

static void decode_other(const char *name, struct cursor value, struct event_facts *facts)
{
	const uint8_t *data = value.data + value.position;
	size_t size = cursor_left(&value);
	char text[VALUE_TEXT_MAX];

	if (size > 2 && unicode_is_utf8(data, size)) {
		(void)unicode_from_utf8(data, size, text, sizeof(text));
		event_facts_add(facts, "value", "%s", text);
		event_facts_say(facts, "%s: %s", name, text);
		return;
	}
	event_facts_add_hex(facts, "value", data, size);
	event_facts_say(facts, "%s: %zu bytes", name, size);
}

/* "Boot0001": four hexadecimal digits. */
static bool is_boot_entry(const char *name)
{
	uint8_t number[2];

	return !strncmp(name, "Boot", 4) && strlen(name) == 8 &&
	       !hex_decode(name + 4, number, sizeof(number));
}

static void decode_value(const struct eventlog_event *event, const char *name,
			 struct cursor value, struct event_facts *facts)
{
	static const char *const switches[] = { "SecureBoot", "SetupMode", "AuditMode",
						"DeployedMode", "MokSBState", "MokSBStateRT",
						"MokListTrusted", NULL };
	static const char *const databases[] = { "PK", "KEK", "db", "dbx", "dbt", "dbr", "MokList",
						 "MokListX", "MokListRT", "MokListXRT", NULL };
	static const char *const authorities[] = { "Shim", "MokListTrusted", "vendor_db", NULL };
	static const char *const orders[] = { "BootOrder", "BootNext", "BootCurrent", NULL };

	/* One byte is no signature, but a switch: shim's MokListTrusted. */
	if (event->type == EV_EFI_VARIABLE_AUTHORITY && cursor_left(&value) > 1 &&
	    (is_one_of(name, databases) || is_one_of(name, authorities))) {
		decode_authority(name, value, facts);
	} else if (is_one_of(name, switches)) {
		decode_switch(name, value, facts);
	} else if (is_one_of(name, databases)) {
		decode_database(name, value, facts);
	} else if (is_one_of(name, orders)) {
		decode_boot_order(name, value, facts);
	} else if (is_boot_entry(name)) {
		decode_boot_entry(name, value, facts);
	} else {
		decode_other(name, value, facts);
	}
}

void decode_variable(const struct eventlog_event *event, struct cursor *data,
		     struct event_facts *facts)
{
	uint64_t name_size, value_size;
	struct cursor name, value;
	char text[NAME_TEXT_MAX];
	struct guid guid;

	cursor_copy(data, guid.bytes, sizeof(guid.bytes));
	name_size = cursor_le64(data);
	value_size = cursor_le64(data);
	if (!cursor_ok(data) || name_size > cursor_left(data) / 2 ||
	    value_size > cursor_left(data) - 2 * name_size) {
		event_facts_fail(facts, "the variable's name or value reaches beyond the event");
		return;
	}
	name = cursor_sub(data, (size_t)name_size * 2);
	value = cursor_sub(data, (size_t)value_size);
	if (!unicode_from_utf16(name.data, name.size, text, sizeof(text)))
		event_facts_fail(facts, "the variable's name is no UTF-16");
	if (guid_is_equal(&guid, &shim_guid))
		facts->by = "shim";
	event_facts_add(facts, "name", "%s", text);
	event_facts_add_guid(facts, "guid", &guid);
	event_facts_about(facts, "%s %s", facts->kind, text);
	decode_value(event, text, value, facts);
}
