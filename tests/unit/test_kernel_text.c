/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's texts: what is in them is found, what only looks like it is not.
 */
#include "tests/unit/unit.h"

#include "lib/base/cursor.h"
#include "lib/format/kernel_text.h"

static void an_option_is_on_off_or_a_module(void **state)
{
	static const char config[] = "#\n# Automatically generated file; DO NOT EDIT.\n#\n"
				     "CONFIG_CC_VERSION_TEXT=\"gcc 14\"\n"
				     "CONFIG_TCG_TPM=y\nCONFIG_SEV_GUEST=m\n"
				     "# CONFIG_TSM_REPORTS is not set\n"
				     "CONFIG_TCG_TPM2_HMAC=n\nCONFIG_NR_CPUS=64\n";
	struct kernel_option options[] = {
		{ .name = "TCG_TPM" }, { .name = "SEV_GUEST" }, { .name = "TSM_REPORTS" },
		{ .name = "TCG_TPM2_HMAC" }, { .name = "NR_CPUS" }, { .name = "TCG" },
	};
	static const enum kernel_option_state expected[] = {
		KERNEL_OPTION_ON, KERNEL_OPTION_MODULE, KERNEL_OPTION_OFF, KERNEL_OPTION_OFF,
		KERNEL_OPTION_ON, KERNEL_OPTION_OFF,
	};
	uint8_t *copy = exact_copy(config, sizeof(config) - 1);
	size_t i;

	assert_int_equal(kernel_text_config(copy, sizeof(config) - 1, options, 6), 0);
	for (i = 0; i < 6; i++)
		assert_int_equal(options[i].state, expected[i]);
	free(copy);
}

static void what_is_no_configuration_tells_nothing(void **state)
{
	static const char *const texts[] = { "", "\n\n", "TCG_TPM=y\n", "# a comment\n",
					     "CONFIG_TCG_TPM\n" };
	struct kernel_option option = { "TCG_TPM", KERNEL_OPTION_UNKNOWN };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(kernel_text_config(texts[i], strlen(texts[i]), &option, 1),
				 -EBADMSG);
		assert_int_equal(option.state, KERNEL_OPTION_UNKNOWN);
	}
	assert_int_equal(kernel_text_config("# CONFIG_A is not set\n", 22, &option, 1), 0);
	assert_int_equal(option.state, KERNEL_OPTION_OFF);
}

static void the_selected_word_stands_in_brackets(void **state)
{
	static const struct {
		const char *text, *word;
	} rows[] = {
		{ "none [integrity] confidentiality\n", "integrity" },
		{ "[none] integrity confidentiality", "none" },
		{ "none integrity", NULL }, { "", NULL }, { "[]", NULL }, { "[none", NULL },
		{ "\n[none]", NULL },
	};
	char word[KERNEL_TEXT_WORD_MAX + 1];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(kernel_text_selected(rows[i].text, strlen(rows[i].text), word),
				 !!rows[i].word);
		if (rows[i].word)
			assert_string_equal(word, rows[i].word);
	}
}

static void a_command_line_has_words(void **state)
{
	static const char line[] = "root=/dev/vda quiet initcall_blacklist=a,crb_acpi_driver_init"
				   " systemd.tpm2_wait=0\n";

	assert_true(kernel_text_has_word(line, "quiet"));
	assert_true(kernel_text_has_word(line, "systemd.tpm2_wait=0"));
	assert_false(kernel_text_has_word(line, "quie"));
	assert_false(kernel_text_has_word(line, "systemd.tpm2_wait="));
	assert_false(kernel_text_has_word("", ""));
	assert_true(kernel_text_lists(line, "initcall_blacklist", "crb_acpi_driver_init"));
	assert_true(kernel_text_lists(line, "initcall_blacklist", "a"));
	assert_false(kernel_text_lists(line, "initcall_blacklist", "crb_acpi"));
	assert_false(kernel_text_lists(line, "initcall", "a"));
	assert_false(kernel_text_lists("initcall_blacklist=a b", "initcall_blacklist", "b"));
}

static void a_module_is_where_modules_dep_says(void **state)
{
	static const char dep[] = "kernel/drivers/not-svsm.ko.xz:\n"
				  "kernel/drivers/other.ko: updates/svsm.ko\n"
				  "kernel/drivers/svsm.kodak:\n"
				  "updates/svsm.ko.xz: kernel/drivers/char/tpm/tpm.ko.xz\n";
	char path[KERNEL_TEXT_PATH_MAX + 1];

	assert_true(kernel_text_module(dep, sizeof(dep) - 1, "svsm", path));
	assert_string_equal(path, "updates/svsm.ko.xz");
	assert_false(kernel_text_module(dep, sizeof(dep) - 1, "tpm", path));
	assert_true(kernel_text_module("svsm.ko:", 8, "svsm", path));
	assert_string_equal(path, "svsm.ko");
}

static void a_swap_has_a_path(void **state)
{
	static const char swaps[] = "Filename\t\t\t\tType\t\tSize\n"
				    "/dev/dm-1                               partition\t8\t0\t-2\n"
				    "nonsense partition\n"
				    "/a\\040b\\000\\9 file 8 0 -3";
	struct kernel_swap swap;
	struct cursor text;

	cursor_init(&text, swaps, sizeof(swaps) - 1);
	assert_true(kernel_text_swap_next(&text, &swap));
	assert_string_equal(swap.path, "/dev/dm-1");
	assert_false(swap.is_file);
	assert_true(kernel_text_swap_next(&text, &swap));
	assert_string_equal(swap.path, "/a b\\000\\9");
	assert_true(swap.is_file);
	assert_false(kernel_text_swap_next(&text, &swap));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_option_is_on_off_or_a_module),
		cmocka_unit_test(what_is_no_configuration_tells_nothing),
		cmocka_unit_test(the_selected_word_stands_in_brackets),
		cmocka_unit_test(a_command_line_has_words),
		cmocka_unit_test(a_module_is_where_modules_dep_says),
		cmocka_unit_test(a_swap_has_a_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
