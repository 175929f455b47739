/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is hidden of JSON: every string that is long enough for a key, and no other.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/policy/redact.h"

#define SHORT	"0123456789012345678901234567890"
/* SHORT "1", as sha256sum has it. */
#define HIDDEN	"sha256:861009ec4d599fab1f40abc76e6f8988" \
		"0cff5833c79c548c99f9045f191cd90b, 32 characters"

static void expect(const char *json, const char *shown)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(4096);
	uint8_t *copy = exact_copy(json, strlen(json));

	assert_int_equal(redact_json(copy, strlen(json), &text), 0);
	assert_int_equal(text.size, strlen(shown));
	assert_memory_equal(text.data, shown, strlen(shown));
	free(copy);
}

static void what_is_short_is_shown(void **state)
{
	expect("", "");
	expect("{\"type\": \"svsm\", \"keyslots\": [\"1\"], \"n\": 12345}",
	       "{\"type\": \"svsm\", \"keyslots\": [\"1\"], \"n\": 12345}");
	expect("\"" SHORT "\"", "\"" SHORT "\"");
	expect("\"a\\\"b\"", "\"a\\\"b\"");
}

static void what_is_long_is_a_digest(void **state)
{
	expect("{\"blob\":\"" SHORT "1\",\"" SHORT "1\":1}",
	       "{\"blob\":\"" HIDDEN "\",\"" HIDDEN "\":1}");
}

static void a_quotation_mark_behind_a_backslash_ends_no_string(void **state)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(4096);
	static const char json[] = "[\"secret\\\"" SHORT "\", \"a\\\\\", \"b\"]";

	assert_int_equal(redact_json(json, sizeof(json) - 1, &text), 0);
	assert_null(memmem(text.data, text.size, "0123456789", 10));
	assert_null(memmem(text.data, text.size, "secret", 6));
	assert_non_null(memmem(text.data, text.size, "\"a\\\\\", \"b\"]", 11));
}

static void a_string_without_an_end_is_not_shown(void **state)
{
	expect("{\"a\": \"secret", "{\"a\": \"");
	expect("{\"a\": \"secret\\", "{\"a\": \"");
	expect("{\"a\": \"secret\\\"", "{\"a\": \"");
}

static void no_more_is_made_than_the_limit(void **state)
{
	struct buffer text = BUFFER_INIT(8);

	assert_int_equal(redact_json("\"12345678\"", 10, &text), -E2BIG);
	buffer_deinit(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_short_is_shown),
		cmocka_unit_test(what_is_long_is_a_digest),
		cmocka_unit_test(a_quotation_mark_behind_a_backslash_ends_no_string),
		cmocka_unit_test(a_string_without_an_end_is_not_shown),
		cmocka_unit_test(no_more_is_made_than_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
