/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Deliberate misbehaviour.  See fault.h.
 */
#include "tests/emu/fault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/emu/wire.h"

#define SPEC_MAX	128
#define GUID_LEN	16u
#define HEADER_LEN	24u
#define ENTRY_LEN	24u
#define DATA_LEN	16u

enum value_type { VALUE_ABSENT, VALUE_NUMBER, VALUE_MANIFEST, VALUE_CERTS };

static const struct {
	const char *name;
	enum fault_kind kind;
	enum value_type type;
} faults[] = {
	{ "none", FAULT_NONE, VALUE_ABSENT },
	{ "vtpm-code", FAULT_VTPM_CODE, VALUE_NUMBER },
	{ "vtpm-echo", FAULT_VTPM_ECHO, VALUE_ABSENT },
	{ "vtpm-reply-len", FAULT_VTPM_REPLY_LEN, VALUE_NUMBER },
	{ "vtpm-header-len", FAULT_VTPM_HEADER_LEN, VALUE_NUMBER },
	{ "tpm-tag", FAULT_TPM_TAG, VALUE_NUMBER },
	{ "tpm-rc", FAULT_TPM_RC, VALUE_NUMBER },
	{ "query-code", FAULT_QUERY_CODE, VALUE_NUMBER },
	{ "attest-code", FAULT_ATTEST_CODE, VALUE_NUMBER },
	{ "manifest-len", FAULT_MANIFEST_LEN, VALUE_NUMBER },
	{ "certs-len", FAULT_CERTS_LEN, VALUE_NUMBER },
	{ "report-len", FAULT_REPORT_LEN, VALUE_NUMBER },
	{ "manifest", FAULT_MANIFEST, VALUE_MANIFEST },
	{ "not-run", FAULT_NOT_RUN, VALUE_ABSENT },
	{ "delay-ms", FAULT_DELAY_MS, VALUE_NUMBER },
	{ "host-busy", FAULT_HOST_BUSY, VALUE_NUMBER },
	{ "certs", FAULT_CERTS, VALUE_CERTS },
	{ "report-id", FAULT_REPORT_ID, VALUE_NUMBER },
};

static const char *const manifests[] = {
	[MANIFEST_OVERLAP] = "overlap",
	[MANIFEST_OUTSIDE] = "outside",
	[MANIFEST_HUGE] = "huge",
	[MANIFEST_BACKWARDS] = "backwards",
	[MANIFEST_TWICE] = "twice",
	[MANIFEST_ZERO] = "zero",
	[MANIFEST_1000] = "1000",
	[MANIFEST_TRAILING] = "trailing",
};

static const char *const certs_kinds[] = {
	[CERTS_OVERFLOW] = "overflow",
	[CERTS_OUTSIDE] = "outside",
	[CERTS_CHANGING] = "changing",
	[CERTS_JUNK] = "junk",
};

static bool parse_number(const char *text, uint64_t *ret)
{
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*ret = strtoull(text, &end, 0);
	return !errno && !*end;
}

static bool parse_word(const char *text, const char *const words[], size_t n, uint64_t *ret)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(words[i], text)) {
			*ret = i;
			return true;
		}
	return false;
}

static bool parse_value(const char *text, enum value_type type, uint64_t *ret)
{
	if (!text)
		return type == VALUE_ABSENT;
	switch (type) {
	case VALUE_NUMBER:
		return parse_number(text, ret);
	case VALUE_MANIFEST:
		return parse_word(text, manifests, sizeof(manifests) / sizeof(*manifests), ret);
	case VALUE_CERTS:
		return parse_word(text, certs_kinds, sizeof(certs_kinds) / sizeof(*certs_kinds),
				  ret);
	default:
		return false;
	}
}

static bool parse_name(char *word, struct fault_part *part)
{
	char *name = strsep(&word, "=");
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (!strcmp(faults[i].name, name)) {
			part->kind = faults[i].kind;
			return parse_value(word, faults[i].type, &part->value);
		}
	return false;
}

/* after=M or count=N */
static bool parse_calls(const char *word, struct fault_part *part)
{
	if (!strncmp(word, "after=", 6))
		return parse_number(word + 6, &part->after);
	return !strncmp(word, "count=", 6) && parse_number(word + 6, &part->count);
}

static bool parse_part(char *text, struct fault_part *ret)
{
	struct fault_part part = { .count = 1 };
	bool is_named = false;
	char *word;

	while ((word = strsep(&text, " \n"))) {
		if (!*word)
			continue;
		if (!is_named)
			is_named = parse_name(word, &part);
		else if (!parse_calls(word, &part))
			return false;
		if (!is_named)
			return false;
	}
	*ret = part;
	return is_named;
}

static struct fault_part *fault_part(struct fault *fault, enum fault_kind kind)
{
	size_t i;

	for (i = 0; i < FAULT_PARTS_MAX; i++)
		if (fault->parts[i].kind == kind)
			return &fault->parts[i];
	return NULL;
}

bool fault_set(struct fault *fault, const char *spec)
{
	char copy[SPEC_MAX], *rest = copy, *text;
	struct fault parsed = { 0 };
	struct fault_part part;
	size_t n;

	if (strlen(spec) >= sizeof(copy))
		return false;
	strcpy(copy, spec);
	for (n = 0; (text = strsep(&rest, "+")); n++) {
		if (n == FAULT_PARTS_MAX || !parse_part(text, &part))
			return false;
		/* "none" stands alone, and no fault can be had twice. */
		if (part.kind == FAULT_NONE ? n || rest : !!fault_part(&parsed, part.kind))
			return false;
		parsed.parts[n] = part;
	}
	*fault = parsed;
	return true;
}

bool fault_take(struct fault *fault, enum fault_kind kind, uint64_t *ret_value)
{
	struct fault_part *part = fault_part(fault, kind);

	if (!part || !part->count)
		return false;
	if (part->after) {
		part->after--;
		return false;
	}
	part->count--;
	*ret_value = part->value;
	return true;
}

/* A sound manifest of services that nobody knows, each with DATA_LEN bytes of data. */
static size_t make_sound(uint8_t *manifest, uint32_t entries)
{
	/* 63849ebb-3d92-4670-a1ff-58f9c94b87bb */
	static const uint8_t table_guid[GUID_LEN] = {
		0xbb, 0x9e, 0x84, 0x63, 0x92, 0x3d, 0x70, 0x46,
		0xa1, 0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb,
	};
	const size_t data = HEADER_LEN + (size_t)entries * ENTRY_LEN;
	const size_t len = data + (size_t)entries * DATA_LEN;
	uint8_t *entry = manifest + HEADER_LEN;
	uint32_t i;

	memset(manifest, 0, len);
	memcpy(manifest, table_guid, GUID_LEN);
	put_le32(manifest + 16, (uint32_t)len);
	put_le32(manifest + 20, entries);
	for (i = 0; i < entries; i++, entry += ENTRY_LEN) {
		put_le32(entry, i + 1);
		put_le32(entry + 16, (uint32_t)(data + i * DATA_LEN));
		put_le32(entry + 20, DATA_LEN);
	}
	return len;
}

size_t fault_make_manifest(enum fault_manifest kind, uint8_t *ret_manifest, size_t room)
{
	const uint32_t entries = kind == MANIFEST_1000 ? 1000 : kind == MANIFEST_ZERO ? 0 : 3;
	uint8_t *second = ret_manifest + HEADER_LEN + ENTRY_LEN, *third = second + ENTRY_LEN;
	size_t len;

	if (room < HEADER_LEN + (size_t)entries * (ENTRY_LEN + DATA_LEN) + 1)
		return 0;
	len = make_sound(ret_manifest, entries);
	switch (kind) {
	case MANIFEST_OVERLAP:
		put_le32(second + 16, get_le32(second + 16) - DATA_LEN / 2);
		break;
	case MANIFEST_OUTSIDE:
		put_le32(third + 20, DATA_LEN + 1);
		break;
	case MANIFEST_HUGE:
		put_le32(ret_manifest + 20, 0xffffffff);
		break;
	case MANIFEST_BACKWARDS:
		put_le32(second + 16, get_le32(third + 16));
		put_le32(third + 16, get_le32(third + 16) - DATA_LEN);
		break;
	case MANIFEST_TWICE:
		memcpy(third, second, GUID_LEN);
		break;
	case MANIFEST_TRAILING:
		ret_manifest[len++] = 0;
		put_le32(ret_manifest + 16, (uint32_t)len);
		break;
	case MANIFEST_ZERO:
	case MANIFEST_1000:
		break;
	}
	return len;
}

enum fault_host fault_host_answer(struct fault *fault)
{
	struct fault_part *busy = fault_part(fault, FAULT_HOST_BUSY);

	if (!busy)
		return HOST_READY;
	if (busy->seen < 2 && busy->seen < busy->value) {
		busy->seen++;
		return busy->seen == 2 ? HOST_LOST_KEY : HOST_BUSY;
	}
	return busy->seen == 2 ? HOST_LOST_KEY : HOST_READY;
}

/* The table (GHCB specification): GUID 16, u32 offset, u32 length; a zero entry ends it. */
size_t fault_spoil_certs(struct fault *fault, uint8_t *certs, size_t len)
{
	uint64_t kind, seen;

	if (len < 2 * ENTRY_LEN || !fault_take(fault, FAULT_CERTS, &kind))
		return len;
	switch (kind) {
	case CERTS_OVERFLOW:
		put_le32(certs + 16, 0xffffff00);
		put_le32(certs + 20, 0x200);
		break;
	case CERTS_OUTSIDE:
		put_le32(certs + 20, (uint32_t)len);
		break;
	case CERTS_CHANGING:
		seen = ++fault_part(fault, FAULT_CERTS)->seen;
		memset(certs, (int)(seen & 0xff), len);
		return len - seen % 8 * ENTRY_LEN;
	case CERTS_JUNK:
		memset(certs, 0xff, len);
		break;
	}
	return len;
}
