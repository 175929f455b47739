/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What boot loaders and the operating system measure: EV_IPL of shim, GRUB, systemd's
 * boot loader and stub; records of systemd's tpm2-measure.log; IMA's templates.
 */
#include "lib/format/decode.h"

#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/hex.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/json_reader.h"
#include "lib/format/unicode.h"

#define TEXT_MAX	480

/* What stands before the text that GRUB hashes (grub-core: verifiers). */
static const struct {
	const char *prefix;
	const char *what;
} grub_prefixes[] = {
	{ "kernel_cmdline: ", "kernel command line" },
	{ "grub_kernel_cmdline ", "kernel command line" },
	{ "module_cmdline: ", "module command line" },
	{ "grub_cmd: ", "GRUB command" },
	{ "grub_cmd ", "GRUB command" },
};

#define GRUB_PREFIXES	(sizeof(grub_prefixes) / sizeof(grub_prefixes[0]))

static void sort_ascii(const struct eventlog_event *event, const char *text,
		       struct event_facts *facts)
{
	static const char *const shims[] = { "MokList", "MokListX", "MokListTrusted", "Shim" };
	size_t i;

	for (i = 0; i < GRUB_PREFIXES; i++) {
		size_t size = strlen(grub_prefixes[i].prefix);

		if (strncmp(text, grub_prefixes[i].prefix, size))
			continue;
		facts->by = "GRUB";
		event_facts_about(facts, "%s", grub_prefixes[i].what);
		event_facts_add(facts, "what", "%s", grub_prefixes[i].what);
		event_facts_add(facts, "value", "%s", text + size);
		event_facts_say(facts, "%s: %s", grub_prefixes[i].what, text + size);
		return;
	}
	for (i = 0; i < sizeof(shims) / sizeof(shims[0]); i++)
		if (event->pcr == 14 && !strcmp(text, shims[i]))
			facts->by = "shim";
	event_facts_about(facts, "boot loader: %s", text);
}

/*
 * The stub names the sections of a UKI.  Its other texts are command lines and names of
 * what it measured; which is which shows in what their digests cover, not here.
 */
static void sort_utf16(const struct eventlog_event *event, const char *text,
		       struct event_facts *facts)
{
	if (event->pcr == 11 && text[0] == '.') {
		facts->by = "systemd-stub";
		event_facts_add(facts, "section", "%s", text);
		event_facts_about(facts, "UKI section %s%s", text,
				  strcmp(text, ".cmdline") ? "" : " (kernel command line)");
		event_facts_say(facts, "UKI section %s", text);
	} else {
		event_facts_about(facts, "boot loader text");
	}
}

void decode_ipl(const struct eventlog_event *event, struct cursor *data,
		struct event_facts *facts)
{
	size_t size = event->data_size;
	char text[TEXT_MAX];

	if (!size) {
		event_facts_say(facts, "(no description)");
		return;
	}
	if (size % 2 && size > 2 && !event->data[1] && !event->data[size - 1])
		size--; /* older systemd-boot ended UTF-16 with half a zero more */
	if (unicode_is_utf8(event->data, event->data_size)) {
		(void)unicode_from_utf8(event->data, event->data_size, text, sizeof(text));
		event_facts_add(facts, "text", "%s", text);
		event_facts_say(facts, "%s", text);
		sort_ascii(event, text, facts);
	} else if (unicode_is_utf16(event->data, size)) {
		(void)unicode_from_utf16(event->data, size, text, sizeof(text));
		event_facts_add(facts, "text", "%s", text);
		event_facts_say(facts, "%s", text);
		sort_utf16(event, text, facts);
	} else {
		event_facts_fail(facts, "the description is no text");
	}
}

static void add_member(struct event_facts *facts, const char *key,
		       const struct json_reader_value *value)
{
	char raw[TEXT_MAX], text[TEXT_MAX];

	if (json_reader_text(value, raw, sizeof(raw)) < 0)
		event_facts_add_utf8(facts, key, value->whole.data, value->whole.size);
	else if (unicode_from_utf8((const uint8_t *)raw, strlen(raw), text, sizeof(text)))
		event_facts_add(facts, key, "%s", text);
	else
		event_facts_fail(facts, "the record's text is no UTF-8");
}

void decode_systemd(const struct eventlog_event *event, struct cursor *data,
		    struct event_facts *facts)
{
	static const char *const keys[] = { "eventType", "string", "nvIndexName", "bootId",
					    "timestamp" };
	struct json_reader_value object, key, value;
	const char *type, *string;
	struct cursor inside;
	size_t i;

	facts->kind = "userspace";
	facts->by = "systemd";
	if (json_reader_value(data, &object) < 0) {
		event_facts_fail(facts, "the record's content is no JSON");
		return;
	}
	inside = object.inside;
	while (json_reader_member(&inside, &key, &value) > 0)
		for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (json_reader_is(&key, keys[i]))
				add_member(facts, keys[i], &value);
	type = event_facts_find(facts, "eventType");
	string = event_facts_find(facts, "string");
	event_facts_say(facts, "%s: %s", type ?: "measurement", string ?: "(secret, or no text)");
	event_facts_about(facts, "userspace %s", type ?: "measurement");
}

/* A field of a template: its length, then its bytes. */
static struct cursor read_field(struct cursor *data)
{
	return cursor_sub(data, cursor_le32(data));
}

/* "sha256:" and a zero, then the digest; "ima:sha256:" or "verity:sha256:" before it. */
static void add_file_digest(struct event_facts *facts, struct cursor field)
{
	const uint8_t *zero = field.size ? memchr(field.data, 0, field.size) : NULL;
	size_t name_size = zero ? (size_t)(zero - field.data) : 0;

	if (!zero) {
		event_facts_add_hex(facts, "file_digest", field.data, field.size);
		return;
	}
	event_facts_add_utf8(facts, "file_digest_algorithm", field.data, name_size);
	event_facts_add_hex(facts, "file_digest", zero + 1, field.size - name_size - 1);
}

/* Digest and name come first in all of the kernel's templates; the rest is signatures. */
static void decode_ima_fields(struct cursor *data, struct event_facts *facts)
{
	struct cursor digest = read_field(data), name = read_field(data);

	if (!cursor_ok(&digest) || !cursor_ok(&name)) {
		event_facts_fail(facts, "the template's fields reach beyond its data");
		return;
	}
	add_file_digest(facts, digest);
	event_facts_add_utf8(facts, "file", name.data, name.size);
	while (cursor_left(data)) {
		struct cursor field = read_field(data);

		if (!cursor_ok(&field)) {
			event_facts_fail(facts, "the template's fields reach beyond its data");
			return;
		}
		event_facts_add_hex(facts, "field", field.data, field.size);
	}
}

/* The template "ima": a digest of 20 bytes, then the name. */
static void decode_ima_legacy(struct cursor *data, struct event_facts *facts)
{
	const uint8_t *digest = cursor_bytes(data, 20);
	struct cursor name = read_field(data);

	if (!digest || !cursor_ok(&name)) {
		event_facts_fail(facts, "the template's fields reach beyond its data");
		return;
	}
	event_facts_add_hex(facts, "file_digest", digest, 20);
	event_facts_add_utf8(facts, "file", name.data, name.size);
}

void decode_ima(const struct eventlog_event *event, struct cursor *data,
		struct event_facts *facts)
{
	const char *file;

	facts->kind = "file";
	facts->by = "IMA";
	event_facts_add_utf8(facts, "template", event->template, event->template_size);
	if (event->content == EVENTLOG_CONTENT_IMA_TEXT)
		event_facts_add_utf8(facts, "file", event->data, event->data_size);
	else if (event->template_size == 3)
		decode_ima_legacy(data, facts);
	else
		decode_ima_fields(data, facts);
	file = event_facts_find(facts, "file");
	if (file) {
		event_facts_say(facts, "%s", file);
		event_facts_about(facts, "file %s", file);
	}
}
