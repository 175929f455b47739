/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the token: each object's members are a table, and each kind of value has a
 * reader.
 */
#include "lib/format/svsm_token.h"

#include <errno.h>
#include <string.h>

#include "lib/base/base64.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/json_reader.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* Base64 of the longest value, and a zero. */
#define TEXT_MAX	(4 * ((SVSM_TOKEN_SRK_MAX + 2) / 3) + 1)

struct member {
	const char *key;
	int (*decode)(const struct member *member, const struct json_reader_value *value,
		      void *object, struct fault *fault);
	size_t offset;		/* of the field in its object */
	size_t size_offset;	/* of bytes whose number may vary: of the number */
	uint64_t min, max;	/* of a number, or of the number of bytes */
	bool is_optional;
};

static int refuse(const struct member *member, const struct json_reader_value *value,
		  const char *what, struct fault *fault)
{
	return fault_set_at(fault, -EBADMSG, value->whole.base, "svsm token: '%s': %s",
			    member->key, what);
}

/* The members of @value, each once, into @object; bit n of @ret_seen: there was member n. */
static int read_object(const struct member *members, size_t count, const char *name,
		       const struct json_reader_value *value, void *object, uint32_t *ret_seen,
		       struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value key, field;
	uint32_t seen = 0;
	size_t i;
	int r;

	if (value->kind != JSON_READER_OBJECT)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "svsm token: %s is no object", name);
	while ((r = json_reader_member(&inside, &key, &field)) > 0) {
		for (i = 0; i < count; i++)
			if (json_reader_is(&key, members[i].key))
				break;
		if (i == count)
			return fault_set_at(fault, -EBADMSG, key.whole.base,
					    "svsm token: %s has a member that is not known", name);
		if (seen >> i & 1)
			return refuse(&members[i], &key, "it stands twice", fault);
		seen |= 1u << i;
		r = members[i].decode(&members[i], &field, object, fault);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "svsm token: %s is no JSON", name);
	for (i = 0; i < count; i++)
		if (!members[i].is_optional && !(seen >> i & 1))
			return refuse(&members[i], value, "it is missing", fault);
	*ret_seen = seen;
	return 0;
}

/* A number as JSON has it: json_reader.h is indifferent to zeros before it. */
static int number_of(const struct json_reader_value *value, uint64_t max, uint64_t *ret)
{
	if (value->whole.size > 1 && value->whole.data[0] == '0')
		return -EBADMSG;
	return json_reader_number(value, max, ret);
}

static int read_u32(const struct member *member, const struct json_reader_value *value,
		    void *object, struct fault *fault)
{
	uint64_t number;

	if (number_of(value, member->max, &number) < 0 || number < member->min)
		return refuse(member, value, "not a number within its limits", fault);
	memcpy((char *)object + member->offset, &(uint32_t){ (uint32_t)number }, sizeof(uint32_t));
	return 0;
}

static int read_u64(const struct member *member, const struct json_reader_value *value,
		    void *object, struct fault *fault)
{
	uint64_t number;

	if (number_of(value, member->max, &number) < 0)
		return refuse(member, value, "not a number within its limits", fault);
	memcpy((char *)object + member->offset, &number, sizeof(number));
	return 0;
}

static int read_text(const struct member *member, const struct json_reader_value *value,
		     void *object, struct fault *fault)
{
	char *text = (char *)object + member->offset;

	if (json_reader_text(value, text, member->max + 1) < 0 || !*text)
		return refuse(member, value, "not a text within its limits", fault);
	return 0;
}

static int keep_size(const struct member *member, const struct json_reader_value *value,
		     void *object, size_t size, struct fault *fault)
{
	if (size < member->min)
		return refuse(member, value, "it has too few bytes", fault);
	if (member->size_offset)
		memcpy((char *)object + member->size_offset, &size, sizeof(size));
	return 0;
}

static int read_hex(const struct member *member, const struct json_reader_value *value,
		    void *object, struct fault *fault)
{
	char text[TEXT_MAX];
	size_t size;

	if (json_reader_text(value, text, sizeof(text)) < 0)
		return refuse(member, value, "no text, or a long one", fault);
	size = strlen(text) / 2;
	if (size > member->max || hex_decode(text, (char *)object + member->offset, size) < 0)
		return refuse(member, value, "not bytes in hexadecimal, or too many", fault);
	return keep_size(member, value, object, size, fault);
}

static int read_base64(const struct member *member, const struct json_reader_value *value,
		       void *object, struct fault *fault)
{
	char text[TEXT_MAX];
	size_t size;

	if (json_reader_text(value, text, sizeof(text)) < 0 ||
	    base64_decode(text, strlen(text), (char *)object + member->offset, member->max,
			  &size) < 0)
		return refuse(member, value, "not bytes in base64, or too many", fault);
	return keep_size(member, value, object, size, fault);
}

/* What is looked at when its neighbours are known, or already has been. */
static int keep(const struct member *member, const struct json_reader_value *value, void *object,
		struct fault *fault)
{
	memcpy((char *)object + member->offset, value, sizeof(*value));
	return 0;
}

static int read_nothing(const struct member *member, const struct json_reader_value *value,
			void *object, struct fault *fault)
{
	return 0;
}

/* A list of numbers as bits; of texts that are numbers when @are_texts. */
static int read_bits(const struct json_reader_value *value, unsigned int count, bool are_texts,
		     uint32_t *ret)
{
	struct cursor inside = value->inside;
	struct json_reader_value element;
	uint32_t bits = 0;
	uint64_t bit;
	int r;

	if (value->kind != JSON_READER_ARRAY)
		return -EBADMSG;
	while ((r = json_reader_element(&inside, &element)) > 0) {
		if (are_texts) {
			if (element.kind != JSON_READER_STRING || !element.inside.size)
				return -EBADMSG;
			element = (struct json_reader_value){ .kind = JSON_READER_NUMBER,
							      .whole = element.inside };
		}
		if (number_of(&element, count - 1, &bit) < 0 || bits >> bit & 1)
			return -EBADMSG;
		bits |= 1u << bit;
	}
	if (!r)
		*ret = bits;
	return r;
}

static int read_keyslots(const struct member *member, const struct json_reader_value *value,
			 void *object, struct fault *fault)
{
	struct svsm_token *token = object;

	if (read_bits(value, SVSM_TOKEN_KEYSLOTS, true, &token->keyslots) < 0)
		return refuse(member, value, "no list of keyslots", fault);
	return 0;
}

static int read_road(const struct member *member, const struct json_reader_value *value,
		     void *object, struct fault *fault)
{
	struct svsm_token *token = object;

	if (json_reader_is(value, "plugin"))
		token->road = SVSM_TOKEN_PLUGIN;
	else if (json_reader_is(value, "socket"))
		token->road = SVSM_TOKEN_SOCKET;
	else
		return refuse(member, value, "neither \"plugin\" nor \"socket\"", fault);
	return 0;
}

static int read_bank(const struct json_reader_value *value, uint16_t *ret, struct fault *fault)
{
	static const uint16_t banks[] = { HASH_SHA256, HASH_SHA384, HASH_SHA512 };
	size_t i;

	for (i = 0; i < COUNT(banks); i++)
		if (json_reader_is(value, hash_algorithm_name(banks[i]))) {
			*ret = banks[i];
			return 0;
		}
	return fault_set_at(fault, -EOPNOTSUPP, value->whole.base,
			    "svsm token: 'bank': neither sha256 nor sha384 nor sha512");
}

static int read_value(const struct json_reader_value *key, const struct json_reader_value *value,
		      struct sealed_pcrs *pcrs)
{
	const struct json_reader_value number = { .kind = JSON_READER_NUMBER,
						  .whole = key->inside };
	const uint16_t size = hash_algorithm_size(pcrs->bank);
	char text[HEX_TEXT_SIZE(HASH_SIZE_MAX)];
	uint64_t pcr;

	if (!key->inside.size || number_of(&number, SEALED_POLICY_PCRS - 1, &pcr) < 0 ||
	    pcrs->mask >> pcr & 1 || json_reader_text(value, text, sizeof(text)) < 0 ||
	    hex_decode(text, pcrs->values[pcr], size) < 0)
		return -EBADMSG;
	pcrs->mask |= 1u << pcr;
	return 0;
}

struct pcrs_members {
	struct json_reader_value bank, pcrs;
};

static const struct member literal_members[] = {
	{ "bank", keep, .offset = offsetof(struct pcrs_members, bank) },
	{ "pcrs", keep, .offset = offsetof(struct pcrs_members, pcrs) },
};

static int read_literal(const struct member *member, const struct json_reader_value *value,
			void *object, struct fault *fault)
{
	struct sealed_pcrs *pcrs = &((struct sealed_branch *)object)->literal;
	struct pcrs_members members = { 0 };
	struct json_reader_value key, element;
	struct cursor inside;
	uint32_t seen;
	int r;

	r = read_object(literal_members, COUNT(literal_members), "'literal'", value, &members,
			&seen, fault);
	if (!r)
		r = read_bank(&members.bank, &pcrs->bank, fault);
	if (r < 0)
		return r;
	inside = members.pcrs.inside;
	if (members.pcrs.kind != JSON_READER_OBJECT)
		return refuse(member, &members.pcrs, "'pcrs' is no object", fault);
	while ((r = json_reader_member(&inside, &key, &element)) > 0)
		if (read_value(&key, &element, pcrs) < 0)
			return refuse(member, &key, "no PCR and value of its bank, or it stands "
				      "twice", fault);
	return r < 0 || !pcrs->mask ? refuse(member, value, "it has no PCRs", fault) : 0;
}

struct signed_members {
	struct pcrs_members pcrs;
	struct sealed_signer signer;
};

static const struct member signed_members[] = {
	{ "bank", keep, .offset = offsetof(struct signed_members, pcrs.bank) },
	{ "pcrs", keep, .offset = offsetof(struct signed_members, pcrs.pcrs) },
	{ "key", read_base64, .offset = offsetof(struct signed_members, signer.key),
	  .size_offset = offsetof(struct signed_members, signer.key_size), .min = 1,
	  .max = SEALED_POLICY_KEY_MAX },
	{ "ref", read_text, .offset = offsetof(struct signed_members, signer.ref),
	  .max = SEALED_POLICY_REF_MAX, .is_optional = true },
};

static int read_signed(const struct member *member, const struct json_reader_value *value,
		       void *object, struct fault *fault)
{
	struct signed_members members = { .signer.mask = 0 };
	uint32_t seen;
	int r;

	r = read_object(signed_members, COUNT(signed_members), "'signed'", value, &members, &seen,
			fault);
	if (!r)
		r = read_bank(&members.pcrs.bank, &members.signer.bank, fault);
	if (r < 0)
		return r;
	if (read_bits(&members.pcrs.pcrs, SEALED_POLICY_PCRS, false, &members.signer.mask) < 0 ||
	    !members.signer.mask)
		return refuse(member, &members.pcrs.pcrs, "'pcrs' is no list of PCRs", fault);
	((struct sealed_branch *)object)->signer = members.signer;
	return 0;
}

static const struct member branch_members[] = {
	{ "literal", read_literal, .is_optional = true },
	{ "signed", read_signed, .is_optional = true },
};

static int read_policy(const struct member *member, const struct json_reader_value *value,
		       void *object, struct fault *fault)
{
	struct sealed_policy *policy = &((struct svsm_token *)object)->policy;
	struct cursor inside = value->inside;
	struct json_reader_value element;
	uint32_t seen;
	int r;

	if (value->kind != JSON_READER_ARRAY)
		return refuse(member, value, "no list", fault);
	while ((r = json_reader_element(&inside, &element)) > 0) {
		if (policy->count == SEALED_POLICY_BRANCHES_MAX)
			return refuse(member, &element, "it has too many branches", fault);
		r = read_object(branch_members, COUNT(branch_members), "a branch of 'policy'",
				&element, &policy->branches[policy->count], &seen, fault);
		if (r < 0)
			return r;
		if (!seen)
			return refuse(member, &element, "a branch demands nothing", fault);
		policy->count++;
	}
	return r < 0 || !policy->count ? refuse(member, value, "it demands nothing", fault) : 0;
}

#define PIN(field_)	.offset = offsetof(struct svsm_token_pin, field_)

static const struct member pin_members[] = {
	{ "iterations", read_u32, PIN(iterations), .min = 1, .max = SVSM_TOKEN_ITERATIONS_MAX },
	{ "lanes", read_u32, PIN(lanes), .min = 1, .max = SVSM_TOKEN_LANES_MAX },
	{ "memory", read_u32, PIN(memory), .min = SVSM_TOKEN_MEMORY_MIN,
	  .max = SVSM_TOKEN_MEMORY_MAX },
	{ "salt", read_hex, PIN(salt), .min = SVSM_TOKEN_SALT_SIZE, .max = SVSM_TOKEN_SALT_SIZE },
};

static int read_pin(const struct member *member, const struct json_reader_value *value,
		    void *object, struct fault *fault)
{
	struct svsm_token *token = object;
	uint32_t seen;

	token->policy.has_pin = true;
	return read_object(pin_members, COUNT(pin_members), "'pin'", value, &token->pin, &seen,
			   fault);
}

#define TOKEN(field_)	.offset = offsetof(struct svsm_token, field_)
#define SIZED(field_)	TOKEN(field_), .size_offset = offsetof(struct svsm_token, field_##_size)

static const struct member sealed_members[] = {
	{ "private", read_base64, SIZED(sealed_private), .min = 1,
	  .max = SVSM_TOKEN_SEALED_PRIVATE_MAX },
	{ "public", read_base64, SIZED(sealed_public), .min = 1,
	  .max = SVSM_TOKEN_SEALED_PUBLIC_MAX },
};

static const struct member srk_members[] = {
	{ "handle", read_u32, TOKEN(srk_handle), .min = SVSM_TOKEN_HANDLE_MIN,
	  .max = SVSM_TOKEN_HANDLE_MAX },
	{ "public", read_base64, SIZED(srk), .min = 1, .max = SVSM_TOKEN_SRK_MAX },
};

static int read_sealed(const struct member *member, const struct json_reader_value *value,
		       void *object, struct fault *fault)
{
	uint32_t seen;

	return read_object(sealed_members, COUNT(sealed_members), "'sealed'", value, object, &seen,
			   fault);
}

static int read_srk(const struct member *member, const struct json_reader_value *value,
		    void *object, struct fault *fault)
{
	uint32_t seen;

	return read_object(srk_members, COUNT(srk_members), "'srk'", value, object, &seen, fault);
}

#define HAS_MEASUREMENT	(1u << 0)	/* its place in the table */

static const struct member token_members[] = {
	{ "measurement", read_hex, TOKEN(measurement), .min = SVSM_TOKEN_MEASUREMENT_SIZE,
	  .max = SVSM_TOKEN_MEASUREMENT_SIZE, .is_optional = true },
	{ "created", read_u64, TOKEN(created), .max = SVSM_TOKEN_CREATED_MAX },
	{ "ek", read_hex, SIZED(ek_name), .min = SVSM_TOKEN_NAME_MIN, .max = SVSM_TOKEN_NAME_MAX },
	{ "keyslots", .decode = read_keyslots },
	{ "pin", read_pin, .is_optional = true },
	{ "policy", .decode = read_policy },
	{ "record", read_hex, TOKEN(record), .min = SVSM_TOKEN_RECORD_SIZE,
	  .max = SVSM_TOKEN_RECORD_SIZE },
	{ "road", .decode = read_road },
	{ "sealed", .decode = read_sealed },
	{ "srk", .decode = read_srk },
	{ "type", .decode = read_nothing },
	{ "version", .decode = read_nothing },
};

/* Another type or version is told as such, whatever else is in it. */
static int check_version(const struct json_reader_value *value, struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value key, field;
	bool is_ours = false, has_version = false;
	uint64_t version = 0;
	int r;

	while ((r = json_reader_member(&inside, &key, &field)) > 0) {
		if (json_reader_is(&key, "type"))
			is_ours = json_reader_is(&field, SVSM_TOKEN_TYPE);
		else if (json_reader_is(&key, "version"))
			has_version = number_of(&field, UINT32_MAX, &version) == 0;
	}
	if (r < 0)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "svsm token: it is no JSON");
	if (!is_ours)
		return fault_set_at(fault, -ENOENT, value->whole.base,
				    "svsm token: it is of another type");
	if (!has_version)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "svsm token: 'version': it is missing, or no number");
	if (version != SVSM_TOKEN_VERSION)
		return fault_set_at(fault, -EOPNOTSUPP, value->whole.base,
				    "svsm token: version %llu is not known, only %u; a newer "
				    "svsm-guest has written it", (unsigned long long)version,
				    SVSM_TOKEN_VERSION);
	return 0;
}

int svsm_token_decode(const char *text, size_t size, struct svsm_token *ret, struct fault *fault)
{
	struct svsm_token token = { .keyslots = 0 };
	struct json_reader_value whole;
	struct cursor cursor;
	uint32_t seen = 0;
	int r;

	if (size > SVSM_TOKEN_SIZE_MAX)
		return fault_set(fault, -E2BIG, "svsm token: %zu bytes, more than %u", size,
				 SVSM_TOKEN_SIZE_MAX);
	cursor_init(&cursor, text, size);
	if (json_reader_value(&cursor, &whole) < 0 || whole.kind != JSON_READER_OBJECT)
		return fault_set_at(fault, -EBADMSG, 0, "svsm token: it is no JSON object");
	json_reader_skip_blanks(&cursor);
	if (cursor_left(&cursor))
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "svsm token: something stands behind it");
	r = check_version(&whole, fault);
	if (!r)
		r = read_object(token_members, COUNT(token_members), "the token", &whole, &token,
				&seen, fault);
	if (r < 0)
		return r;
	token.has_measurement = seen & HAS_MEASUREMENT;
	*ret = token;
	return 0;
}
