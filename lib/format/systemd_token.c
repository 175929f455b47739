/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * systemd's members, as a table.
 */
#include "lib/format/systemd_token.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/json_reader.h"
#include "lib/format/tpm_algorithm.h"

#define PCRS	24

struct reading {
	struct systemd_token token;
	uint32_t seen;		/* bit n: members[n] */
};

typedef int (*read_fn)(const struct json_reader_value *value, struct systemd_token *token);

static int read_mask(const struct json_reader_value *value, uint32_t *ret)
{
	struct json_reader_value element;
	struct cursor inside = value->inside;
	uint32_t mask = 0;
	uint64_t pcr;
	int r;

	if (value->kind != JSON_READER_ARRAY)
		return -EBADMSG;
	while ((r = json_reader_element(&inside, &element)) > 0) {
		if (json_reader_number(&element, PCRS - 1, &pcr) < 0)
			return -EBADMSG;
		mask |= UINT32_C(1) << pcr;
	}
	if (!r)
		*ret = mask;
	return r;
}

static int read_pcrs(const struct json_reader_value *value, struct systemd_token *token)
{
	return read_mask(value, &token->pcrs);
}

static int read_signed_pcrs(const struct json_reader_value *value, struct systemd_token *token)
{
	return read_mask(value, &token->signed_pcrs);
}

static int read_bank(const struct json_reader_value *value, struct systemd_token *token)
{
	char name[16];

	if (value->kind != JSON_READER_STRING)
		return -EBADMSG;
	if (json_reader_text(value, name, sizeof(name)) < 0 ||
	    hash_algorithm_find(name, &token->bank) < 0)
		return -EOPNOTSUPP;
	return 0;
}

static int read_primary(const struct json_reader_value *value, struct systemd_token *token)
{
	if (value->kind != JSON_READER_STRING)
		return -EBADMSG;
	if (json_reader_is(value, "ecc"))
		token->primary = TPM_KEY_ECC;
	else if (json_reader_is(value, "rsa"))
		token->primary = TPM_KEY_RSA;
	else
		return -EOPNOTSUPP;
	return 0;
}

static int read_bool(const struct json_reader_value *value, bool *ret)
{
	if (value->kind != JSON_READER_BOOL)
		return -EBADMSG;
	*ret = *value->whole.data == 't';
	return 0;
}

static int read_pin(const struct json_reader_value *value, struct systemd_token *token)
{
	return read_bool(value, &token->has_pin);
}

static int read_pcrlock(const struct json_reader_value *value, struct systemd_token *token)
{
	return read_bool(value, &token->has_pcrlock);
}

static int read_signer(const struct json_reader_value *value, struct systemd_token *token)
{
	token->has_signer = true;
	return value->kind == JSON_READER_STRING ? 0 : -EBADMSG;
}

static int read_srk(const struct json_reader_value *value, struct systemd_token *token)
{
	token->has_srk = true;
	return value->kind == JSON_READER_STRING ? 0 : -EBADMSG;
}

static int read_blob(const struct json_reader_value *value, struct systemd_token *token)
{
	return value->kind == JSON_READER_STRING || value->kind == JSON_READER_ARRAY ? 0 :
										       -EBADMSG;
}

static int add_policy(const struct json_reader_value *value, struct systemd_token *token)
{
	char text[HEX_TEXT_SIZE(SYSTEMD_TOKEN_POLICY_SIZE)];

	if (token->policy_count == SYSTEMD_TOKEN_POLICIES_MAX ||
	    json_reader_text(value, text, sizeof(text)) < 0 ||
	    hex_decode(text, token->policies[token->policy_count], SYSTEMD_TOKEN_POLICY_SIZE) < 0)
		return -EBADMSG;
	token->policy_count++;
	return 0;
}

static int read_policy(const struct json_reader_value *value, struct systemd_token *token)
{
	struct json_reader_value element;
	struct cursor inside = value->inside;
	int r;

	token->policy_count = 0;
	if (value->kind != JSON_READER_ARRAY)
		return add_policy(value, token);
	while ((r = json_reader_element(&inside, &element)) > 0)
		if (add_policy(&element, token) < 0)
			return -EBADMSG;
	return r < 0 || !token->policy_count ? -EBADMSG : 0;
}

static const struct {
	const char *name;
	read_fn take;
	bool is_required;
} members[] = {
	{ "tpm2-blob", read_blob, true },
	{ "tpm2-pcrs", read_pcrs, true },
	{ "tpm2-policy-hash", read_policy, true },
	{ "tpm2-pcr-bank", read_bank, false },
	{ "tpm2-primary-alg", read_primary, false },
	{ "tpm2-pin", read_pin, false },
	{ "tpm2_pubkey", read_signer, false },
	{ "tpm2_pubkey_pcrs", read_signed_pcrs, false },
	{ "tpm2_srk", read_srk, false },
	{ "tpm2_pcrlock", read_pcrlock, false },
};

#define MEMBERS	(sizeof(members) / sizeof(members[0]))

static int read_member(const struct json_reader_value *key, const struct json_reader_value *value,
		       struct reading *reading, struct fault *fault)
{
	size_t i;
	int r;

	for (i = 0; i < MEMBERS; i++) {
		if (!json_reader_is(key, members[i].name))
			continue;
		if (reading->seen >> i & 1)
			return fault_set_at(fault, -EBADMSG, key->whole.base,
					    "systemd-tpm2 token: %s stands twice", members[i].name);
		reading->seen |= UINT32_C(1) << i;
		r = members[i].take(value, &reading->token);
		if (r < 0)
			return fault_set_at(fault, r, value->whole.base,
					    "systemd-tpm2 token: %s makes no sense",
					    members[i].name);
	}
	return 0;
}

int systemd_token_parse(const char *text, size_t size, struct systemd_token *ret,
			struct fault *fault)
{
	struct reading reading = { .token = { .primary = TPM_KEY_ECC } };
	struct json_reader_value whole, key, value;
	struct cursor cursor;
	size_t i;
	int r;

	if (size > SYSTEMD_TOKEN_SIZE_MAX)
		return fault_set(fault, -E2BIG, "systemd-tpm2 token: has more than %u bytes",
				 SYSTEMD_TOKEN_SIZE_MAX);
	cursor_init(&cursor, text, size);
	if (json_reader_value(&cursor, &whole) < 0 || whole.kind != JSON_READER_OBJECT)
		return fault_set(fault, -EBADMSG, "systemd-tpm2 token: is no JSON object");
	json_reader_skip_blanks(&cursor);
	if (cursor_end(&cursor) < 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "systemd-tpm2 token: something is behind its end");
	while ((r = json_reader_member(&whole.inside, &key, &value)) > 0) {
		r = read_member(&key, &value, &reading, fault);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return fault_set(fault, -EBADMSG, "systemd-tpm2 token: is no JSON object");
	for (i = 0; i < MEMBERS; i++)
		if (members[i].is_required && !(reading.seen >> i & 1))
			return fault_set(fault, -EBADMSG, "systemd-tpm2 token: has no %s",
					 members[i].name);
	*ret = reading.token;
	return 0;
}
