/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The text around a signature.
 */
#include "tests/unit/unit.h"

#include "lib/format/canonical_json.h"
#include "lib/format/signed_text.h"

/* Reads a member "a", then a signature if there is one. */
static void split(const char *text, struct evidence_bytes ret[static 2])
{
	struct fault fault = FAULT_NONE;
	struct canonical_json json;
	uint8_t signature[8];
	size_t begin;

	canonical_json_init(&json, "text", text, strlen(text), &fault);
	canonical_json_object(&json, NULL);
	assert_int_equal(canonical_json_number(&json, "a", 9), 1);
	begin = cursor_offset(&json.cursor);
	if (canonical_json_has(&json, "s"))
		assert_int_equal(canonical_json_base64(&json, "s", signature, 1, 8), 3);
	signed_text_split(&json, begin, ret);
	assert_ptr_equal(ret[0].data, text);
	assert_ptr_equal(ret[1].data + ret[1].size, text + strlen(text));
}

static void what_is_left_is_the_text_without_its_signature(void **state)
{
	struct evidence_bytes rest[2];

	split("{\"a\":1,\"s\":\"AAAA\",\"t\":2}\n", rest);
	assert_int_equal(rest[0].size, 6);
	assert_memory_equal(rest[0].data, "{\"a\":1", 6);
	assert_int_equal(rest[1].size, 8);
	assert_memory_equal(rest[1].data, ",\"t\":2}\n", 8);
}

static void without_a_signature_it_is_the_whole_text(void **state)
{
	struct evidence_bytes rest[2];

	split("{\"a\":1,\"t\":2}\n", rest);
	assert_int_equal(rest[0].size, 6);
	assert_int_equal(rest[1].size, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_is_the_text_without_its_signature),
		cmocka_unit_test(without_a_signature_it_is_the_whole_text),
	};

	return cmocka_run_group_tests_name("signed_text", tests, NULL, NULL);
}
