/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * .pcrsig files: what counts of them.  Run from the top of the tree.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/pcr_signature.h"
#include "lib/sys/file.h"

#define HEX32	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define ENTRY	"\"pcrs\":[11,7],\"pkfp\":\"" HEX32 "\",\"pol\":\"" HEX32 "\""

static int parse(const char *text, struct pcr_signatures **ret, struct fault *fault)
{
	uint8_t *copy = exact_copy(text, strlen(text));
	int r = pcr_signatures_parse(copy, strlen(text), ret, fault);

	free(copy); /* nothing of the text is kept */
	return r;
}

static void an_entry_is_read(void **state)
{
	struct pcr_signatures *signatures = NULL;
	const struct pcr_signature *entry;

	assert_int_equal(parse("{\"sha384\":[{" ENTRY ",\"sig\":\"q\\/8=\",\"ref\":\"a\\u00e4\"}]}",
			       &signatures, NULL), 0);
	assert_int_equal(signatures->count, 1);
	entry = &signatures->entries[0];
	assert_int_equal(entry->bank, HASH_SHA384);
	assert_int_equal(entry->pcrs, 1 << 11 | 1 << 7);
	assert_int_equal(entry->fingerprint[31], 0xff);
	assert_int_equal(entry->policy[1], 0x11);
	assert_string_equal(entry->ref, "a\xc3\xa4");
	assert_int_equal(entry->size, 2);
	assert_int_equal(entry->bytes[0], 0xab);
	assert_int_equal(entry->bytes[1], 0xff);
	pcr_signatures_free(signatures);
	pcr_signatures_free(NULL);
}

static void what_is_not_known_is_passed_over(void **state)
{
	struct pcr_signatures *signatures = NULL;

	assert_int_equal(parse(" {\"sha9\":7,\"sha256\":[{" ENTRY ",\"more\":{\"a\":[1]},"
			       "\"sig\":\"AA==\"}],\"sha1\":[]} \n", &signatures, NULL), 0);
	assert_int_equal(signatures->count, 1);
	assert_string_equal(signatures->entries[0].ref, "");
	pcr_signatures_free(signatures);
}

static void an_entry_that_waits_to_be_signed_is_left_out(void **state)
{
	struct pcr_signatures *signatures = NULL;

	assert_int_equal(parse("{\"sha256\":[{" ENTRY ",\"tbs\":\"00\"},{" ENTRY
			       ",\"sig\":\"AA==\"}]}", &signatures, NULL), 0);
	assert_int_equal(signatures->count, 1);
	pcr_signatures_free(signatures);
}

static void what_is_wrong_is_refused_and_named(void **state)
{
	static const struct {
		const char *text, *reason;
		int error;
	} cases[] = {
		{ "", "no JSON object", -EBADMSG },
		{ "[]", "no JSON object", -EBADMSG },
		{ "{} {}", "something stands behind", -EBADMSG },
		{ "{\"sha256\":1}", "a bank is no array", -EBADMSG },
		{ "{\"sha256\":[],\"sha256\":[]}", "a bank stands twice", -EBADMSG },
		{ "{\"sha256\":[1]}", "an entry is no object", -EBADMSG },
		{ "{\"sha256\":[{}]}", "'pcrs'", -EBADMSG },
		{ "{\"sha256\":[{" ENTRY "}]}", "'sig'", -EBADMSG },
		{ "{\"sha256\":[{" ENTRY ",\"sig\":\"\"}]}", "'sig'", -EBADMSG },
		{ "{\"sha256\":[{" ENTRY ",\"sig\":\"AA==\",\"sig\":\"AA==\"}]}",
		  "a member stands twice", -EBADMSG },
		{ "{\"sha256\":[{" ENTRY ",\"sig\":\"AA==\",\"ref\":7}]}", "'ref'", -EBADMSG },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pcr_signatures *signatures = NULL;
		struct fault fault = FAULT_NONE;

		assert_int_equal(parse(cases[i].text, &signatures, &fault), cases[i].error);
		if (!strstr(fault.text, cases[i].reason))
			fail_msg("%s: %s", cases[i].text, fault.text);
		assert_null(signatures);
	}
}

static void limits_are_kept(void **state)
{
	struct pcr_signatures *signatures = NULL;
	struct buffer file = BUFFER_INIT(1 << 20);
	uint8_t *large = calloc(1, PCR_SIGNATURE_FILE_MAX + 1);

	assert_non_null(large);
	assert_int_equal(pcr_signatures_parse(large, PCR_SIGNATURE_FILE_MAX + 1, &signatures,
					      NULL), -E2BIG);
	assert_int_equal(file_read("tests/data/pcr_signature/bad/257-entries.bin", &file, NULL), 0);
	assert_int_equal(pcr_signatures_parse(file.data, file.size, &signatures, NULL), -E2BIG);
	assert_null(signatures);
	buffer_deinit(&file);
	free(large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_read),
		cmocka_unit_test(what_is_not_known_is_passed_over),
		cmocka_unit_test(an_entry_that_waits_to_be_signed_is_left_out),
		cmocka_unit_test(what_is_wrong_is_refused_and_named),
		cmocka_unit_test(limits_are_kept),
	};

	return cmocka_run_group_tests_name("pcr_signature", tests, NULL, NULL);
}
