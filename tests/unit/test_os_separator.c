/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The word that ends firmware's PCRs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/hex.h"
#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/os_separator.h"

/* As systemd 262 has them in its log; sha1sum and sha256sum agree. */
#define SHA1_TEXT	"0d3751a5a6707fb8918dfbe6b0d9853ca6c313c4"
#define SHA256_TEXT	"ff5b9d73dad709633ae76adf444012b57e913a12ed7403c3931145862f35f841"

static uint8_t sha1[20], sha256[32];

static void put_digest(struct eventlog_event *event, uint16_t algorithm, const uint8_t *data,
		       uint16_t size)
{
	event->digests[event->digest_count++] =
		(struct eventlog_digest){ .algorithm = algorithm, .size = size, .data = data };
}

static struct eventlog_event separator(void)
{
	struct eventlog_event event = { .pcr = 4 };

	assert_int_equal(hex_decode(SHA1_TEXT, sha1, sizeof(sha1)), 0);
	assert_int_equal(hex_decode(SHA256_TEXT, sha256, sizeof(sha256)), 0);
	put_digest(&event, HASH_SHA1, sha1, sizeof(sha1));
	put_digest(&event, HASH_SHA256, sha256, sizeof(sha256));
	return event;
}

static void it_is_told_by_the_digests_of_its_word(void **state)
{
	const struct eventlog_event event = separator();

	assert_true(os_separator_is(&event));
}

static void one_digest_of_something_else_makes_it_another_event(void **state)
{
	const struct eventlog_event event = separator();

	sha256[31] ^= 1;
	assert_false(os_separator_is(&event));
	sha256[31] ^= 1;
	sha1[0] ^= 1;
	assert_false(os_separator_is(&event));
}

static void a_digest_that_cannot_be_computed_is_none_of_it(void **state)
{
	struct eventlog_event event = separator();

	event.digests[1].algorithm = 0x7777;
	assert_false(os_separator_is(&event));
}

static void an_event_without_digests_is_none(void **state)
{
	const struct eventlog_event event = { .pcr = 4 };

	assert_false(os_separator_is(&event));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_told_by_the_digests_of_its_word),
		cmocka_unit_test(one_digest_of_something_else_makes_it_another_event),
		cmocka_unit_test(a_digest_that_cannot_be_computed_is_none_of_it),
		cmocka_unit_test(an_event_without_digests_is_none),
	};

	return cmocka_run_group_tests_name("OS separator", tests, NULL, NULL);
}
