/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A folder of certificates: what is put there comes back, in order, and no more.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#include "lib/sys/cert_cache.h"

static char folder[] = "/tmp/svsm-test-cache-XXXXXX";
static char deep[64];

static int make_folder(void **state)
{
	assert_non_null(mkdtemp(folder));
	(void)snprintf(deep, sizeof(deep), "%s/a/b", folder);
	return 0;
}

static int remove_folder(void **state)
{
	char command[96];

	(void)snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static int collect(void *context, const char *name, const void *data, size_t size)
{
	struct bytes *bytes = context;

	put(bytes, name, strlen(name));
	put(bytes, "=", 1);
	put(bytes, data, size);
	put(bytes, ";", 1);
	return 0;
}

static int stop(void *context, const char *name, const void *data, size_t size)
{
	return ++*(int *)context == 2 ? -ECANCELED : 0;
}

static void is_not_made_by_opening(void **state)
{
	struct cert_cache *cache;
	struct fault fault = FAULT_NONE;

	assert_int_equal(cert_cache_open(deep, &cache, &fault), -ENOENT);
	assert_int_equal(access(deep, F_OK), -1);
}

static void gives_back_what_was_put_by_name(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct cert_cache *cache;
	struct stat status;
	char file[80];
	int calls = 0;

	assert_int_equal(cert_cache_make(deep, &cache, NULL), 0);
	assert_int_equal(cert_cache_put(cache, "ca-2.der", "two", 3, NULL), 0);
	assert_int_equal(cert_cache_put(cache, "ca-1.der", "one", 3, NULL), 0);
	assert_int_equal(cert_cache_put(cache, "crl-1.der", "crl", 3, NULL), 0);
	assert_int_equal(cert_cache_put(cache, "ca-2.der", "2", 1, NULL), 0);
	assert_int_equal(cert_cache_each(cache, "ca-", collect, &bytes, NULL), 0);
	assert_int_equal(bytes.size, strlen("ca-1.der=one;ca-2.der=2;"));
	assert_memory_equal(bytes.data, "ca-1.der=one;ca-2.der=2;", bytes.size);
	assert_int_equal(cert_cache_each(cache, "", stop, &calls, NULL), -ECANCELED);
	assert_int_equal(calls, 2);
	(void)snprintf(file, sizeof(file), "%s/ca-1.der", deep);
	assert_int_equal(stat(file, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
	cert_cache_close(cache);
}

static void refuses_names_that_lead_elsewhere(void **state)
{
	static const char *const names[] = { "", ".", "..", "../x", "a/b", ".hidden", "1st", "a b",
					     "a\n" };
	char long_name[CERT_CACHE_NAME_MAX + 1];
	struct cert_cache *cache;
	size_t i;

	assert_int_equal(cert_cache_make(deep, &cache, NULL), 0);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(cert_cache_put(cache, names[i], "x", 1, NULL), -EINVAL);
	memset(long_name, 'a', sizeof(long_name));
	long_name[CERT_CACHE_NAME_MAX] = 0;
	assert_int_equal(cert_cache_put(cache, long_name, "x", 1, NULL), -EINVAL);
	long_name[CERT_CACHE_NAME_MAX - 1] = 0;
	assert_int_equal(cert_cache_put(cache, long_name, "x", 1, NULL), 0);
	cert_cache_close(cache);
}

static void passes_over_files_that_are_too_large(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct cert_cache *cache;
	uint8_t *large = calloc(1, CERT_CACHE_FILE_MAX + 1);
	char file[80];
	FILE *stream;

	assert_non_null(large);
	assert_int_equal(cert_cache_make(deep, &cache, NULL), 0);
	assert_int_equal(cert_cache_put(cache, "x-large.der", large, CERT_CACHE_FILE_MAX + 1, NULL),
			 -E2BIG);
	(void)snprintf(file, sizeof(file), "%s/x-large.der", deep);
	stream = fopen(file, "w");
	assert_non_null(stream);
	assert_int_equal(fwrite(large, CERT_CACHE_FILE_MAX + 1, 1, stream), 1);
	assert_int_equal(fclose(stream), 0);
	assert_int_equal(cert_cache_each(cache, "x-", collect, &bytes, NULL), 0);
	assert_int_equal(bytes.size, 0);
	cert_cache_close(cache);
	free(large);
}

static void says_when_the_path_is_a_file(void **state)
{
	struct cert_cache *cache;
	struct fault fault = FAULT_NONE;

	assert_int_equal(cert_cache_open("/proc/version", &cache, &fault), -ENOTDIR);
	assert_string_equal(fault.text, "/proc/version: Not a directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_not_made_by_opening),
		cmocka_unit_test(gives_back_what_was_put_by_name),
		cmocka_unit_test(refuses_names_that_lead_elsewhere),
		cmocka_unit_test(passes_over_files_that_are_too_large),
		cmocka_unit_test(says_when_the_path_is_a_file),
	};

	return cmocka_run_group_tests_name("cert_cache", tests, make_folder, remove_folder);
}
