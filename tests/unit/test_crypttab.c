/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * crypttab: which volumes are measured, by the words that systemd knows.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/format/crypttab.h"

static int first(const char *text, size_t size, struct crypttab_entry *ret, struct fault *fault)
{
	uint8_t *copy = exact_copy(text, size);
	struct crypttab table;
	int r;

	crypttab_init(&table, copy, size);
	r = crypttab_next(&table, ret, fault);
	free(copy);
	return r;
}

static void a_line_has_a_name_and_a_device(void **state)
{
	static const struct {
		const char *text, *name, *device;
		bool has_key_file;
	} rows[] = {
		{ "data UUID=0f1e-2d3c", "data", "UUID=0f1e-2d3c", false },
		{ " \tdata\t/dev/vdb  none luks\n", "data", "/dev/vdb", false },
		{ "data /dev/vdb - luks\n", "data", "/dev/vdb", false },
		{ "data /dev/vdb /etc/keys/data luks\n", "data", "/dev/vdb", true },
		{ "# nothing\n\n  # more\ndata /dev/vdb none luks fifth\r\n", "data", "/dev/vdb",
		  false },
	};
	struct crypttab_entry entry;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(first(rows[i].text, strlen(rows[i].text), &entry, NULL), 1);
		assert_string_equal(entry.name, rows[i].name);
		assert_string_equal(entry.device, rows[i].device);
		assert_int_equal(entry.has_key_file, rows[i].has_key_file);
	}
}

static void a_volume_is_measured_by_systemds_words(void **state)
{
	static const struct {
		const char *options;
		bool is_measured;
	} rows[] = {
		{ "", false }, { "luks,discard", false }, { "luks,,", false },
		{ "tpm2-measure-pcr=yes", true }, { "luks,tpm2-measure-pcr=15,discard", true },
		{ "tpm2-measure-pcr=0", true }, { "tpm2-measure-pcr=TRUE", true },
		{ "tpm2-measure-pcr=0xf", true }, { "tpm2-measure-pcr=no", false },
		{ "tpm2-measure-pcr=24", false }, { "tpm2-measure-pcr=", false },
		{ "tpm2-measure-pcr=15x", false }, { "tpm2-measure-pcr=perhaps", false },
		{ "tpm2-measure-pcr=yes,tpm2-measure-pcr=off", false },
		{ "tpm2-measure-pcr=yes,tpm2-measure-pcr=perhaps", true },
		{ "tpm2-measure-keyslot-nvpcr=yes", true },
		{ "tpm2-measure-keyslot-nvpcr=cryptsetup", true },
		{ "tpm2-measure-keyslot-nvpcr=", false },
		{ "tpm2-measure-keyslot-nvpcr=no", false },
		{ "fixate-volume-key=ab12", true }, { "fixate-volume-key=", true },
		{ "tpm2-measure-bank=sha256", false }, { "xtpm2-measure-pcr=yes", false },
		{ "x=a\\,tpm2-measure-pcr=yes", false }, { "x=a\\", false },
		{ "x=\\\\,tpm2-measure-pcr=yes", true },
	};
	struct crypttab_entry entry;
	char line[128];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(line, sizeof(line), "data /dev/vdb none %s\n", rows[i].options);
		assert_int_equal(first(line, strlen(line), &entry, NULL), 1);
		if (entry.options.is_measured != rows[i].is_measured)
			fail_msg("%s", rows[i].options);
	}
}

static void what_else_decides_who_is_asked_is_told(void **state)
{
	static const char text[] = "a /dev/a none tpm2-device=auto\n"
				   "b /dev/b none tpm2-device=,keyscript=svsm-key\n"
				   "c /dev/c none tpm2-device=auto,tpm2-device=/dev/tpmrm-svsm";
	struct crypttab_entry entry;
	struct crypttab table;

	crypttab_init(&table, text, sizeof(text) - 1);
	assert_int_equal(crypttab_next(&table, &entry, NULL), 1);
	assert_true(entry.options.has_tpm2_device && !entry.options.has_keyscript);
	assert_true(entry.options.is_tpm2_auto);
	assert_int_equal(crypttab_next(&table, &entry, NULL), 1);
	assert_true(!entry.options.has_tpm2_device && entry.options.has_keyscript);
	assert_false(entry.options.is_tpm2_auto);
	assert_int_equal(crypttab_next(&table, &entry, NULL), 1);
	assert_true(entry.options.has_tpm2_device && !entry.options.is_tpm2_auto);
	assert_int_equal(crypttab_next(&table, &entry, NULL), 0);
}

static void a_line_that_is_no_entry_costs_no_other(void **state)
{
	static const char text[] = "alone\nzero /dev/v\0da\ndata /dev/vdb\n";
	struct crypttab_entry entry = { .name = "untouched" };
	struct fault fault = FAULT_NONE;
	struct crypttab table;

	crypttab_init(&table, text, sizeof(text) - 1);
	assert_int_equal(crypttab_next(&table, &entry, &fault), -EBADMSG);
	assert_string_equal(fault.text, "line 1: this is no entry of a volume");
	assert_int_equal(crypttab_next(&table, &entry, NULL), -EBADMSG);
	assert_string_equal(entry.name, "untouched");
	assert_int_equal(crypttab_next(&table, &entry, NULL), 1);
	assert_string_equal(entry.name, "data");
	assert_int_equal(crypttab_next(&table, &entry, NULL), 0);
}

static void fields_have_limits(void **state)
{
	struct crypttab_entry entry;
	struct bytes line = { .size = 0 };

	put_fill(&line, 'a', CRYPTTAB_NAME_MAX);
	put(&line, " /dev/a", 7);
	assert_int_equal(first((char *)line.data, line.size, &entry, NULL), 1);
	assert_int_equal(strlen(entry.name), CRYPTTAB_NAME_MAX);
	line.size = 0;
	put_fill(&line, 'a', CRYPTTAB_NAME_MAX + 1);
	put(&line, " /dev/a", 7);
	assert_int_equal(first((char *)line.data, line.size, &entry, NULL), -EBADMSG);
	line.size = 0;
	put(&line, "a /dev/a none ", 14);
	put_fill(&line, 'o', CRYPTTAB_OPTIONS_MAX + 1);
	assert_int_equal(first((char *)line.data, line.size, &entry, NULL), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_a_name_and_a_device),
		cmocka_unit_test(a_volume_is_measured_by_systemds_words),
		cmocka_unit_test(what_else_decides_who_is_asked_is_told),
		cmocka_unit_test(a_line_that_is_no_entry_costs_no_other),
		cmocka_unit_test(fields_have_limits),
	};

	return cmocka_run_group_tests_name("crypttab", tests, NULL, NULL);
}
