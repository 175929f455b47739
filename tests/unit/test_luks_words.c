/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's words for volumes, as systemd-cryptsetup-generator reads them.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/format/luks_words.h"

#define UUID	"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
#define OTHER	"11112222-3333-4444-5555-666677778888"
#define OWN	"luks-" UUID

static void words_of(const char *text, size_t size, struct luks_words *ret)
{
	uint8_t *copy = exact_copy(text, size);

	luks_words_read(copy, size, UUID, ret);
	free(copy);
}

struct row {
	const char *text, *name;
	bool has_options, is_measured, has_tpm2_device, has_key_file;
};

/* A volume is listed where it has a name. */
static void check(const struct row *rows, size_t count)
{
	struct luks_words words;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct row *row = &rows[i];

		words_of(row->text, strlen(row->text), &words);
		if (words.is_listed != !!*row->name || strcmp(words.name, row->name) ||
		    words.has_options != row->has_options ||
		    words.options.is_measured != row->is_measured ||
		    words.options.has_tpm2_device != row->has_tpm2_device ||
		    words.has_key_file != row->has_key_file)
			fail_msg("%s", row->text);
	}
}

static void a_volume_is_listed_by_uuid_or_name(void **state)
{
	static const struct row rows[] = {
		{ .text = "", .name = "" },
		{ .text = "quiet luks=no luks.crypttab=no", .name = "" },
		{ .text = "luks.uuid=" UUID, .name = OWN },
		{ .text = "rd.luks.uuid=luks-" UUID " quiet", .name = OWN },
		{ .text = "luks.uuid=0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0", .name = OWN },
		{ .text = "luks.uuid=" OTHER, .name = "" },
		{ .text = "luks.uuid=" UUID "0", .name = "" },
		{ .text = "xluks.uuid=" UUID " luks.uuidx=" UUID " rd.rd.luks.uuid=" UUID,
		  .name = "" },
		{ .text = "quiet\trd.luks.name=" UUID "=data\n", .name = "data" },
		{ .text = "luks.name=" OTHER "=data", .name = "" },
		{ .text = "luks.name=" UUID "=", .name = "" },
		{ .text = "luks.name=data", .name = "" },
		{ .text = "luks.name=" UUID "=one luks.uuid=" UUID " luks.name=" UUID "=two",
		  .name = "two" },
		{ .text = "\"luks.name=" UUID "=a b\"", .name = "a b" },
		{ .text = "luks.name='" UUID "=a b' quiet", .name = "a b" },
		{ .text = "luks.name=\"" UUID "=open", .name = "open" },
	};

	(void)state;
	check(rows, sizeof(rows) / sizeof(rows[0]));
}

static void its_own_options_count_and_else_those_for_all(void **state)
{
	static const struct row rows[] = {
		{ .text = "luks.options=" UUID "=tpm2-measure-pcr=yes", .name = "",
		  .has_options = true, .is_measured = true },
		{ .text = "luks.options=tpm2-measure-pcr=yes,tpm2-device=auto", .name = "",
		  .is_measured = true, .has_tpm2_device = true },
		{ .text = "luks.options=tpm2-measure-pcr=yes luks.options=" UUID "=discard",
		  .name = "", .has_options = true },
		{ .text = "luks.options=" UUID "=discard rd.luks.options=tpm2-measure-pcr=yes",
		  .name = "", .has_options = true },
		{ .text = "luks.options=" OTHER "=tpm2-measure-pcr=yes", .name = "" },
		{ .text = "rd.luks.options=" UUID "=tpm2-measure-pcr=yes luks.options=" UUID
		  "=tpm2-measure-pcr=no", .name = "", .has_options = true },
		{ .text = "luks.uuid=" UUID " rd.luks.options=" UUID "=fixate-volume-key=ab",
		  .name = OWN, .has_options = true, .is_measured = true },
		{ .text = "luks.options=discard", .name = "" },
		{ .text = "luks.options=", .name = "" },
	};

	(void)state;
	check(rows, sizeof(rows) / sizeof(rows[0]));
}

static void key_files_are_its_own_or_for_all(void **state)
{
	static const struct row rows[] = {
		{ .text = "luks.key=" UUID "=/key", .name = "", .has_key_file = true },
		{ .text = "rd.luks.key=/key", .name = "", .has_key_file = true },
		{ .text = "rd.luks.key=", .name = "" },
		{ .text = "luks.key=" OTHER "=/key", .name = "" },
	};

	(void)state;
	check(rows, sizeof(rows) / sizeof(rows[0]));
}

/* The word before and the word behind are read all the same. */
static void a_word_that_is_too_long_is_passed_over(void **state)
{
	char text[LUKS_WORDS_WORD_MAX + 256];
	struct luks_words words;
	int begun;

	(void)state;
	begun = snprintf(text, sizeof(text), "luks.uuid=" UUID " luks.options=" UUID
			 "=tpm2-measure-pcr=yes,");
	memset(text + begun, 'x', LUKS_WORDS_WORD_MAX);
	strcpy(text + begun + LUKS_WORDS_WORD_MAX, " luks.key=/k");
	words_of(text, strlen(text), &words);
	assert_true(words.is_listed && words.has_key_file && !words.has_options);
	memset(text, 'x', sizeof(text) - 1);
	begun = snprintf(text, sizeof(text), "luks.name=" UUID "=");
	text[begun] = 'x';
	text[begun + CRYPTTAB_NAME_MAX + 1] = '\0';
	words_of(text, strlen(text), &words);
	assert_false(words.is_listed);
	text[begun + CRYPTTAB_NAME_MAX] = '\0';
	words_of(text, strlen(text), &words);
	assert_int_equal(strlen(words.name), CRYPTTAB_NAME_MAX);
}

static void zeros_end_a_word_and_no_more(void **state)
{
	static const char text[] = "a\0b luks.uuid=" UUID "\0x rd.luks.key=/k\0";
	struct luks_words words;

	(void)state;
	words_of(text, sizeof(text), &words);
	assert_true(words.is_listed && words.has_key_file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_volume_is_listed_by_uuid_or_name),
		cmocka_unit_test(its_own_options_count_and_else_those_for_all),
		cmocka_unit_test(key_files_are_its_own_or_for_all),
		cmocka_unit_test(a_word_that_is_too_long_is_passed_over),
		cmocka_unit_test(zeros_end_a_word_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
