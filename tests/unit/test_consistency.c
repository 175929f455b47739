/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a digest proves of what an event says.
 */
#include "lib/policy/consistency.h"

#include <openssl/evp.h>

#include "lib/format/decode.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "tests/unit/unit.h"

struct measured {
	struct eventlog_event event;
	uint8_t sha1[20], sha256[32];
};

/* An event that shows @data and whose digests are of @hashed. */
static void measure(struct measured *measured, uint32_t type, const void *data, size_t size,
		    const void *hashed, size_t hashed_size)
{
	assert_int_equal(EVP_Q_digest(NULL, "SHA1", NULL, hashed, hashed_size, measured->sha1,
				      NULL), 1);
	assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, hashed, hashed_size,
				      measured->sha256, NULL), 1);
	measured->event = (struct eventlog_event){
		.type = type,
		.data = data,
		.data_size = size,
		.digest_count = 2,
		.digests = { { HASH_SHA1, 20, measured->sha1 },
			     { HASH_SHA256, 32, measured->sha256 } },
	};
}

static enum consistency check(const struct measured *measured)
{
	struct consistency_checker *checker;
	enum consistency verdict;
	const char *why = NULL;

	assert_int_equal(consistency_new(&checker, NULL), 0);
	verdict = consistency_check(checker, &measured->event, &why);
	assert_non_null(why);
	consistency_free(checker);
	return verdict;
}

static const struct {
	uint32_t type;
	const char *data;
	size_t size;
	const char *hashed;
	size_t hashed_size;
	enum consistency expected;
} cases[] = {
	{ EV_SEPARATOR, "\0\0\0", 4, "\0\0\0", 4, CONSISTENCY_PROVEN },
	{ EV_SEPARATOR, "oops", 4, "\1\0\0", 4, CONSISTENCY_PARTLY },
	{ EV_SEPARATOR, "\0\0\0", 4, "\377\377\377\377", 4, CONSISTENCY_CONTRADICTED },
	{ EV_EFI_ACTION, "Exit", 4, "Exit", 4, CONSISTENCY_PROVEN },
	{ EV_EFI_ACTION, "Exit", 5, "Exit", 4, CONSISTENCY_PROVEN },
	{ EV_EFI_ACTION, "Exit", 4, "Stay", 4, CONSISTENCY_CONTRADICTED },
	{ EV_IPL, "kernel_cmdline: a b", 20, "a b", 3, CONSISTENCY_PROVEN },
	{ EV_IPL, "kernel_cmdline: a c", 20, "a b", 3, CONSISTENCY_CONTRADICTED },
	{ EV_IPL, "module_cmdline: a c", 20, "a b", 3, CONSISTENCY_CONTRADICTED },
	{ EV_IPL, "(hd0)/vmlinuz", 14, "the file", 8, CONSISTENCY_UNPROVEN },
	{ EV_IPL, ".\0l\0\0", 6, ".l", 3, CONSISTENCY_PROVEN },
	{ EV_EVENT_TAG, "\1\0\0\0\2\0\0\0ab", 10, "ab", 2, CONSISTENCY_PARTLY },
	{ EV_EVENT_TAG, "\1\0\0\0\2\0\0\0ab", 10, "cd", 2, CONSISTENCY_UNPROVEN },
	{ EV_NO_ACTION, "anything", 8, "anything", 8, CONSISTENCY_NOT_EXTENDED },
	{ EV_EFI_BOOT_SERVICES_APPLICATION, "a path", 6, "an image", 8, CONSISTENCY_UNPROVEN },
};

static void a_digest_proves_what_it_is_of(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct measured measured;
		uint8_t *data = exact_copy(cases[i].data, cases[i].size);

		measure(&measured, cases[i].type, data, cases[i].size, cases[i].hashed,
			cases[i].hashed_size);
		if (check(&measured) != cases[i].expected)
			fail_msg("case %zu: %s", i, consistency_name(check(&measured)));
		free(data);
	}
}

static void banks_that_disagree_are_named(void **state)
{
	struct measured measured;

	measure(&measured, EV_EFI_ACTION, "Exit", 4, "Exit", 4);
	measured.sha256[0] ^= 1;
	assert_int_equal(check(&measured), CONSISTENCY_CONTRADICTED);
}

static void put_variable(struct bytes *bytes, const char *value)
{
	put_fill(bytes, 0x61, 16);
	put_le(bytes, 2, 8);
	put_le(bytes, strlen(value), 8);
	put(bytes, "d\0b\0", 4);
	put(bytes, value, strlen(value));
}

static void a_variables_name_is_proven_only_with_the_whole(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct measured measured;

	put_variable(&bytes, "value");
	measure(&measured, EV_EFI_VARIABLE_BOOT, bytes.data, bytes.size, bytes.data, bytes.size);
	assert_int_equal(check(&measured), CONSISTENCY_PROVEN);
	measure(&measured, EV_EFI_VARIABLE_BOOT, bytes.data, bytes.size, "value", 5);
	assert_int_equal(check(&measured), CONSISTENCY_PARTLY);
	measure(&measured, EV_EFI_VARIABLE_BOOT, bytes.data, bytes.size, "other", 5);
	assert_int_equal(check(&measured), CONSISTENCY_CONTRADICTED);
}

static void a_phase_must_be_what_its_digest_is_of(void **state)
{
	static const char content[] = "{\"string\":\"enter-initrd\",\"eventType\":\"phase\"}";
	struct measured measured;

	measure(&measured, 0, content, sizeof(content) - 1, "enter-initrd", 12);
	measured.event.content = EVENTLOG_CONTENT_SYSTEMD;
	assert_int_equal(check(&measured), CONSISTENCY_PARTLY);
	measure(&measured, 0, content, sizeof(content) - 1, "leave-initrd", 12);
	measured.event.content = EVENTLOG_CONTENT_SYSTEMD;
	assert_int_equal(check(&measured), CONSISTENCY_CONTRADICTED);
}

static void a_file_of_ima_is_proven_by_its_template(void **state)
{
	static const uint8_t data[] = "\4\0\0\0sha:\3\0\0\0/a";
	struct measured measured;

	measure(&measured, 0, data, sizeof(data), data, sizeof(data));
	measured.event.content = EVENTLOG_CONTENT_IMA;
	measured.event.template = (const uint8_t *)"ima-ng";
	measured.event.template_size = 6;
	assert_int_equal(check(&measured), CONSISTENCY_PROVEN);
	measured.sha1[3] ^= 0x80;
	assert_int_equal(check(&measured), CONSISTENCY_CONTRADICTED);
	memset(measured.sha1, 0, sizeof(measured.sha1));
	assert_int_equal(check(&measured), CONSISTENCY_UNPROVEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_digest_proves_what_it_is_of),
		cmocka_unit_test(banks_that_disagree_are_named),
		cmocka_unit_test(a_variables_name_is_proven_only_with_the_whole),
		cmocka_unit_test(a_phase_must_be_what_its_digest_is_of),
		cmocka_unit_test(a_file_of_ima_is_proven_by_its_template),
	};

	return cmocka_run_group_tests_name("consistency", tests, NULL, NULL);
}
