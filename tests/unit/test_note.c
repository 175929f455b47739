/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Notes reach whoever listens, and nobody has to.
 */
#include "tests/unit/unit.h"

#include "lib/base/note.h"

static void take(void *user, const char *text)
{
	strcpy(user, text);
}

static void test_a_note_reaches_whoever_listens(void **state)
{
	char heard[NOTE_TEXT_MAX] = "";
	const struct note_taker taker = { take, heard };

	note_give(&taker, "%s is %d", "it", 7);
	assert_string_equal(heard, "it is 7");
}

static void test_nobody_has_to_listen(void **state)
{
	const struct note_taker deaf = { .take = NULL };

	note_give(NULL, "%d", 1);
	note_give(&deaf, "%d", 1);
}

static void test_a_long_note_is_cut(void **state)
{
	char heard[NOTE_TEXT_MAX], text[2 * NOTE_TEXT_MAX];
	const struct note_taker taker = { take, heard };

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	note_give(&taker, "%s", text);
	assert_int_equal(strlen(heard), NOTE_TEXT_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_note_reaches_whoever_listens),
		cmocka_unit_test(test_nobody_has_to_listen),
		cmocka_unit_test(test_a_long_note_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
