/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which decoder is for which event; and the events that are plain text (TCG PC Client
 * Platform Firmware Profile, section 10.4.1).
 */
#include "lib/format/decode.h"

#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/hex.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/unicode.h"

#define TEXT_MAX	400
#define NAME_MAX_SIZE	64

typedef void (*decode_fn)(const struct eventlog_event *event, struct cursor *data,
			  struct event_facts *facts);

/* In whatever encoding it is text; if it is none, that is the reason. */
static void decode_text(const struct eventlog_event *event, struct cursor *data,
			struct event_facts *facts)
{
	char text[TEXT_MAX];

	if (!event->data_size || cursor_is_filled_with(data, 0)) {
		event_facts_say(facts, event->data_size ? "(zeros)" : "(no data)");
		return;
	}
	if (unicode_is_utf8(event->data, event->data_size)) {
		(void)unicode_from_utf8(event->data, event->data_size, text, sizeof(text));
	} else if (unicode_is_utf16(event->data, event->data_size)) {
		(void)unicode_from_utf16(event->data, event->data_size, text, sizeof(text));
	} else {
		event_facts_fail(facts, "the data is no text");
		return;
	}
	event_facts_add(facts, "text", "%s", text);
	event_facts_say(facts, "%s", text);
}

static void decode_separator(const struct eventlog_event *event, struct cursor *data,
			     struct event_facts *facts)
{
	uint32_t value = cursor_le32(data);

	if (cursor_end(data) < 0) {
		decode_text(event, data, facts);
		return;
	}
	event_facts_add(facts, "value", "0x%08x", value);
	if (value == 0 || value == 0xffffffff)
		event_facts_say(facts, "separator: firmware hands over");
	else if (value == 1)
		event_facts_say(facts, "separator: firmware met an ERROR");
	else
		event_facts_say(facts, "separator 0x%08x", value);
}

/* A version is a text or a GUID. */
static void decode_version(const struct eventlog_event *event, struct cursor *data,
			   struct event_facts *facts)
{
	char text[GUID_TEXT_SIZE];
	struct guid guid;

	if (event->data_size != GUID_SIZE || unicode_is_utf8(event->data, event->data_size) ||
	    unicode_is_utf16(event->data, event->data_size)) {
		decode_text(event, data, facts);
		return;
	}
	cursor_copy(data, guid.bytes, sizeof(guid.bytes));
	event_facts_add_guid(facts, "guid", &guid);
	event_facts_say(facts, "firmware version %s", guid_format(&guid, text));
}

static void decode_post_code(const struct eventlog_event *event, struct cursor *data,
			     struct event_facts *facts)
{
	if (event->data_size == 16 && !unicode_is_utf8(event->data, event->data_size))
		decode_blob(event, data, facts);
	else
		decode_text(event, data, facts);
}

static const struct {
	uint32_t type;
	const char *kind;
	decode_fn decode;
} decoders[] = {
	{ EV_NO_ACTION, "information", decode_no_action },
	{ EV_SEPARATOR, "separator", decode_separator },
	{ EV_ACTION, "action", decode_text },
	{ EV_EFI_ACTION, "action", decode_text },
	{ EV_OMIT_BOOT_DEVICE_EVENTS, "action", decode_text },
	{ EV_EVENT_TAG, "tagged event", decode_tag },
	{ EV_POST_CODE, "firmware code", decode_post_code },
	{ EV_POST_CODE2, "firmware code", decode_blob },
	{ EV_S_CRTM_VERSION, "firmware version", decode_version },
	{ EV_S_CRTM_CONTENTS, "firmware code", decode_post_code },
	{ EV_CPU_MICROCODE, "microcode", decode_text },
	{ EV_PLATFORM_CONFIG_FLAGS, "platform configuration", decode_text },
	{ EV_TABLE_OF_DEVICES, "devices", decode_text },
	{ EV_COMPACT_HASH, "compact hash", decode_text },
	{ EV_IPL, "boot loader", decode_ipl },
	{ EV_IPL_PARTITION_DATA, "boot loader's data", decode_text },
	{ EV_NONHOST_CODE, "other processor's code", decode_text },
	{ EV_NONHOST_CONFIG, "other processor's configuration", decode_text },
	{ EV_NONHOST_INFO, "other processor", decode_text },
	{ EV_EFI_HCRTM_EVENT, "H-CRTM", decode_text },
	{ EV_EFI_VARIABLE_DRIVER_CONFIG, "variable", decode_variable },
	{ EV_EFI_VARIABLE_BOOT, "variable", decode_variable },
	{ EV_EFI_VARIABLE_BOOT2, "variable", decode_variable },
	{ EV_EFI_VARIABLE_AUTHORITY, "authority", decode_variable },
	{ EV_EFI_BOOT_SERVICES_APPLICATION, "image", decode_image },
	{ EV_EFI_BOOT_SERVICES_DRIVER, "driver", decode_image },
	{ EV_EFI_RUNTIME_SERVICES_DRIVER, "driver", decode_image },
	{ EV_EFI_GPT_EVENT, "partition table", decode_gpt },
	{ EV_EFI_GPT_EVENT2, "partition table", decode_gpt },
	{ EV_EFI_PLATFORM_FIRMWARE_BLOB, "firmware code", decode_blob },
	{ EV_EFI_PLATFORM_FIRMWARE_BLOB2, "firmware code", decode_blob },
	{ EV_EFI_HANDOFF_TABLES, "tables", decode_tables },
	{ EV_EFI_HANDOFF_TABLES2, "tables", decode_tables },
	{ EV_EFI_SPDM_FIRMWARE_BLOB, "device firmware", decode_text },
	{ EV_EFI_SPDM_FIRMWARE_CONFIG, "device configuration", decode_text },
};

#define DECODERS_COUNT	(sizeof(decoders) / sizeof(decoders[0]))

static void decode_by_type(const struct eventlog_event *event, struct cursor *data,
			   struct event_facts *facts)
{
	size_t i;

	for (i = 0; i < DECODERS_COUNT; i++) {
		if (decoders[i].type != event->type)
			continue;
		facts->kind = decoders[i].kind;
		decoders[i].decode(event, data, facts);
		return;
	}
	if (event_type_is_dynamic(event->type)) {
		facts->kind = "dynamic launch";
		facts->by = "dynamic launch";
	}
	event_facts_fail(facts, "no decoder for this type of event");
}

static void fail_omitted(struct event_facts *facts)
{
	event_facts_fail(facts, "its data is longer than %u bytes, no hexadecimal text, or not "
			 "there", EVENTLOG_DECODED_MAX);
}

/* JSON names content, TLV numbers it. */
static void fail_other(const struct eventlog_event *event, struct event_facts *facts)
{
	char name[NAME_MAX_SIZE];

	if (!event->template) {
		event_facts_fail(facts, "content type %u is not known here", event->type);
		return;
	}
	(void)unicode_from_utf8(event->template, event->template_size, name, sizeof(name));
	event_facts_fail(facts, "content type '%s' is not known here", name);
}

void decode_event(const struct eventlog_event *event, struct event_facts *ret)
{
	struct cursor data;

	event_facts_init(ret);
	cursor_init(&data, event->data, event->data_size);
	switch (event->content) {
	case EVENTLOG_CONTENT_SYSTEMD:
		decode_systemd(event, &data, ret);
		break;
	case EVENTLOG_CONTENT_IMA:
	case EVENTLOG_CONTENT_IMA_TEXT:
		if (event->is_data_omitted)
			fail_omitted(ret);
		else
			decode_ima(event, &data, ret);
		break;
	case EVENTLOG_CONTENT_TCG:
		if (event->is_data_omitted)
			fail_omitted(ret);
		else
			decode_by_type(event, &data, ret);
		break;
	case EVENTLOG_CONTENT_OTHER:
		fail_other(event, ret);
		break;
	}
	if (ret->reason[0]) {
		event_facts_add_hex(ret, "hex", event->data, event->data_size);
		if (!ret->line[0])
			event_facts_say(ret, "%zu bytes, not decoded: %s", event->data_size,
					ret->reason);
	}
	if (!ret->line[0])
		event_facts_say(ret, "(no text)");
	if (!ret->subject[0])
		event_facts_about(ret, "%s", ret->kind);
}
