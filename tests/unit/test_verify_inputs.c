/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a verification is made of, read from files: what is not there, or is too much, is said
 * by the name of its file; what is no evidence is left to the verification.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#include "lib/evidence/verify_inputs.h"
#include "lib/format/policy_file.h"

static char folder[] = "/tmp/test-verify-inputs-XXXXXX";

static void write_file(const char *name, const void *data, size_t size)
{
	const int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, size), (ssize_t)size);
	assert_int_equal(close(fd), 0);
}

/* @expected: the error, whose text begins with @text. */
static void refuses(const struct verify_paths *paths, int expected, const char *text)
{
	struct verify_inputs inputs = { .evidence = NULL };
	struct fault fault = FAULT_NONE;

	assert_int_equal(verify_inputs_read(paths, &inputs, &fault), expected);
	if (strncmp(fault.text, text, strlen(text)))
		fail_msg("says: %s", fault.text);
	verify_inputs_deinit(&inputs);
}

static void test_what_is_no_evidence_is_for_the_verification(void **state)
{
	struct verify_inputs inputs = { .evidence = NULL };

	write_file("bundle", "x", 1);
	assert_int_equal(verify_inputs_read(&(struct verify_paths){ .bundle = "bundle" }, &inputs,
					    NULL), 0);
	assert_null(inputs.evidence);
	assert_int_equal(inputs.params.bundle_size, 1);
	assert_null(inputs.params.ark);
	assert_null(inputs.params.binding);
	assert_non_null(inputs.params.policy);
	assert_false(inputs.policy->report.is_any_measurement);
	assert_int_equal(inputs.params.crl_count, 0);
	verify_inputs_deinit(&inputs);
}

static void test_what_is_not_there_is_named(void **state)
{
	write_file("bundle", "x", 1);
	refuses(&(struct verify_paths){ .bundle = "away" }, -ENOENT, "away: ");
	refuses(&(struct verify_paths){ .bundle = "bundle", .policy = "away" }, -ENOENT, "away: ");
	refuses(&(struct verify_paths){ .bundle = "bundle", .ark = "away" }, -ENOENT, "away: ");
	refuses(&(struct verify_paths){ .bundle = "bundle", .crl = "away" }, -ENOENT, "away: ");
	refuses(&(struct verify_paths){ .bundle = "bundle", .binding = "away" }, -ENOENT, "away: ");
}

static void test_what_makes_no_sense_is_named(void **state)
{
	const char *const certs[] = { "other", NULL };

	write_file("bundle", "x", 1);
	write_file("other", "x", 1);
	refuses(&(struct verify_paths){ .bundle = "bundle", .policy = "other" }, -EBADMSG,
		"other: ");
	refuses(&(struct verify_paths){ .bundle = "bundle", .ark = "other" }, -EBADMSG, "other: ");
	refuses(&(struct verify_paths){ .bundle = "bundle", .binding = "other" }, -EBADMSG,
		"other: ");
	refuses(&(struct verify_paths){ .bundle = "bundle", .certs = certs, .cert_count = 2 },
		-EBADMSG, "other: ");
}

static void test_a_store_that_is_not_there_is_empty(void **state)
{
	struct verify_inputs inputs = { .evidence = NULL };

	write_file("bundle", "x", 1);
	assert_int_equal(verify_inputs_read(&(struct verify_paths){
				.bundle = "bundle", .store = "away" }, &inputs, NULL), 0);
	assert_int_equal(inputs.certs.count, 0);
	verify_inputs_deinit(&inputs);
}

static int make_folder(void **state)
{
	return mkdtemp(folder) && !chdir(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)unlink("bundle");
	(void)unlink("other");
	return chdir("/") || rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_no_evidence_is_for_the_verification),
		cmocka_unit_test(test_what_is_not_there_is_named),
		cmocka_unit_test(test_what_makes_no_sense_is_named),
		cmocka_unit_test(test_a_store_that_is_not_there_is_empty),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
