/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Base64 of the URL alphabet: the vectors of RFC 4648, section 10, without padding.
 */
#include "tests/unit/unit.h"

#include "lib/base/base64url.h"

static void vectors_are_decoded(void **state)
{
	static const struct {
		const char *text, *bytes;
	} vectors[] = {
		{ "", "" }, { "Zg", "f" }, { "Zm8", "fo" }, { "Zm9v", "foo" },
		{ "Zm9vYg", "foob" }, { "Zm9vYmE", "fooba" }, { "Zm9vYmFy", "foobar" },
		{ "-_-_", "\xfb\xff\xbf" },
	};
	uint8_t bytes[6];
	size_t size, i;

	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		assert_int_equal(base64url_decode(vectors[i].text, strlen(vectors[i].text), bytes,
						  sizeof(bytes), &size), 0);
		assert_int_equal(size, strlen(vectors[i].bytes));
		assert_memory_equal(bytes, vectors[i].bytes, size);
	}
}

static void what_is_not_written_so_is_refused(void **state)
{
	static const char *const texts[] = {
		"Zm9vY",	/* 6 bits are no byte */
		"Zg==",		/* padding */
		"+/+/",		/* the other alphabet */
		"Zm9 ", "Zm\n9v",
		"Zh",		/* 4 bits left over, not all zero */
		"Zm9",		/* 2 bits left over, not all zero */
	};
	uint8_t bytes[8] = { 0x77 };
	size_t size = 99, i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(base64url_decode(texts[i], strlen(texts[i]), bytes, sizeof(bytes),
						  &size), -EBADMSG);
	assert_int_equal(bytes[0], 0x77);
	assert_int_equal(size, 99);
}

static void too_little_room_is_told(void **state)
{
	uint8_t bytes[2] = { 0x77, 0x77 };
	size_t size = 99;

	assert_int_equal(base64url_decode("Zm9v", 4, bytes, 2, &size), -EMSGSIZE);
	assert_int_equal(bytes[0], 0x77);
	assert_int_equal(size, 99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_are_decoded),
		cmocka_unit_test(what_is_not_written_so_is_refused),
		cmocka_unit_test(too_little_room_is_told),
	};

	return cmocka_run_group_tests_name("base64url", tests, NULL, NULL);
}
