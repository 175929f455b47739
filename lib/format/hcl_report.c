/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading Azure's reports.
 */
#include "lib/format/hcl_report.h"

#include <errno.h>
#include <string.h>

#include "lib/base/base64url.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/json_reader.h"
#include "lib/format/snp_report.h"

#define MAGIC			"HCLA"
#define MAGIC_SIZE		4
#define VERSION_MIN		1
#define VERSION_MAX		2
#define REQUEST_TYPE		2
#define RESERVED_SIZE		16
#define HEADER_SIZE		0x20
#define RUNTIME_VERSION		1
#define RUNTIME_HEADER_SIZE	20

#define MODULUS_TEXT_MAX	(HCL_REPORT_MODULUS_MAX / 3 * 4 + 4)
#define EXPONENT_SIZE_MAX	4

bool hcl_report_is(const void *data, size_t size)
{
	return size >= MAGIC_SIZE && !memcmp(data, MAGIC, MAGIC_SIZE);
}

static uint16_t find_hash(uint32_t number)
{
	switch (number) {
	case 1:
		return HASH_SHA256;
	case 2:
		return HASH_SHA384;
	case 3:
		return HASH_SHA512;
	}
	return 0;
}

static int read_header(struct cursor *cursor, struct hcl_report *report, uint64_t *ret_size,
		       struct fault *fault)
{
	const uint8_t *magic = cursor_bytes(cursor, MAGIC_SIZE);
	uint32_t request;

	report->version = cursor_le32(cursor);
	*ret_size = cursor_le32(cursor);
	request = cursor_le32(cursor);
	cursor_skip(cursor, RESERVED_SIZE);
	report->report = cursor_bytes(cursor, SNP_REPORT_SIZE);
	if (!cursor_ok(cursor) || memcmp(magic, MAGIC, MAGIC_SIZE))
		return fault_set_at(fault, -EBADMSG, 0, "HCL report: this is none, or it is cut off");
	if (report->version < VERSION_MIN || report->version > VERSION_MAX)
		return fault_set_at(fault, -EOPNOTSUPP, 4, "HCL report: version %u is not known",
				    report->version);
	if (request != REQUEST_TYPE)
		return fault_set_at(fault, -EOPNOTSUPP, 12,
				    "HCL report: request type %u is not known", request);
	return 0;
}

static int read_runtime(struct cursor *cursor, struct hcl_report *report, uint64_t report_size,
			struct fault *fault)
{
	const size_t begin = cursor_offset(cursor);
	uint32_t size = cursor_le32(cursor), version = cursor_le32(cursor);
	uint32_t kind = cursor_le32(cursor), hash = cursor_le32(cursor);
	uint32_t data_size = cursor_le32(cursor);

	report->hash = find_hash(hash);
	report->runtime_data_size = data_size;
	report->runtime_data = cursor_bytes(cursor, data_size);
	if (!cursor_ok(cursor))
		return fault_set_at(fault, -EBADMSG, begin, "HCL report: it is cut off");
	if (version != RUNTIME_VERSION)
		return fault_set_at(fault, -EOPNOTSUPP, begin + 4,
				    "HCL report: version %u of the runtime data is not known",
				    version);
	if (kind != HCL_REPORT_SNP && kind != HCL_REPORT_TDX)
		return fault_set_at(fault, -EOPNOTSUPP, begin + 8,
				    "HCL report: kind %u is neither SEV-SNP nor TDX", kind);
	if (!report->hash)
		return fault_set_at(fault, -EOPNOTSUPP, begin + 12,
				    "HCL report: hash %u is not known", hash);
	report->kind = kind;
	if (size != RUNTIME_HEADER_SIZE + (uint64_t)data_size ||
	    report_size != HEADER_SIZE + SNP_REPORT_SIZE + (uint64_t)size)
		return fault_set_at(fault, -EBADMSG, begin,
				    "HCL report: its sizes contradict each other");
	return 0;
}

int hcl_report_parse(const void *data, size_t size, struct hcl_report *ret, struct fault *fault)
{
	struct hcl_report report = { .version = 0 };
	struct cursor cursor;
	uint64_t said;
	int r;

	if (size > HCL_REPORT_SIZE_MAX)
		return fault_set(fault, -E2BIG, "HCL report: %zu bytes, more than %u", size,
				 HCL_REPORT_SIZE_MAX);
	cursor_init(&cursor, data, size);
	r = read_header(&cursor, &report, &said, fault);
	if (!r)
		r = read_runtime(&cursor, &report, said, fault);
	if (r < 0)
		return r;
	/* An NV index is read as a whole. */
	if (cursor_left(&cursor) && !cursor_is_filled_with(&cursor, 0))
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "HCL report: something else than zeros follows it");
	*ret = report;
	return 0;
}

/* The member of that name.  1; 0 without one; -EBADMSG also when there are two. */
static int find_member(const struct json_reader_value *object, const char *name,
		       struct json_reader_value *ret)
{
	struct cursor inside = object->inside;
	struct json_reader_value key, value;
	bool is_found = false;
	int r;

	if (object->kind != JSON_READER_OBJECT)
		return -EBADMSG;
	while ((r = json_reader_member(&inside, &key, &value)) > 0) {
		if (!json_reader_is(&key, name))
			continue;
		if (is_found)
			return -EBADMSG;
		*ret = value;
		is_found = true;
	}
	return r < 0 ? r : is_found;
}

/* All of the runtime data: one object. */
static int read_root(const struct hcl_report *report, struct json_reader_value *ret)
{
	struct cursor cursor;

	cursor_init(&cursor, report->runtime_data, report->runtime_data_size);
	if (json_reader_value(&cursor, ret) < 0 || ret->kind != JSON_READER_OBJECT)
		return -EBADMSG;
	json_reader_skip_blanks(&cursor);
	return cursor_end(&cursor);
}

static int decode_base64url(const struct json_reader_value *value, uint8_t *ret, size_t max,
			    size_t *ret_size)
{
	char text[MODULUS_TEXT_MAX];
	int r = json_reader_text(value, text, sizeof(text));

	return r < 0 ? r : base64url_decode(text, strlen(text), ret, max, ret_size);
}

/* A JSON Web Key (RFC 7518, section 6.3.1). */
static int read_key(const struct json_reader_value *object, struct hcl_report_key *ret)
{
	struct json_reader_value kty, n, e;
	uint8_t exponent[EXPONENT_SIZE_MAX];
	size_t exponent_size, i;
	int r;

	r = find_member(object, "kty", &kty);
	if (r <= 0)
		return -EBADMSG;
	if (!json_reader_is(&kty, "RSA"))
		return -EOPNOTSUPP;
	if (find_member(object, "n", &n) <= 0 || find_member(object, "e", &e) <= 0)
		return -EBADMSG;
	if (decode_base64url(&n, ret->modulus, sizeof(ret->modulus), &ret->modulus_size) < 0 ||
	    decode_base64url(&e, exponent, sizeof(exponent), &exponent_size) < 0 ||
	    !ret->modulus_size || !exponent_size)
		return -EBADMSG;
	for (ret->exponent = 0, i = 0; i < exponent_size; i++)
		ret->exponent = ret->exponent << 8 | exponent[i];
	return 0;
}

/* Goes through all of "keys".  1; 0 without the key; -EBADMSG also when it is there twice. */
static int find_key(const struct json_reader_value *root, const char *kid,
		    struct json_reader_value *ret)
{
	struct json_reader_value keys, key, name;
	bool is_found = false;
	size_t count = 0;
	int r;

	r = find_member(root, "keys", &keys);
	if (r <= 0)
		return r;
	if (keys.kind != JSON_READER_ARRAY)
		return -EBADMSG;
	while ((r = json_reader_element(&keys.inside, &key)) > 0) {
		if (++count > HCL_REPORT_KEYS_MAX)
			return -E2BIG;
		r = find_member(&key, "kid", &name);
		if (r < 0)
			return r;
		if (!r || !json_reader_is(&name, kid))
			continue;
		if (is_found)
			return -EBADMSG;
		*ret = key;
		is_found = true;
	}
	return r < 0 ? r : is_found;
}

int hcl_report_find_key(const struct hcl_report *report, const char *kid,
			struct hcl_report_key *ret, struct fault *fault)
{
	struct hcl_report_key result = { .exponent = 0 };
	struct json_reader_value root, key;
	int r = read_root(report, &root);

	if (!r)
		r = find_key(&root, kid, &key);
	if (r > 0)
		r = read_key(&key, &result);
	else if (!r)
		r = -ENOENT;
	if (r == -ENOENT)
		return fault_set(fault, r, "HCL report: its runtime data has no key '%s'", kid);
	if (r == -EOPNOTSUPP)
		return fault_set(fault, r, "HCL report: key '%s' is not RSA", kid);
	if (r == -E2BIG)
		return fault_set(fault, r, "HCL report: its runtime data has more than %u keys",
				 HCL_REPORT_KEYS_MAX);
	if (r < 0)
		return fault_set(fault, r, "HCL report: its runtime data is malformed, or has key "
				 "'%s' twice", kid);
	*ret = result;
	return 0;
}

int hcl_report_user_data(const struct hcl_report *report,
			 uint8_t ret[static HCL_REPORT_USER_DATA_MAX], size_t *ret_size,
			 struct fault *fault)
{
	char text[HEX_TEXT_SIZE(HCL_REPORT_USER_DATA_MAX)];
	struct json_reader_value root, value;
	int r = read_root(report, &root);

	if (!r)
		r = find_member(&root, "user-data", &value);
	if (!r)
		return fault_set(fault, -ENOENT, "HCL report: its runtime data has no 'user-data'");
	if (r < 0 || json_reader_text(&value, text, sizeof(text)) < 0 ||
	    hex_decode(text, ret, strlen(text) / 2) < 0)
		return fault_set(fault, -EBADMSG, "HCL report: its runtime data or the 'user-data' "
				 "in it is malformed");
	*ret_size = strlen(text) / 2;
	return 0;
}
