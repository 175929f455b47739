/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A list of services' text: what is written is read, and nothing else.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/service.h"
#include "lib/format/service_list.h"

#define VTPM	"c476f1eb-0123-45a5-9641-b4e7dde5bfe3"

static void test_a_list_comes_back_whole(void **state)
{
	struct buffer text = BUFFER_INIT(SERVICE_LIST_SIZE_MAX);
	struct service_list *list = calloc(1, sizeof(*list)), *read = calloc(1, sizeof(*read));

	list->count = 2;
	list->entries[0] = (struct service_list_entry){ service_vtpm, 316 };
	list->entries[1] = (struct service_list_entry){ GUID_NULL, UINT32_MAX };
	assert_int_equal(service_list_encode(list, &text), 0);
	assert_int_equal(service_list_decode(text.data, text.size, read, NULL), 0);
	assert_memory_equal(read, list, sizeof(*list));
	assert_int_equal(text.size, strlen(VTPM " 316\n" VTPM " 4294967295\n"));
	assert_memory_equal(text.data, VTPM " 316\n", strlen(VTPM " 316\n"));
	buffer_deinit(&text);
	free(list);
	free(read);
}

static void test_the_longest_list_has_room(void **state)
{
	struct buffer text = BUFFER_INIT(SERVICE_LIST_SIZE_MAX);
	struct service_list *list = calloc(1, sizeof(*list));

	for (; list->count < SERVICE_LIST_MAX; list->count++)
		list->entries[list->count].manifest_size = UINT32_MAX;
	assert_int_equal(service_list_encode(list, &text), 0);
	assert_int_equal(text.size, SERVICE_LIST_SIZE_MAX);
	assert_int_equal(service_list_decode(text.data, text.size, list, NULL), 0);
	text.limit *= 2;
	assert_int_equal(buffer_append(&text, VTPM " 1\n", strlen(VTPM " 1\n")), 0);
	assert_int_equal(service_list_decode(text.data, text.size, list, NULL), -E2BIG);
	list->count = SERVICE_LIST_MAX + 1;
	assert_int_equal(service_list_encode(list, &text), -E2BIG);
	buffer_deinit(&text);
	free(list);
}

static void test_a_list_of_none_is_an_empty_text(void **state)
{
	struct service_list list = { .count = 7 };

	assert_int_equal(service_list_decode("", 0, &list, NULL), 0);
	assert_int_equal(list.count, 0);
}

static void test_any_other_text_is_refused_and_changes_nothing(void **state)
{
	static const char *const texts[] = {
		VTPM " 316",			/* no end */
		VTPM " 0316\n", VTPM " \n", VTPM " -1\n", VTPM " 4294967296\n",
		VTPM " 99999999999\n", VTPM "  1\n", VTPM "\t1\n", VTPM " 1 \n", VTPM " 1\r\n",
		VTPM " 1\n\n", VTPM " 1\n" VTPM, "\n",
		"C476F1EB-0123-45A5-9641-B4E7DDE5BFE3 1\n",
		"c476f1eb-0123-45a5-9641-b4e7dde5bfe 1\n",
		"g476f1eb-0123-45a5-9641-b4e7dde5bfe3 1\n",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct service_list list = { .count = 7 };
		struct fault fault = FAULT_NONE;

		assert_int_equal(service_list_decode(texts[i], strlen(texts[i]), &list, &fault),
				 -EBADMSG);
		assert_int_equal(list.count, 7);
		assert_string_not_equal(fault.text, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_list_comes_back_whole),
		cmocka_unit_test(test_the_longest_list_has_room),
		cmocka_unit_test(test_a_list_of_none_is_an_empty_text),
		cmocka_unit_test(test_any_other_text_is_refused_and_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
