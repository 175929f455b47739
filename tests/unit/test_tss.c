/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tpm2-tss loaded, missing, and too old.  The loader's own function stands in this
 * file, where one library can be hidden or exchanged for another.
 */
#include "tests/unit/unit.h"

#include <dlfcn.h>

#include "lib/sys/tpm.h"
#include "lib/sys/tss.h"

static const char *hidden, *exchanged;
static int opened;

void *dlopen(const char *name, int flags)
{
	void *(*real)(const char *name, int flags) =
		(void *(*)(const char *name, int flags))dlsym(RTLD_NEXT, "dlopen");
	void *library;

	if (hidden && name && !strcmp(name, hidden))
		return NULL;
	if (exchanged && name && !strcmp(name, exchanged))
		return real("libc.so.6", flags);
	library = real(name, flags);
	opened += library != NULL;
	return library;
}

static int show_all(void **state)
{
	hidden = NULL;
	exchanged = NULL;
	opened = 0;
	return setenv("TSS2_LOG", "all+NONE", 1);
}

static void two_tables_can_be_loaded_and_freed_in_any_order(void **state)
{
	struct tss *first = NULL, *second = NULL;

	assert_int_equal(tss_load(&first, NULL), 0);
	assert_int_equal(tss_load(&second, NULL), 0);
	tss_free(first);
	assert_non_null(tss_error_text(second, TPM2_RC_FAILURE));
	tss_free(second);
	tss_free(NULL);
}

static void what_commands_do_without_is_loaded_when_it_is_needed(void **state)
{
	struct tss *tss = NULL;

	assert_int_equal(tss_load(&tss, NULL), 0);
	assert_int_equal(opened, 3);
	assert_null(tss->Esys_Initialize);
	assert_int_equal(tss_load_library(tss, TSS_ESYS, NULL), 0);
	assert_int_equal(opened, 4);
	assert_non_null(tss->Esys_Initialize);
	assert_int_equal(tss_load_library(tss, TSS_ESYS, NULL), 0);
	assert_int_equal(opened, 4);
	tss_free(tss);
}

static void an_error_has_words_without_the_library_for_them(void **state)
{
	struct tss *tss = NULL;

	hidden = "libtss2-rc.so.0";
	assert_int_equal(tss_load(&tss, NULL), 0);
	assert_string_equal(tss_error_text(tss, TPM2_RC_FAILURE), "error");
	hidden = NULL;
	assert_string_not_equal(tss_error_text(tss, TPM2_RC_FAILURE), "error");
	tss_free(tss);
}

static void a_library_that_is_missing_is_named(void **state)
{
	struct fault fault = FAULT_NONE;
	struct tss *tss = NULL;

	hidden = "libtss2-sys.so.1";
	assert_int_equal(tss_load(&tss, &fault), -EOPNOTSUPP);
	assert_string_equal(fault.text, "TPM software stack is not installed: libtss2-sys.so.1 "
					"(tpm2-tss) cannot be loaded");
	assert_null(tss);
}

static void a_function_that_is_missing_is_named(void **state)
{
	struct fault fault = FAULT_NONE;
	struct tss *tss = NULL;

	exchanged = "libtss2-esys.so.0";
	assert_int_equal(tss_load(&tss, NULL), 0);
	assert_int_equal(tss_load_library(tss, TSS_ESYS, &fault), -EOPNOTSUPP);
	assert_string_equal(fault.text, "TPM software stack is too old: libtss2-esys.so.0 has no "
					"Esys_Initialize");
	tss_free(tss);
}

static void a_tpm_cannot_be_opened_without_the_libraries(void **state)
{
	struct fault fault = FAULT_NONE;
	struct tpm *tpm = NULL;

	hidden = "libtss2-tctildr.so.0";
	assert_int_equal(tpm_open("device:/dev/null", &tpm, &fault), -EOPNOTSUPP);
	assert_non_null(strstr(fault.text, "is not installed"));
	assert_null(tpm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(two_tables_can_be_loaded_and_freed_in_any_order, show_all),
		cmocka_unit_test_setup(what_commands_do_without_is_loaded_when_it_is_needed,
				       show_all),
		cmocka_unit_test_setup(an_error_has_words_without_the_library_for_them, show_all),
		cmocka_unit_test_setup(a_library_that_is_missing_is_named, show_all),
		cmocka_unit_test_setup(a_function_that_is_missing_is_named, show_all),
		cmocka_unit_test_setup(a_tpm_cannot_be_opened_without_the_libraries, show_all),
	};

	return cmocka_run_group_tests_name("tss", tests, NULL, NULL);
}
