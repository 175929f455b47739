/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Suspending, with a libcryptsetup that only says what it was asked.
 */
#include "tests/unit/unit.h"

#include <libcryptsetup.h>
#include <stdbool.h>
#include <stdio.h>

#include "lib/sys/luks_suspend.h"

static bool has_library, has_suspend;
static int init_result, suspend_result;
static char asked[128];
static void (*listener)(int level, const char *text, void *user);
static void *listener_user;

static void fake_set_log(struct crypt_device *volume,
			 void (*log)(int level, const char *text, void *user), void *user)
{
	listener = log;
	listener_user = user;
}

static int fake_init(struct crypt_device **volume, const char *name)
{
	*volume = (struct crypt_device *)asked;
	(void)snprintf(asked, sizeof(asked), "init %s", name);
	return init_result;
}

static int fake_suspend(struct crypt_device *volume, const char *name)
{
	strcat(asked, ", suspend ");
	strcat(asked, name);
	if (suspend_result == -EINVAL)
		listener(CRYPT_LOG_ERROR, "Error during suspending device.\n", listener_user);
	return suspend_result;
}

static void fake_free(struct crypt_device *volume)
{
	assert_ptr_equal(volume, asked);
	strcat(asked, ", free");
}

void *__wrap_dlopen(const char *name, int flags);
void *__wrap_dlsym(void *library, const char *name);
int __wrap_dlclose(void *library);

void *__wrap_dlopen(const char *name, int flags)
{
	assert_string_equal(name, "libcryptsetup.so.12");
	return has_library ? asked : NULL;
}

void *__wrap_dlsym(void *library, const char *name)
{
	assert_ptr_equal(library, asked);
	if (!strcmp(name, "crypt_set_log_callback"))
		return (void *)fake_set_log;
	if (!strcmp(name, "crypt_init_by_name"))
		return (void *)fake_init;
	if (!strcmp(name, "crypt_suspend"))
		return has_suspend ? (void *)fake_suspend : NULL;
	assert_string_equal(name, "crypt_free");
	return (void *)fake_free;
}

int __wrap_dlclose(void *library)
{
	return 0;
}

static int set_up(void **state)
{
	has_library = has_suspend = true;
	init_result = suspend_result = 0;
	*asked = '\0';
	return 0;
}

static void a_volume_is_suspended_by_its_name(void **state)
{
	assert_int_equal(luks_suspend("data", NULL), 0);
	assert_string_equal(asked, "init data, suspend data, free");
}

static void one_that_is_suspended_is_told_apart(void **state)
{
	suspend_result = -EBUSY;
	assert_int_equal(luks_suspend("data", NULL), -EALREADY);
}

static void what_libcryptsetup_says_is_the_reason(void **state)
{
	struct fault fault = FAULT_NONE;

	suspend_result = -EINVAL;
	assert_int_equal(luks_suspend("data", &fault), -EINVAL);
	assert_string_equal(fault.text, "data: cannot be suspended: Error during suspending device.");
	assert_string_equal(asked, "init data, suspend data, free");
}

static void one_that_is_not_there_is_not_suspended(void **state)
{
	init_result = -ENODEV;
	assert_int_equal(luks_suspend("data", NULL), -ENODEV);
	assert_string_equal(asked, "init data");
}

static void without_libcryptsetup_it_says_so(void **state)
{
	struct fault fault = FAULT_NONE;

	has_library = false;
	assert_int_equal(luks_suspend("data", &fault), -EOPNOTSUPP);
	assert_non_null(strstr(fault.text, "not installed"));
	has_library = true;
	has_suspend = false;
	assert_int_equal(luks_suspend("data", &fault), -EOPNOTSUPP);
	assert_non_null(strstr(fault.text, "is too old: has no crypt_suspend"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_volume_is_suspended_by_its_name, set_up),
		cmocka_unit_test_setup(one_that_is_suspended_is_told_apart, set_up),
		cmocka_unit_test_setup(what_libcryptsetup_says_is_the_reason, set_up),
		cmocka_unit_test_setup(one_that_is_not_there_is_not_suspended, set_up),
		cmocka_unit_test_setup(without_libcryptsetup_it_says_so, set_up),
	};

	return cmocka_run_group_tests_name("luks_suspend", tests, NULL, NULL);
}
