/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The binding's formulas against tests/data/evidence_binding/vectors.json, which another
 * program computed.  Run from the top of the tree.
 */
#include "tests/unit/unit.h"

#include <stdbool.h>

#include "lib/base/buffer.h"
#include "lib/base/hex.h"
#include "lib/format/json_reader.h"
#include "lib/policy/evidence_binding.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/file.h"

#define VALUE_MAX	2048
#define VECTORS		10

struct value {
	uint8_t bytes[VALUE_MAX];
	size_t size;
};

struct vector {
	struct value challenge, ak_name, ephemeral_key, report, manifest, bundle;
	struct value report_nonce, quote_nonce, seal_message;
};

static struct vector vectors[VECTORS];

static void read_member(const struct json_reader_value *key, const struct json_reader_value *value,
			struct vector *vector)
{
	const struct {
		const char *name;
		struct value *value;
	} members[] = {
		{"challenge", &vector->challenge},	   {"ak_name", &vector->ak_name},
		{"ephemeral_key", &vector->ephemeral_key}, {"report", &vector->report},
		{"manifest", &vector->manifest},	   {"bundle", &vector->bundle},
		{"report_nonce", &vector->report_nonce},   {"quote_nonce", &vector->quote_nonce},
		{"seal_message", &vector->seal_message},
	};
	char text[HEX_TEXT_SIZE(VALUE_MAX)];
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (!json_reader_is(key, members[i].name))
			continue;
		assert_int_equal(json_reader_text(value, text, sizeof(text)), 0);
		members[i].value->size = strlen(text) / 2;
		assert_int_equal(hex_decode(text, members[i].value->bytes, strlen(text) / 2), 0);
	}
}

static int read_vectors(void **state)
{
	struct json_reader_value all, one, key, value;
	struct buffer file = BUFFER_INIT(1 << 20);
	struct cursor cursor;
	size_t count = 0;

	assert_int_equal(file_read("tests/data/evidence_binding/vectors.json", &file, NULL), 0);
	cursor_init(&cursor, file.data, file.size);
	assert_int_equal(json_reader_value(&cursor, &all), 0);
	while (json_reader_element(&all.inside, &one) > 0) {
		assert_true(count < VECTORS);
		while (json_reader_member(&one.inside, &key, &value) > 0)
			read_member(&key, &value, &vectors[count]);
		count++;
	}
	assert_int_equal(count, VECTORS);
	buffer_deinit(&file);
	return 0;
}

static struct evidence_bytes span(const struct value *value)
{
	return (struct evidence_bytes){ value->size ? value->bytes : NULL, value->size };
}

static struct tpm_name name_of(const struct value *value)
{
	struct tpm_name name = { .size = value->size };

	memcpy(name.bytes, value->bytes, value->size);
	return name;
}

static void the_vectors_hold(void **state)
{
	size_t i;

	for (i = 0; i < VECTORS; i++) {
		const struct vector *vector = &vectors[i];
		const struct evidence_bytes challenge = span(&vector->challenge);
		const struct evidence_bytes key = span(&vector->ephemeral_key);
		const struct evidence_bytes report = span(&vector->report);
		const struct evidence_bytes manifest = span(&vector->manifest);
		const struct evidence_bytes whole[2] = { span(&vector->bundle), { NULL, 0 } };
		const struct evidence_bytes halves[2] = {
			{ vector->bundle.bytes, 5 },
			{ vector->bundle.bytes + 5, vector->bundle.size - 5 },
		};
		const struct tpm_name ak = name_of(&vector->ak_name);
		uint8_t out[64];

		assert_int_equal(evidence_binding_report_nonce(&challenge, &ak, &key, out), 0);
		assert_memory_equal(out, vector->report_nonce.bytes, 64);
		assert_int_equal(evidence_binding_quote_nonce(&challenge, &report, &manifest, out),
				 0);
		assert_memory_equal(out, vector->quote_nonce.bytes, 32);
		evidence_binding_seal_message(whole, out);
		assert_memory_equal(out, vector->seal_message.bytes, 51);
		evidence_binding_seal_message(halves, out);
		assert_memory_equal(out, vector->seal_message.bytes, 51);
	}
}

/* A swap that left all three as they are would be one that nobody sees. */
static void no_swap_leaves_all_as_it_is(void **state)
{
	size_t i, k;

	for (i = 0; i < VECTORS; i++)
		for (k = 0; k < i; k++)
			assert_true(memcmp(vectors[i].report_nonce.bytes,
					   vectors[k].report_nonce.bytes, 64) ||
				    memcmp(vectors[i].quote_nonce.bytes,
					   vectors[k].quote_nonce.bytes, 32) ||
				    memcmp(vectors[i].seal_message.bytes,
					   vectors[k].seal_message.bytes, 51));
}

static void a_seal_never_looks_like_a_quote(void **state)
{
	static const uint8_t generated[] = { 0xff, 'T', 'C', 'G' };

	assert_memory_not_equal(vectors[0].seal_message.bytes, generated, sizeof(generated));
}

static void what_is_no_challenge_is_refused(void **state)
{
	const struct evidence_bytes report = span(&vectors[0].report), none = { NULL, 0 };
	const struct evidence_bytes small = { vectors[0].report.bytes, EVIDENCE_CHALLENGE_MIN - 1 };
	const struct evidence_bytes large = { vectors[0].report.bytes, EVIDENCE_CHALLENGE_MAX + 1 };
	const struct evidence_bytes right = { vectors[0].report.bytes, EVIDENCE_CHALLENGE_MIN };
	struct tpm_name ak = name_of(&vectors[0].ak_name);
	uint8_t out[64] = { 0x77 };

	assert_int_equal(evidence_binding_report_nonce(&small, &ak, &none, out), -EINVAL);
	assert_int_equal(evidence_binding_report_nonce(&large, &ak, &none, out), -EINVAL);
	assert_int_equal(evidence_binding_quote_nonce(&small, &report, &report, out), -EINVAL);
	assert_int_equal(evidence_binding_quote_nonce(&none, &report, &report, out), -EINVAL);
	ak.size = 50;
	assert_int_equal(evidence_binding_report_nonce(&right, &ak, &none, out), -EINVAL);
	assert_int_equal(out[0], 0x77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_hold),
		cmocka_unit_test(no_swap_leaves_all_as_it_is),
		cmocka_unit_test(a_seal_never_looks_like_a_quote),
		cmocka_unit_test(what_is_no_challenge_is_refused),
	};

	return cmocka_run_group_tests_name("evidence binding", tests, read_vectors, NULL);
}
