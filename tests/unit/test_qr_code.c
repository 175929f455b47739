/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QR codes: the picture has the form of one, and libqrencode may be missing.  That it
 * can be read is for a camera; tests/integration/svsmctl_disk.sh has none.
 */
#include "tests/unit/unit.h"

#include <dlfcn.h>
#include <stdbool.h>

#include "lib/base/secret.h"
#include "lib/sys/qr_code.h"

static bool is_hidden;

void *dlopen(const char *name, int flags)
{
	void *(*real)(const char *name, int flags) =
		(void *(*)(const char *name, int flags))dlsym(RTLD_NEXT, "dlopen");

	return is_hidden ? NULL : real(name, flags);
}

static struct secret text_of(size_t size)
{
	struct secret text = SECRET_NONE;

	assert_int_equal(secret_init(&text, size), 0);
	memset(text.bytes, 'c', size);
	return text;
}

static void a_recovery_key_fits_an_eighty_column_terminal(void **state)
{
	struct secret text = text_of(71), picture = SECRET_NONE;
	size_t i, lines = 0, columns = 0;

	assert_int_equal(qr_code_draw(&text, &picture, NULL), 0);
	for (i = 0; i < picture.size; i++) {
		lines += picture.bytes[i] == '\n';
		/* Of a character in UTF-8, the first byte; of escapes, none. */
		if (!lines && (picture.bytes[i] == ' ' || picture.bytes[i] == 0xe2))
			columns++;
	}
	/* Version 4 has 33 modules, and 4 are quiet on each side. */
	assert_int_equal(columns, 41);
	assert_int_equal(lines, 21);
	assert_int_equal(picture.bytes[picture.size - 1], '\n');
	secret_deinit(&picture);
	secret_deinit(&text);
}

static void what_does_not_fit_is_refused(void **state)
{
	struct secret text = text_of(SECRET_SIZE_MAX), picture = SECRET_NONE;
	struct fault fault = FAULT_NONE;

	assert_int_equal(qr_code_draw(&text, &picture, &fault), -EIO);
	assert_true(fault.text[0]);
	secret_deinit(&text);
	text = text_of(400);
	assert_int_equal(qr_code_draw(&text, &picture, &fault), -E2BIG);
	assert_null(picture.bytes);
	secret_deinit(&text);
}

static void without_libqrencode_the_fault_names_it(void **state)
{
	struct secret text = text_of(71), picture = SECRET_NONE;
	struct fault fault = FAULT_NONE;

	is_hidden = true;
	assert_int_equal(qr_code_draw(&text, &picture, &fault), -EOPNOTSUPP);
	is_hidden = false;
	assert_non_null(strstr(fault.text, "libqrencode.so.4: not installed"));
	secret_deinit(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recovery_key_fits_an_eighty_column_terminal),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(without_libqrencode_the_fault_names_it),
	};

	return cmocka_run_group_tests_name("qr_code", tests, NULL, NULL);
}
