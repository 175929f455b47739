/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stretching PINs.  The loader's own function stands in this file, where the library can
 * be hidden, and that which tells how much memory there is.
 */
#include "tests/unit/unit.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <unistd.h>

#include "lib/base/hex.h"
#include "lib/base/secret.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/argon2.h"

static bool is_hidden;
static long pages;	/* 0: as many as there are */

void *dlopen(const char *name, int flags)
{
	void *(*real)(const char *name, int flags) =
		(void *(*)(const char *name, int flags))dlsym(RTLD_NEXT, "dlopen");

	return is_hidden && name && strstr(name, "argon2") ? NULL : real(name, flags);
}

long sysconf(int name)
{
	long (*real)(int name) = (long (*)(int name))dlsym(RTLD_NEXT, "sysconf");

	return name == _SC_PHYS_PAGES && pages ? pages : real(name);
}

static const struct svsm_token_pin cheap = {
	.salt = "sixteen of salt",
	.memory = SVSM_TOKEN_MEMORY_MIN,
	.iterations = 1,
	.lanes = 1,
};

static struct secret pin_of(const char *text)
{
	struct secret pin = SECRET_NONE;

	assert_int_equal(secret_init(&pin, strlen(text)), 0);
	memcpy(pin.bytes, text, pin.size);
	return pin;
}

static int stretch(const char *text, const struct svsm_token_pin *costs, struct secret *ret,
		   struct fault *fault)
{
	struct secret pin = pin_of(text);
	int r = argon2_stretch(&pin, costs, ret, fault);

	secret_deinit(&pin);
	return r;
}

static int show_all(void **state)
{
	is_hidden = false;
	pages = 0;
	return 0;
}

static void all_that_goes_in_changes_what_comes_out(void **state)
{
	struct secret first = SECRET_NONE, second = SECRET_NONE;
	struct svsm_token_pin costs;
	size_t i;

	assert_int_equal(stretch("1234", &cheap, &first, NULL), 0);
	assert_int_equal(first.size, ARGON2_STRETCHED_SIZE);
	assert_int_equal(stretch("1234", &cheap, &second, NULL), 0);
	assert_true(secret_is(&second, first.bytes, first.size));
	assert_int_equal(stretch("1235", &cheap, &second, NULL), 0);
	assert_false(secret_is(&second, first.bytes, first.size));
	for (i = 0; i < 4; i++) {
		costs = cheap;
		costs.salt[15] += i == 0;
		costs.memory += i == 1 ? 8 : 0;
		costs.iterations += i == 2;
		costs.lanes += i == 3;
		assert_int_equal(stretch("1234", &costs, &second, NULL), 0);
		assert_false(secret_is(&second, first.bytes, first.size));
	}
	secret_deinit(&first);
	secret_deinit(&second);
}

static void it_is_argon2id(void **state)
{
	/* By the command of that name: "argon2 SALT -id -t 1 -k 8192 -p 1 -l 64". */
	static const char expected[] = "5a5cb5519cdda7de022196b7c67fd5830a20e55fc008501fd676550c2d3989c358053dc2f7a96325349a9274468a19c75542e5fa00ab4f7c277001e3f4b3c483";
	char text[HEX_TEXT_SIZE(ARGON2_STRETCHED_SIZE)];
	struct secret stretched = SECRET_NONE;
	struct svsm_token_pin costs = cheap;

	memcpy(costs.salt, "0123456789abcdef", sizeof(costs.salt));
	assert_int_equal(stretch("1234", &costs, &stretched, NULL), 0);
	assert_string_equal(hex_encode(stretched.bytes, stretched.size, text), expected);
	secret_deinit(&stretched);
}

static void costs_outside_the_limits_are_refused(void **state)
{
	struct svsm_token_pin costs[5] = { cheap, cheap, cheap, cheap, cheap };
	struct secret stretched = SECRET_NONE, empty = SECRET_NONE;
	struct fault fault = FAULT_NONE;
	size_t i;

	costs[0].memory = SVSM_TOKEN_MEMORY_MIN - 1;
	costs[1].memory = SVSM_TOKEN_MEMORY_MAX + 1;
	costs[2].iterations = SVSM_TOKEN_ITERATIONS_MAX + 1;
	costs[3].lanes = SVSM_TOKEN_LANES_MAX + 1;
	costs[4].lanes = 0;
	for (i = 0; i < 5; i++)
		assert_int_equal(stretch("1234", &costs[i], &stretched, &fault), -EINVAL);
	assert_non_null(strstr(fault.text, "outside the limits"));
	assert_int_equal(argon2_stretch(&empty, &cheap, &stretched, &fault), -EINVAL);
	assert_string_equal(fault.text, "PIN: it is empty");
	assert_null(stretched.bytes);
}

static void a_machine_with_too_little_memory_says_so(void **state)
{
	struct secret stretched = SECRET_NONE;
	struct fault fault = FAULT_NONE;

	pages = 2 * SVSM_TOKEN_MEMORY_MIN * 1024l / sysconf(_SC_PAGE_SIZE) - 1;
	assert_int_equal(stretch("1234", &cheap, &stretched, &fault), -ENOMEM);
	assert_non_null(strstr(fault.text, "8192 KiB, more than half of this machine's"));
	pages++;
	assert_int_equal(stretch("1234", &cheap, &stretched, &fault), 0);
	secret_deinit(&stretched);
}

static void a_library_that_is_missing_is_named(void **state)
{
	struct secret stretched = SECRET_NONE;
	struct fault fault = FAULT_NONE;

	is_hidden = true;
	assert_int_equal(stretch("1234", &cheap, &stretched, &fault), -EOPNOTSUPP);
	assert_non_null(strstr(fault.text, "libargon2.so.1: not installed"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_that_goes_in_changes_what_comes_out, show_all),
		cmocka_unit_test_setup(it_is_argon2id, show_all),
		cmocka_unit_test_setup(costs_outside_the_limits_are_refused, show_all),
		cmocka_unit_test_setup(a_machine_with_too_little_memory_says_so, show_all),
		cmocka_unit_test_setup(a_library_that_is_missing_is_named, show_all),
	};

	return cmocka_run_group_tests_name("argon2", tests, NULL, NULL);
}
