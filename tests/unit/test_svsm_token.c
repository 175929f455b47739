/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The token's text: the vectors of tests/data/svsm_token, read and written again, and what
 * is refused.  Run from the top of the tree.
 */
#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/file.h"

static struct buffer read_vector(const char *name)
{
	struct buffer file = BUFFER_INIT(1 << 16);
	char path[256];

	(void)snprintf(path, sizeof(path), "tests/data/svsm_token/%s.bin", name);
	assert_int_equal(file_read(path, &file, NULL), 0);
	return file;
}

static int decode(const void *text, size_t size, struct svsm_token *ret, struct fault *fault)
{
	char *copy = (char *)exact_copy(text, size);
	int r = svsm_token_decode(copy, size, ret, fault);

	free(copy); /* nothing of the text is kept */
	return r;
}

static void decode_vector(const char *name, struct svsm_token *ret)
{
	struct buffer file = read_vector(name);
	struct fault fault = FAULT_NONE;

	if (decode(file.data, file.size, ret, &fault) < 0)
		fail_msg("%s: %s", name, fault.text);
	buffer_deinit(&file);
}

static void every_member_is_read(void **state)
{
	static const uint8_t record[] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
					  0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
	const struct sealed_branch *branches;
	struct svsm_token token;

	decode_vector("either-and-pin", &token);
	branches = token.policy.branches;
	assert_int_equal(token.keyslots, 1 << 1);
	assert_int_equal(token.road, SVSM_TOKEN_PLUGIN);
	assert_int_equal(token.created, 1790000000);
	assert_memory_equal(token.record, record, sizeof(record));
	assert_int_equal(token.srk_handle, 0x81000001);
	assert_int_equal(token.srk_size, 90);
	assert_int_equal(token.srk[1], 0x23);
	assert_int_equal(token.sealed_public_size, 78);
	assert_int_equal(token.sealed_private_size, 160);
	assert_int_equal(token.sealed_private[159], 0xd5);
	assert_int_equal(token.ek_name_size, 34);
	assert_int_equal(token.ek_name[33], 0xe1);
	assert_false(token.has_measurement);
	assert_int_equal(token.policy.count, 2);
	assert_int_equal(branches[0].literal.bank, HASH_SHA256);
	assert_int_equal(branches[0].literal.mask, 1 << 7 | 1 << 12);
	assert_int_equal(branches[0].literal.values[12][31], 0x12);
	assert_int_equal(branches[0].signer.mask, 0);
	assert_int_equal(branches[1].literal.mask, 0);
	assert_int_equal(branches[1].signer.mask, 1 << 11);
	assert_int_equal(branches[1].signer.key_size, 278);
	assert_string_equal(branches[1].signer.ref, "");
	assert_true(token.policy.has_pin);
	assert_int_equal(token.pin.memory, 65536);
	assert_int_equal(token.pin.iterations, 3);
	assert_int_equal(token.pin.lanes, 4);
	assert_int_equal(token.pin.salt[15], 0x5a);
	decode_vector("signed", &token);
	assert_int_equal(token.road, SVSM_TOKEN_SOCKET);
	assert_true(token.has_measurement);
	assert_int_equal(token.measurement[47], 0x3e);
	assert_false(token.policy.has_pin);
	decode_vector("both", &token);
	assert_string_equal(token.policy.branches[0].signer.ref, "initrd");
	assert_int_equal(token.policy.branches[0].literal.mask, 1 << 7 | 1 << 12);
	decode_vector("sha384", &token);
	assert_int_equal(token.policy.branches[0].literal.values[4][47], 4);
	assert_int_equal(token.keyslots, 0);
}

static void order_blanks_and_escapes_do_not_matter(void **state)
{
	struct svsm_token token, again;

	decode_vector("literal", &token);
	decode_vector("reordered", &again);
	assert_memory_equal(&token, &again, sizeof(token));
}

static void what_is_written_is_the_vector_to_the_byte(void **state)
{
	static const char *const names[] = {
		"literal", "signed", "both", "either", "either-and-pin", "sha384",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct buffer file = read_vector(names[i]), out = BUFFER_INIT(1 << 16);
		struct svsm_token token;

		decode_vector(names[i], &token);
		assert_int_equal(svsm_token_encode(&token, &out), 0);
		assert_int_equal(out.size, file.size);
		assert_memory_equal(out.data, file.data, file.size);
		assert_int_equal(out.data[out.size], '\0');
		buffer_deinit(&file);
		buffer_deinit(&out);
	}
}

static void what_would_not_be_read_is_not_written(void **state)
{
	struct buffer out = BUFFER_INIT(1 << 16), small = BUFFER_INIT(100);
	struct svsm_token good, token;

	decode_vector("either-and-pin", &good);
	token = good;
	token.srk_size = sizeof(token.srk) + 1;
	assert_int_equal(svsm_token_encode(&token, &out), -EINVAL);
	token = good;
	token.policy.count = 3;
	assert_int_equal(svsm_token_encode(&token, &out), -EINVAL);
	token = good;
	token.policy.branches[1].signer.key_size = SEALED_POLICY_KEY_MAX + 1;
	assert_int_equal(svsm_token_encode(&token, &out), -EINVAL);
	token = good;
	token.policy.count = 0;
	assert_int_equal(svsm_token_encode(&token, &out), -EINVAL);
	token = good;
	token.policy.branches[0].literal.bank = HASH_SHA1;
	assert_int_equal(svsm_token_encode(&token, &out), -EINVAL);
	token = good;
	token.pin.memory = 1;
	assert_int_equal(svsm_token_encode(&token, &out), -EINVAL);
	token = good;
	token.srk_handle = 0x80000000;
	assert_int_equal(svsm_token_encode(&token, &out), -EINVAL);
	assert_int_equal(out.size, 0);
	assert_int_equal(svsm_token_encode(&good, &small), -E2BIG);
	assert_int_equal(small.size, 0);
	buffer_deinit(&out);
	buffer_deinit(&small);
}

static void the_largest_token_is_too_big(void **state)
{
	struct buffer out = BUFFER_INIT(1 << 16);
	struct svsm_token token;
	size_t i;

	decode_vector("either", &token);
	for (i = 0; i < 2; i++) {
		struct sealed_branch *branch = &token.policy.branches[i];

		branch->signer = token.policy.branches[1].signer;
		branch->literal.bank = HASH_SHA512;
		branch->literal.mask = 0xffffff;
		branch->signer.key_size = SEALED_POLICY_KEY_MAX;
	}
	assert_int_equal(svsm_token_encode(&token, &out), -E2BIG);
	assert_int_equal(out.size, 0);
	token.policy.count = 1;
	assert_int_equal(svsm_token_encode(&token, &out), 0);
	buffer_deinit(&out);
}

static void what_is_wrong_is_refused_and_named(void **state)
{
	static const struct {
		const char *name, *reason;
		int error;
	} cases[] = {
		{ "type-other", "it is of another type", -ENOENT },
		{ "type-missing", "it is of another type", -ENOENT },
		{ "type-twice", "'type': it stands twice", -EBADMSG },
		{ "version-2", "version 2 is not known, only 1", -EOPNOTSUPP },
		{ "version-missing", "'version': it is missing", -EBADMSG },
		{ "version-01", "'version': it is missing, or no number", -EBADMSG },
		{ "member-unknown", "the token has a member that is not known", -EBADMSG },
		{ "member-twice", "'road': it stands twice", -EBADMSG },
		{ "ek-missing", "'ek': it is missing", -EBADMSG },
		{ "ek-half-a-byte", "'ek': not bytes in hexadecimal", -EBADMSG },
		{ "ek-short", "'ek': it has too few bytes", -EBADMSG },
		{ "keyslots-numbers", "'keyslots': no list of keyslots", -EBADMSG },
		{ "keyslots-01", "'keyslots': no list of keyslots", -EBADMSG },
		{ "pin-memory-large", "'memory': not a number within its limits", -EBADMSG },
		{ "pin-unknown", "'pin' has a member that is not known", -EBADMSG },
		{ "policy-empty", "'policy': it demands nothing", -EBADMSG },
		{ "policy-three", "'policy': it has too many branches", -EBADMSG },
		{ "branch-empty", "'policy': a branch demands nothing", -EBADMSG },
		{ "bank-sha1", "'bank': neither sha256", -EOPNOTSUPP },
		{ "pcr-24", "'literal': no PCR and value of its bank", -EBADMSG },
		{ "literal-no-pcrs", "'literal': it has no PCRs", -EBADMSG },
		{ "signed-ref-zero", "'ref': not a text", -EBADMSG },
		{ "road-other", "'road': neither", -EBADMSG },
		{ "srk-transient", "'handle': not a number", -EBADMSG },
		{ "long", "more than 8192", -E2BIG },
		{ "something-behind", "something stands behind it", -EBADMSG },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct svsm_token token = { .created = 42 };
		struct fault fault = FAULT_NONE;
		struct buffer file;
		char name[64];

		(void)snprintf(name, sizeof(name), "bad/%s", cases[i].name);
		file = read_vector(name);
		assert_int_equal(decode(file.data, file.size, &token, &fault), cases[i].error);
		if (!strstr(fault.text, cases[i].reason))
			fail_msg("%s: %s", cases[i].name, fault.text);
		assert_int_equal(token.created, 42);
		buffer_deinit(&file);
	}
}

static void a_token_that_is_cut_anywhere_is_refused(void **state)
{
	struct buffer file = read_vector("either-and-pin");
	struct svsm_token token;
	size_t size;

	for (size = 0; size < file.size; size++)
		assert_true(decode(file.data, size, &token, NULL) < 0);
	buffer_deinit(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_member_is_read),
		cmocka_unit_test(order_blanks_and_escapes_do_not_matter),
		cmocka_unit_test(what_is_written_is_the_vector_to_the_byte),
		cmocka_unit_test(what_would_not_be_read_is_not_written),
		cmocka_unit_test(the_largest_token_is_too_big),
		cmocka_unit_test(what_is_wrong_is_refused_and_named),
		cmocka_unit_test(a_token_that_is_cut_anywhere_is_refused),
	};

	return cmocka_run_group_tests_name("svsm_token", tests, NULL, NULL);
}
