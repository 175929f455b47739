/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading a policy's values.  A text is taken for what it says literally: hexadecimal
 * digits and words are compared as they stand, escapes are for comments and command
 * lines.
 */
#include "lib/format/policy_value.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/policy_file.h"
#include "lib/format/unicode.h"

#define TEXT_MAX	192	/* a name of a hash, a colon, and 64 bytes in hexadecimal */
#define KEY_SHOWN_MAX	40

_Static_assert(TEXT_MAX >= HEX_TEXT_SIZE(SNP_REPORT_CHIP_ID_SIZE), "a chip's id fits");

void policy_path_add(const char *path, const struct json_reader_value *key,
		     char ret[static POLICY_PATH_MAX])
{
	char name[KEY_SHOWN_MAX];

	(void)unicode_from_utf8(key->inside.data, key->inside.size, name, sizeof(name));
	(void)snprintf(ret, POLICY_PATH_MAX, "%s%s%s", path, *path ? "." : "", name);
}

static int check_comment(const struct json_reader_value *value, struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value line;
	int r = 0;

	if (value->kind == JSON_READER_STRING)
		return 0;
	if (value->kind != JSON_READER_ARRAY)
		r = -EBADMSG;
	while (!r && (r = json_reader_element(&inside, &line)) > 0)
		r = line.kind == JSON_READER_STRING ? 0 : -EBADMSG;
	return r < 0 ? fault_set_at(fault, -EBADMSG, value->whole.base,
				    "policy: a comment is a text or a list of texts") : 0;
}

int policy_next_member(struct cursor *inside, const char *path, struct json_reader_value *ret_key,
		       struct json_reader_value *ret_value, struct fault *fault)
{
	int r;

	while ((r = json_reader_member(inside, ret_key, ret_value)) > 0) {
		if (!json_reader_is(ret_key, "comment"))
			return 1;
		r = check_comment(ret_value, fault);
		if (r < 0)
			return r;
	}
	return r < 0 ? fault_set_at(fault, r, cursor_offset(inside), "policy: %s: no JSON", path) :
		       0;
}

static int read_member(const struct policy_member *members, size_t count, uint64_t *seen,
		       const struct json_reader_value *key, const struct json_reader_value *value,
		       void *base, const char *path, struct fault *fault)
{
	char below[POLICY_PATH_MAX];
	size_t i = 0;
	int r;

	policy_path_add(path, key, below);
	while (i < count && !json_reader_is(key, members[i].name))
		i++;
	if (i == count)
		return fault_set_at(fault, -EBADMSG, key->whole.base,
				    "policy: %s: there is no such member", below);
	if (*seen >> i & 1)
		return fault_set_at(fault, -EBADMSG, key->whole.base, "policy: %s: stands twice",
				    below);
	*seen |= 1ull << i;
	r = members[i].take(&members[i], value, (char *)base + members[i].offset, below, fault);
	if (!r && members[i].has_offset)
		*(bool *)((char *)base + members[i].has_offset) = true;
	return r;
}

int policy_read_object(const struct policy_member *members, size_t count,
		       const struct json_reader_value *value, void *base, const char *path,
		       struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value key, member;
	uint64_t seen = 0;
	size_t i;
	int r;

	if (value->kind != JSON_READER_OBJECT)
		return fault_set_at(fault, -EBADMSG, value->whole.base, "policy: %s: no object",
				    *path ? path : "the text");
	while ((r = policy_next_member(&inside, path, &key, &member, fault)) > 0) {
		r = read_member(members, count, &seen, &key, &member, base, path, fault);
		if (r < 0)
			return r;
	}
	for (i = 0; !r && i < count; i++)
		if (members[i].is_required && !(seen >> i & 1))
			return fault_set_at(fault, -EBADMSG, value->whole.base,
					    "policy: %s: is missing", members[i].name);
	return r;
}

int policy_value_hex(const struct json_reader_value *value, void *ret, size_t size)
{
	char text[TEXT_MAX];

	if (json_reader_text(value, text, sizeof(text)) < 0 || hex_decode(text, ret, size) < 0)
		return -EBADMSG;
	return 0;
}

/* How many values there are, all of which are texts. */
static int count_texts(const struct json_reader_value *value, size_t limit, size_t *ret,
		       const char *path, struct fault *fault)
{
	struct cursor inside = value->inside;
	struct json_reader_value element;
	size_t count = 0;
	int r = 0;

	if (value->kind == JSON_READER_ARRAY)
		while ((r = json_reader_element(&inside, &element)) > 0 &&
		       element.kind == JSON_READER_STRING)
			count++;
	if (value->kind != JSON_READER_ARRAY || r)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "policy: %s: no list of texts", path);
	if (!count)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "policy: %s: the list is empty", path);
	if (count > limit)
		return fault_set_at(fault, -E2BIG, value->whole.base,
				    "policy: %s: %zu values, more than %zu", path, count, limit);
	*ret = count;
	return 0;
}

static int compare(const void *a, const void *b, void *size)
{
	return memcmp(a, b, *(size_t *)size);
}

typedef int (*read_element)(const struct json_reader_value *element, void *ret, size_t size);

static int read_list(const struct json_reader_value *value, size_t size, size_t limit,
		     read_element take, const char *what, struct policy_list *ret,
		     const char *path, struct fault *fault)
{
	_cleanup_(cleanup_free) uint8_t *data = NULL;
	struct cursor inside = value->inside;
	struct json_reader_value element;
	size_t count = 0, i;
	int r;

	r = count_texts(value, limit, &count, path, fault);
	if (r < 0)
		return r;
	data = calloc(count, size);
	if (!data)
		return fault_set(fault, -ENOMEM, "policy: out of memory");
	for (i = 0; i < count; i++)
		if (json_reader_element(&inside, &element) <= 0 ||
		    take(&element, data + i * size, size) < 0)
			return fault_set_at(fault, -EBADMSG, element.whole.base,
					    "policy: %s: value %zu is not %s", path, i + 1, what);
	qsort_r(data, count, size, compare, &size);
	*ret = (struct policy_list){ .data = TAKE_PTR(data), .count = count, .size = size };
	return 0;
}

int policy_value_list(const struct json_reader_value *value, size_t size, size_t limit,
		      struct policy_list *ret, const char *path, struct fault *fault)
{
	char what[64];

	(void)snprintf(what, sizeof(what), "%zu bytes in hexadecimal", size);
	return read_list(value, size, limit, policy_value_hex, what, ret, path, fault);
}

/* The algorithm's number, big-endian, and the digest, filled up with zeros. */
static int read_file(const struct json_reader_value *element, void *ret, size_t size)
{
	uint8_t *file = ret;
	uint16_t algorithm;
	char text[TEXT_MAX];
	char *colon;

	if (json_reader_text(element, text, sizeof(text)) < 0)
		return -EBADMSG;
	colon = strchr(text, ':');
	if (!colon)
		return -EBADMSG;
	*colon = '\0';
	if (hash_algorithm_find(text, &algorithm) < 0 ||
	    hex_decode(colon + 1, file + 2, hash_algorithm_size(algorithm)) < 0)
		return -EBADMSG;
	file[0] = (uint8_t)(algorithm >> 8);
	file[1] = (uint8_t)algorithm;
	return 0;
}

int policy_read_files(const struct policy_member *member, const struct json_reader_value *value,
		      void *field, const char *path, struct fault *fault)
{
	return read_list(value, POLICY_FILE_SIZE, member->limit, read_file,
			 "the name of a hash, a colon, and a digest", field, path, fault);
}

int policy_read_list(const struct policy_member *member, const struct json_reader_value *value,
		     void *field, const char *path, struct fault *fault)
{
	return policy_value_list(value, member->size, member->limit, field, path, fault);
}

int policy_read_hex(const struct policy_member *member, const struct json_reader_value *value,
		    void *field, const char *path, struct fault *fault)
{
	if (policy_value_hex(value, field, member->size) < 0)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "policy: %s: not %zu bytes in hexadecimal", path, member->size);
	return 0;
}

static int read_number(const struct policy_member *member, const struct json_reader_value *value,
		       uint64_t *ret, const char *path, struct fault *fault)
{
	/* RFC 8259, section 6: a number has no zeros before it. */
	bool is_padded = value->whole.size > 1 && value->whole.data[0] == '0';

	if (is_padded || json_reader_number(value, member->limit, ret) < 0)
		return fault_set_at(fault, -EBADMSG, value->whole.base,
				    "policy: %s: not a number up to %zu", path, member->limit);
	return 0;
}

int policy_read_u8(const struct policy_member *member, const struct json_reader_value *value,
		   void *field, const char *path, struct fault *fault)
{
	uint64_t number;
	int r = read_number(member, value, &number, path, fault);

	if (!r)
		*(uint8_t *)field = (uint8_t)number;
	return r;
}

int policy_read_u32(const struct policy_member *member, const struct json_reader_value *value,
		    void *field, const char *path, struct fault *fault)
{
	uint64_t number;
	int r = read_number(member, value, &number, path, fault);

	if (!r)
		*(uint32_t *)field = (uint32_t)number;
	return r;
}

int policy_read_choice(const struct policy_member *member, const struct json_reader_value *value,
		       void *field, const char *path, struct fault *fault)
{
	size_t i, used = 0;
	char words[64] = "";

	for (i = 0; i < POLICY_WORDS_MAX; i++) {
		if (!member->words[i])
			continue;
		if (json_reader_is(value, member->words[i])) {
			*(int *)field = (int)i;
			return 0;
		}
		used += (size_t)snprintf(words + used, sizeof(words) - used, "%s\"%s\"",
					 used ? " or " : "", member->words[i]);
	}
	return fault_set_at(fault, -EBADMSG, value->whole.base, "policy: %s: not %s", path, words);
}

int policy_read_switch(const struct policy_member *member, const struct json_reader_value *value,
		       void *field, const char *path, struct fault *fault)
{
	int index, r = policy_read_choice(member, value, &index, path, fault);

	if (!r)
		*(bool *)field = index;
	return r;
}
