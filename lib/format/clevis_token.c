/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Clevis' token, and what a JWE's header says in it.
 */
#include "lib/format/clevis_token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/base64url.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/json_reader.h"

#define PCRS		24
#define PUBLIC_MAX	512	/* TPM2B_PUBLIC of a sealed object: 48 to 112 */
#define KEYEDHASH	0x0008	/* TPM_ALG_KEYEDHASH */

static int refuse(struct fault *fault, const char *what)
{
	return fault_set(fault, -EBADMSG, "clevis token: %s", what);
}

/* The member @name of the object @object.  0; -ENOENT; -EBADMSG. */
static int find(const struct json_reader_value *object, const char *name,
		struct json_reader_value *ret)
{
	struct json_reader_value key, value;
	struct cursor inside = object->inside;
	int r;

	if (object->kind != JSON_READER_OBJECT)
		return -EBADMSG;
	while ((r = json_reader_member(&inside, &key, &value)) > 0) {
		if (!json_reader_is(&key, name))
			continue;
		*ret = value;
		return 0;
	}
	return r < 0 ? r : -ENOENT;
}

/* "1,3": what clevis was told, word for word. */
static int read_pcr_list(const char *text, uint32_t *mask)
{
	while (*text) {
		unsigned int pcr = 0;
		int digits;

		for (digits = 0; *text >= '0' && *text <= '9' && digits < 3; digits++)
			pcr = 10 * pcr + (unsigned int)(*text++ - '0');
		if (!digits || pcr >= PCRS || (*text && *text != ','))
			return -EBADMSG;
		*mask |= UINT32_C(1) << pcr;
		if (*text == ',' && !*++text)
			return -EBADMSG;
	}
	return 0;
}

static int read_pcr_ids(const struct json_reader_value *value, uint32_t *mask)
{
	struct json_reader_value element;
	struct cursor inside = value->inside;
	char text[128];
	uint64_t pcr;
	int r;

	if (value->kind == JSON_READER_STRING)
		return json_reader_text(value, text, sizeof(text)) < 0 ?
			       -EBADMSG :
			       read_pcr_list(text, mask);
	if (value->kind != JSON_READER_ARRAY)
		return -EBADMSG;
	while ((r = json_reader_element(&inside, &element)) > 0) {
		if (!json_reader_number(&element, PCRS - 1, &pcr))
			*mask |= UINT32_C(1) << pcr;
		else if (json_reader_text(&element, text, sizeof(text)) < 0 ||
			 read_pcr_list(text, mask) < 0)
			return -EBADMSG;
	}
	return r;
}

/* A TPM2B_PUBLIC of a sealed object, up to its policy. */
static int read_public(const struct json_reader_value *value, struct clevis_token *token)
{
	uint8_t bytes[PUBLIC_MAX];
	char text[PUBLIC_MAX * 4 / 3 + 4];
	struct cursor cursor;
	size_t size;

	if (json_reader_text(value, text, sizeof(text)) < 0 ||
	    base64url_decode(text, strlen(text), bytes, sizeof(bytes), &size) < 0)
		return -EBADMSG;
	cursor_init(&cursor, bytes, size);
	if (cursor_be16(&cursor) != size - 2 || cursor_be16(&cursor) != KEYEDHASH)
		return -EBADMSG;
	token->policy_algorithm = cursor_be16(&cursor);
	cursor_skip(&cursor, 4); /* its attributes */
	token->policy_size = cursor_be16(&cursor);
	if (token->policy_size > sizeof(token->policy))
		return -EBADMSG;
	cursor_copy(&cursor, token->policy, token->policy_size);
	if (!cursor_ok(&cursor))
		return -EBADMSG;
	return !token->policy_size ||
			       token->policy_size == hash_algorithm_size(token->policy_algorithm) ?
		       0 :
		       -EBADMSG;
}

static int read_tpm2(const struct json_reader_value *tpm2, struct clevis_token *token,
		     struct fault *fault)
{
	struct json_reader_value value;
	char bank[16];
	int r;

	r = find(tpm2, "pcr_ids", &value);
	if (r != -ENOENT && (r < 0 || read_pcr_ids(&value, &token->pcrs) < 0))
		return refuse(fault, "its PCRs make no sense");
	r = find(tpm2, "pcr_bank", &value);
	if (r == -EBADMSG || (!r && json_reader_text(&value, bank, sizeof(bank)) < 0))
		return refuse(fault, "its bank makes no sense");
	if (!r && hash_algorithm_find(bank, &token->bank) < 0)
		return fault_set(fault, -EOPNOTSUPP, "clevis token: its bank is not known");
	if (token->pcrs && !token->bank)
		return refuse(fault, "it has PCRs and no bank");
	if (find(tpm2, "jwk_pub", &value) < 0 || read_public(&value, token) < 0)
		return refuse(fault, "its sealed object makes no sense");
	return 0;
}

static int read_header(const char *text, size_t size, struct clevis_token *token,
		       struct fault *fault)
{
	struct json_reader_value whole, clevis, pin;
	struct cursor cursor;
	int r;

	cursor_init(&cursor, text, size);
	if (json_reader_value(&cursor, &whole) < 0 || whole.kind != JSON_READER_OBJECT ||
	    cursor_end(&cursor) < 0)
		return refuse(fault, "the header of its JWE is no JSON object");
	r = find(&whole, "clevis", &clevis);
	if (r == -ENOENT)
		return 0;
	if (r < 0 || find(&clevis, "pin", &pin) < 0 ||
	    json_reader_text(&pin, token->pin, sizeof(token->pin)) < 0)
		return refuse(fault, "it names no pin");
	if (strcmp(token->pin, CLEVIS_TOKEN_PIN_TPM2))
		return 0;
	if (find(&clevis, CLEVIS_TOKEN_PIN_TPM2, &whole) < 0)
		return refuse(fault, "it says nothing about its pin");
	return read_tpm2(&whole, token, fault);
}

int clevis_token_parse(const char *text, size_t size, struct clevis_token *ret,
		       struct fault *fault)
{
	_cleanup_(cleanup_free) char *encoded = malloc(2 * CLEVIS_TOKEN_HEADER_MAX);
	_cleanup_(cleanup_free) char *header = malloc(CLEVIS_TOKEN_HEADER_MAX);
	struct json_reader_value whole, jwe, value;
	struct clevis_token token = { .pin = "" };
	struct cursor cursor;
	size_t length;
	int r;

	if (!encoded || !header)
		return fault_set(fault, -ENOMEM, "clevis token: out of memory");
	if (size > CLEVIS_TOKEN_SIZE_MAX)
		return fault_set(fault, -E2BIG, "clevis token: has more than %u bytes",
				 CLEVIS_TOKEN_SIZE_MAX);
	cursor_init(&cursor, text, size);
	if (json_reader_value(&cursor, &whole) < 0)
		return refuse(fault, "is no JSON object");
	json_reader_skip_blanks(&cursor);
	if (cursor_end(&cursor) < 0 || find(&whole, "jwe", &jwe) < 0)
		return refuse(fault, "has no JWE");
	if (find(&jwe, "protected", &value) < 0 ||
	    json_reader_text(&value, encoded, 2 * CLEVIS_TOKEN_HEADER_MAX) < 0 ||
	    base64url_decode(encoded, strlen(encoded), header, CLEVIS_TOKEN_HEADER_MAX,
			     &length) < 0)
		return refuse(fault, "its JWE has no header");
	r = read_header(header, length, &token, fault);
	if (!r)
		*ret = token;
	return r;
}
