/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The message that is signed for a text.
 */
#include "tests/unit/unit.h"

#include "lib/policy/signed_message.h"

#define DOMAIN	"svsm-guest/test/1"

/* SHA-256("abc"), FIPS 180-4. */
static const uint8_t digest_of_abc[] = {
	0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22,
	0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00,
	0x15, 0xad,
};

static void the_domain_stands_before_the_digest_wherever_the_text_was_cut(void **state)
{
	static const uint8_t text[] = { 'a', 'b', 'c' };
	uint8_t message[SIGNED_MESSAGE_SIZE(DOMAIN) + 1];
	size_t cut;

	assert_int_equal(sizeof(message), 17 + 32 + 1);
	for (cut = 0; cut <= sizeof(text); cut++) {
		const struct evidence_bytes parts[2] = {
			{ text, cut }, { text + cut, sizeof(text) - cut },
		};

		memset(message, 0x5a, sizeof(message));
		signed_message_make(DOMAIN, parts, message);
		assert_memory_equal(message, DOMAIN, 17);
		assert_memory_equal(message + 17, digest_of_abc, 32);
		assert_int_equal(message[17 + 32], 0x5a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_domain_stands_before_the_digest_wherever_the_text_was_cut),
	};

	return cmocka_run_group_tests_name("signed_message", tests, NULL, NULL);
}
