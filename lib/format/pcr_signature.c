/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading .pcrsig files.
 */
#include "lib/format/pcr_signature.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/base64.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/json_reader.h"

#define PCRS		24
#define BASE64_MAX	(4 * ((PCR_SIGNATURE_BYTES_MAX + 2) / 3))
#define BANK_NAME_MAX	16

/* The members that count, each at most once. */
enum member {
	MEMBER_PCRS,
	MEMBER_PKFP,
	MEMBER_POL,
	MEMBER_SIG,
	MEMBER_REF,
	MEMBER_TBS,
	MEMBERS,
};

static const char *const member_names[MEMBERS] = { "pcrs", "pkfp", "pol", "sig", "ref", "tbs" };

static int malformed(const struct json_reader_value *value, const char *what, struct fault *fault)
{
	return fault_set_at(fault, -EBADMSG, value->whole.base, "PCR signatures: %s", what);
}

static int read_pcrs(const struct json_reader_value *value, uint32_t *ret)
{
	struct cursor inside = value->inside;
	struct json_reader_value element;
	uint32_t pcrs = 0;
	uint64_t pcr;
	int r;

	if (value->kind != JSON_READER_ARRAY)
		return -EBADMSG;
	while ((r = json_reader_element(&inside, &element)) > 0) {
		if (json_reader_number(&element, PCRS - 1, &pcr) < 0 || pcrs >> pcr & 1)
			return -EBADMSG;
		pcrs |= 1u << pcr;
	}
	*ret = pcrs;
	return r < 0 || !pcrs ? -EBADMSG : 0;
}

static int read_digest(const struct json_reader_value *value, uint8_t *ret)
{
	char text[HEX_TEXT_SIZE(PCR_SIGNATURE_DIGEST_SIZE)];

	return json_reader_text(value, text, sizeof(text)) < 0 ||
	       hex_decode(text, ret, PCR_SIGNATURE_DIGEST_SIZE) < 0 ? -EBADMSG : 0;
}

static int read_bytes(const struct json_reader_value *value, struct pcr_signature *entry)
{
	char text[BASE64_MAX + 1];

	return json_reader_text(value, text, sizeof(text)) < 0 ||
	       base64_decode(text, strlen(text), entry->bytes, sizeof(entry->bytes),
			     &entry->size) < 0 || !entry->size ? -EBADMSG : 0;
}

static int find_members(const struct json_reader_value *value,
			struct json_reader_value members[MEMBERS], bool has[MEMBERS],
			struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value key, member;
	size_t i;
	int r;

	if (value->kind != JSON_READER_OBJECT)
		return malformed(value, "an entry is no object", fault);
	while ((r = json_reader_member(&inside, &key, &member)) > 0)
		for (i = 0; i < MEMBERS; i++) {
			if (!json_reader_is(&key, member_names[i]))
				continue;
			if (has[i])
				return malformed(&key, "a member stands twice", fault);
			has[i] = true;
			members[i] = member;
		}
	return r < 0 ? malformed(value, "an entry is no JSON", fault) : 0;
}

/* 1 with an entry; 0 for one that nobody has signed yet. */
static int read_entry(const struct json_reader_value *value, uint16_t bank,
		      struct pcr_signature *ret, struct fault *fault)
{
	struct json_reader_value members[MEMBERS] = { 0 };
	struct pcr_signature entry = { .bank = bank };
	bool has[MEMBERS] = { false };
	int r = find_members(value, members, has, fault);

	if (r < 0)
		return r;
	if (!has[MEMBER_PCRS] || read_pcrs(&members[MEMBER_PCRS], &entry.pcrs) < 0)
		return malformed(value, "'pcrs' is no list of PCRs", fault);
	if (!has[MEMBER_PKFP] || read_digest(&members[MEMBER_PKFP], entry.fingerprint) < 0)
		return malformed(value, "'pkfp' is no digest of SHA-256", fault);
	if (!has[MEMBER_POL] || read_digest(&members[MEMBER_POL], entry.policy) < 0)
		return malformed(value, "'pol' is no digest of SHA-256", fault);
	if (has[MEMBER_REF] &&
	    json_reader_text(&members[MEMBER_REF], entry.ref, sizeof(entry.ref)) < 0)
		return malformed(value, "'ref' is no text, or a long one", fault);
	if (!has[MEMBER_SIG] && has[MEMBER_TBS])
		return 0;
	if (!has[MEMBER_SIG] || read_bytes(&members[MEMBER_SIG], &entry) < 0)
		return malformed(value, "'sig' is no signature in base64", fault);
	*ret = entry;
	return 1;
}

static int read_bank(const struct json_reader_value *value, uint16_t bank,
		     struct pcr_signatures *signatures, struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value element;
	int r, is_signed;

	if (value->kind != JSON_READER_ARRAY)
		return malformed(value, "a bank is no array", fault);
	while ((r = json_reader_element(&inside, &element)) > 0) {
		if (signatures->count == PCR_SIGNATURE_MAX)
			return fault_set_at(fault, -E2BIG, element.whole.base,
					    "PCR signatures: more than %u", PCR_SIGNATURE_MAX);
		is_signed = read_entry(&element, bank, &signatures->entries[signatures->count],
				       fault);
		if (is_signed < 0)
			return is_signed;
		signatures->count += (size_t)is_signed;
	}
	return r < 0 ? malformed(value, "a bank is no JSON", fault) : 0;
}

static int read_banks(const struct json_reader_value *value, struct pcr_signatures *signatures,
		      struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value key, bank;
	char name[BANK_NAME_MAX];
	uint32_t seen = 0;
	uint16_t algorithm;
	int r;

	while ((r = json_reader_member(&inside, &key, &bank)) > 0) {
		if (json_reader_text(&key, name, sizeof(name)) < 0 ||
		    hash_algorithm_find(name, &algorithm) < 0)
			continue; /* later versions may know more */
		if (seen >> (algorithm & 31) & 1)
			return malformed(&key, "a bank stands twice", fault);
		seen |= 1u << (algorithm & 31);
		r = read_bank(&bank, algorithm, signatures, fault);
		if (r < 0)
			return r;
	}
	return r < 0 ? malformed(value, "not JSON", fault) : 0;
}

int pcr_signatures_parse(const void *data, size_t size, struct pcr_signatures **ret,
			 struct fault *fault)
{
	_cleanup_(pcr_signatures_cleanup) struct pcr_signatures *signatures = NULL;
	struct json_reader_value whole;
	struct cursor cursor;
	int r;

	if (size > PCR_SIGNATURE_FILE_MAX)
		return fault_set(fault, -E2BIG, "PCR signatures: %zu bytes, more than %u", size,
				 PCR_SIGNATURE_FILE_MAX);
	cursor_init(&cursor, data, size);
	if (json_reader_value(&cursor, &whole) < 0 || whole.kind != JSON_READER_OBJECT)
		return fault_set_at(fault, -EBADMSG, 0, "PCR signatures: no JSON object");
	json_reader_skip_blanks(&cursor);
	/* The section of a UKI may be padded. */
	if (cursor_left(&cursor) && !cursor_is_filled_with(&cursor, 0))
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "PCR signatures: something stands behind them");
	signatures = calloc(1, sizeof(*signatures) +
			       PCR_SIGNATURE_MAX * sizeof(signatures->entries[0]));
	if (!signatures)
		return fault_set(fault, -ENOMEM, "PCR signatures: out of memory");
	r = read_banks(&whole, signatures, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(signatures);
	return 0;
}

void pcr_signatures_free(struct pcr_signatures *signatures)
{
	free(signatures);
}

void pcr_signatures_cleanup(struct pcr_signatures **signatures)
{
	pcr_signatures_free(*signatures);
}
