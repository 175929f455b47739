/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Libraries that are loaded when they are wanted; that of mathematics is everywhere.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fault.h"
#include "lib/sys/library.h"

#define LIBRARY	"libm.so.6"

static void what_is_asked_for_is_found(void **state)
{
	double (*root)(double) = NULL, (*floor_of)(double) = NULL;
	const struct library_function functions[] = {
		{ "sqrt", &root },
		{ "floor", &floor_of },
	};
	void *library = NULL;

	assert_int_equal(library_load(LIBRARY, "sums need it", functions, 2, &library, NULL), 0);
	assert_non_null(library);
	assert_true(root(9) == 3);
	assert_true(floor_of(2.5) == 2);
	library_unload(&library);
	assert_null(library);
	library_unload(&library);
}

static void a_library_that_is_not_there_is_named_with_what_needs_it(void **state)
{
	struct fault fault = FAULT_NONE;
	void *library = NULL;

	assert_int_equal(library_load("libnone.so.0", "nobody needs it (Debian: none)", NULL, 0,
				      &library, &fault), -EOPNOTSUPP);
	assert_string_equal(fault.text, "libnone.so.0: not installed; nobody needs it (Debian: "
			    "none)");
	assert_null(library);
}

static void a_function_that_it_lacks_is_named(void **state)
{
	void (*function)(void);
	const struct library_function functions[] = { { "no_such_function", &function } };
	struct fault fault = FAULT_NONE;
	void *library = NULL;

	assert_int_equal(library_load(LIBRARY, "sums need it", functions, 1, &library, &fault),
			 -EOPNOTSUPP);
	assert_string_equal(fault.text, LIBRARY ": is too old: has no no_such_function");
	assert_null(library);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_asked_for_is_found),
		cmocka_unit_test(a_library_that_is_not_there_is_named_with_what_needs_it),
		cmocka_unit_test(a_function_that_it_lacks_is_named),
	};

	return cmocka_run_group_tests_name("library", tests, NULL, NULL);
}
