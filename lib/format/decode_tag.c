/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tagged events (TCG PC Client Platform Firmware Profile, section 10.4.2.1): a number
 * that the writer chose, and data.  Known are systemd's and the Linux EFI stub's tags;
 * of Windows (WBCL) the framing: tags in tags, an aggregate's bit in the number.
 */
#include "lib/format/decode.h"

#include "lib/base/cursor.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/unicode.h"

#define TEXT_MAX		400
#define WINDOWS_PCR_FIRST	11
#define WINDOWS_PCR_LAST	14
#define WINDOWS_AGGREGATE	0x40000000u
#define WINDOWS_TAGS_MAX	40

static const struct {
	uint32_t id;
	const char *by;
	const char *what;
} tags[] = {
	{ 0x8f3b22ec, "Linux EFI stub", "initrd" },
	{ 0x8f3b22ed, "Linux EFI stub", "kernel command line (load options)" },
	{ 0xf5bc582a, "systemd-boot", "loader.conf" },
	{ 0x6c46f751, "systemd-stub", "device tree add-on" },
	{ 0x49dffe0f, "systemd-stub", "initrd add-on" },
	{ 0xdac08e1a, "systemd-stub", "microcode add-on" },
	{ 0x13aed6db, "systemd-stub", "UKI profile" },
	{ 0xd5cb7cbc, "systemd", "SMBIOS type 1, the system" },
	{ 0xe0d47bc8, "systemd", "SMBIOS type 2, the board" },
	{ 0xc0b3bd23, "systemd", "SMBIOS type 11, OEM strings" },
};

#define TAGS_COUNT	(sizeof(tags) / sizeof(tags[0]))

/*
 * Tags in tags are read as one flat row: an aggregate's header is passed, and what it
 * holds comes next.  So depth costs nothing, and there is nothing to recurse into.
 */
static bool decode_windows(struct cursor data, struct event_facts *facts)
{
	unsigned int count = 0;

	while (cursor_left(&data)) {
		uint32_t id = cursor_le32(&data), size = cursor_le32(&data);
		const uint8_t *value;

		if (!cursor_ok(&data) || size > cursor_left(&data))
			return false;
		count++;
		if (id & WINDOWS_AGGREGATE) {
			if (count <= WINDOWS_TAGS_MAX)
				event_facts_add(facts, "aggregate", "0x%08x", id);
			continue;
		}
		value = cursor_bytes(&data, size);
		if (count > WINDOWS_TAGS_MAX)
			continue;
		event_facts_add(facts, "tag", "0x%08x", id);
		event_facts_add_hex(facts, "value", value, size);
	}
	facts->by = "Windows Boot Manager";
	event_facts_say(facts, "%u Windows tags (framing only)", count);
	return count > 0;
}

static void decode_text(struct cursor data, const char *what, struct event_facts *facts)
{
	const uint8_t *bytes = data.data + data.position;
	size_t size = cursor_left(&data);
	char text[TEXT_MAX];

	if (unicode_is_utf8(bytes, size)) {
		(void)unicode_from_utf8(bytes, size, text, sizeof(text));
	} else if (unicode_is_utf16(bytes, size)) {
		(void)unicode_from_utf16(bytes, size, text, sizeof(text));
	} else {
		event_facts_add_hex(facts, "value", bytes, size);
		event_facts_say(facts, "%s: %zu bytes", what, size);
		return;
	}
	event_facts_add(facts, "text", "%s", text);
	event_facts_say(facts, "%s: %s", what, text);
}

void decode_tag(const struct eventlog_event *event, struct cursor *data,
		struct event_facts *facts)
{
	struct cursor whole = *data;
	uint32_t id = cursor_le32(data), size = cursor_le32(data);
	const char *what = "tag that is not known";
	size_t i;

	/* The Linux EFI stub leaves the tag out where a TEE's firmware takes the event. */
	if (unicode_is_utf8(event->data, event->data_size)) {
		decode_text(whole, "without a tag", facts);
		return;
	}
	if (!cursor_ok(data) || size > cursor_left(data)) {
		event_facts_fail(facts, "the tagged data reaches beyond the event");
		return;
	}
	for (i = 0; i < TAGS_COUNT; i++) {
		if (tags[i].id != id)
			continue;
		facts->by = tags[i].by;
		what = tags[i].what;
	}
	if (!facts->by && event->pcr >= WINDOWS_PCR_FIRST && event->pcr <= WINDOWS_PCR_LAST &&
	    decode_windows(whole, facts))
		return;
	facts->count = facts->used = 0; /* of what proved to be no Windows tags */
	event_facts_add(facts, "id", "0x%08x", id);
	event_facts_about(facts, "tagged event 0x%08x (%s)", id, what);
	decode_text(cursor_sub(data, size), what, facts);
}
