/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Base64 both ways (RFC 4648, section 10), and that one text only stands for any bytes.
 */
#include "tests/unit/unit.h"

#include <stdbool.h>

#include "lib/base/base64.h"

static const struct {
	const char *bytes, *text;
} pairs[] = {
	{ "", "" },	      { "f", "Zg==" },	      { "fo", "Zm8=" },
	{ "foo", "Zm9v" },    { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static void the_vectors_of_the_rfc_hold(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const size_t length = strlen(pairs[i].text);
		uint8_t bytes[8];
		char text[16];
		size_t size;

		assert_int_equal(base64_encoded_size(strlen(pairs[i].bytes)), length);
		assert_ptr_equal(base64_encode(pairs[i].bytes, strlen(pairs[i].bytes), text),
				 text + length);
		assert_memory_equal(text, pairs[i].text, length);
		assert_int_equal(base64_decode(pairs[i].text, length, bytes, sizeof(bytes), &size),
				 0);
		assert_int_equal(size, strlen(pairs[i].bytes));
		assert_memory_equal(bytes, pairs[i].bytes, size);
	}
}

static void every_byte_comes_back(void **state)
{
	uint8_t bytes[256], back[256];
	char text[344];
	size_t i, size;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	for (i = 0; i <= sizeof(bytes); i++) {
		size_t length = base64_encoded_size(i);

		assert_ptr_equal(base64_encode(bytes, i, text), text + length);
		assert_int_equal(base64_decode(text, length, back, i, &size), 0);
		assert_int_equal(size, i);
		assert_memory_equal(back, bytes, i);
	}
}

static void other_texts_are_refused(void **state)
{
	static const char *const bad[] = {
		"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zm9-",
		"Zm9_", "Zg==Zg==", "=Zg=", "Zm9v=", "Z\xc3\xbc=", "Zm==v",
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		size_t length = strlen(bad[i]), size = 77;
		uint8_t bytes[16], *exact = exact_copy(bad[i], length);

		if (base64_decode((char *)exact, length, bytes, sizeof(bytes), &size) != -EBADMSG)
			fail_msg("'%s' is taken", bad[i]);
		assert_int_equal(size, 77);
		free(exact);
	}
}

/* In every place, every character that is no digit, and those that leave bits over. */
static void each_text_of_two_bytes_is_the_only_one(void **state)
{
	unsigned int a, taken = 0;
	char text[4] = "AAA=";
	uint8_t bytes[2];
	size_t size, place;

	for (place = 0; place < 3; place++) {
		for (a = 0; a < 256; a++) {
			char back[4];

			text[place] = (char)a;
			if (base64_decode(text, 4, bytes, 2, &size))
				continue;
			assert_ptr_equal(base64_encode(bytes, size, back), back + 4);
			assert_memory_equal(back, text, 4);
			taken++;
		}
		text[place] = 'A';
	}
	/* 64 digits in two places; in the third, 16 that leave no bits over, or a second '=' */
	assert_int_equal(taken, 64 + 64 + 16 + 1);
}

static void what_does_not_fit_is_told(void **state)
{
	uint8_t bytes[2];
	size_t size = 77;

	assert_int_equal(base64_decode("Zm9v", 4, bytes, 2, &size), -EMSGSIZE);
	assert_int_equal(size, 77);
}

static void a_size_that_has_no_text_is_the_largest(void **state)
{
	assert_int_equal(base64_encoded_size(SIZE_MAX), SIZE_MAX);
	assert_int_equal(base64_encoded_size(SIZE_MAX - 2), SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_of_the_rfc_hold),
		cmocka_unit_test(every_byte_comes_back),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(each_text_of_two_bytes_is_the_only_one),
		cmocka_unit_test(what_does_not_fit_is_told),
		cmocka_unit_test(a_size_that_has_no_text_is_the_largest),
	};

	return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
