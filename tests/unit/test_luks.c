/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LUKS2 volumes in files: what was added opens them, what was removed does not, and what
 * is no LUKS2 volume is named.  The loader's own function stands in this file, so that
 * libcryptsetup can be hidden.
 */
#include "tests/unit/unit.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "lib/base/secret.h"
#include "lib/sys/luks.h"
#include "tests/unit/luks_file.h"

static bool is_hidden;

void *dlopen(const char *name, int flags)
{
	void *(*real)(const char *name, int flags) =
		(void *(*)(const char *name, int flags))dlsym(RTLD_NEXT, "dlopen");

	return is_hidden && name && strstr(name, "libcryptsetup.so") ? NULL : real(name, flags);
}

static struct secret secret_of(const char *text)
{
	struct secret secret = SECRET_NONE;

	assert_int_equal(secret_init(&secret, strlen(text)), 0);
	memcpy(secret.bytes, text, secret.size);
	return secret;
}

struct open_volume {
	struct luks_file file;
	struct luks *luks;
	struct secret passphrase;
	struct secret volume_key;
};

static void open_up(struct open_volume *volume)
{
	*volume = (struct open_volume){ .volume_key = SECRET_NONE };
	luks_file_init(&volume->file, CRYPT_LUKS2);
	volume->passphrase = secret_of(LUKS_FILE_PASSPHRASE);
	assert_int_equal(luks_open(volume->file.path, &volume->luks, NULL), 0);
	assert_int_equal(luks_volume_key(volume->luks, LUKS_ANY, &volume->passphrase,
					 &volume->volume_key, NULL), 0);
	assert_int_equal(volume->volume_key.size, 64);
}

static void close_down(struct open_volume *volume)
{
	luks_close(volume->luks);
	secret_deinit(&volume->passphrase);
	secret_deinit(&volume->volume_key);
	luks_file_deinit(&volume->file);
}

/* What somebody finds who opens the volume anew. */
static int opens(const struct open_volume *volume, const struct secret *key)
{
	_cleanup_(secret_deinit) struct secret found = SECRET_NONE;
	_cleanup_(luks_cleanup) struct luks *luks = NULL;
	int r;

	assert_int_equal(luks_open(volume->file.path, &luks, NULL), 0);
	r = luks_volume_key(luks, LUKS_ANY, key, &found, NULL);
	if (r >= 0)
		assert_true(secret_is(&volume->volume_key, found.bytes, found.size));
	return r;
}

static void a_key_that_was_added_opens_the_volume_until_it_is_removed(void **state)
{
	_cleanup_(secret_deinit) struct secret key = secret_of("32 bytes that nobody can guess..");
	struct open_volume volume;
	struct luks_keyslot slot;

	open_up(&volume);
	assert_int_equal(opens(&volume, &key), -EPERM);
	assert_int_equal(luks_keyslot_add(volume.luks, &volume.volume_key, &key, NULL), 1);
	assert_int_equal(opens(&volume, &key), 1);
	slot = luks_keyslot_read(volume.luks, 1);
	assert_true(slot.is_used && !slot.is_unbound);
	assert_int_equal(slot.priority, LUKS_PRIORITY_NORMAL);
	assert_string_equal(slot.pbkdf, "pbkdf2");
	assert_int_equal(slot.iterations, LUKS_CHEAP_ITERATIONS);
	assert_int_equal(luks_keyslot_destroy(volume.luks, 1, NULL), 0);
	assert_int_equal(opens(&volume, &key), -EPERM);
	assert_false(luks_keyslot_read(volume.luks, 1).is_used);
	assert_int_equal(opens(&volume, &volume.passphrase), 0);
	close_down(&volume);
}

static void a_keyslot_keeps_the_priority_that_it_was_given(void **state)
{
	static const enum luks_priority priorities[] = {
		LUKS_PRIORITY_PREFER, LUKS_PRIORITY_IGNORE, LUKS_PRIORITY_NORMAL,
	};
	struct open_volume volume;
	size_t i;

	open_up(&volume);
	for (i = 0; i < sizeof(priorities) / sizeof(priorities[0]); i++) {
		assert_int_equal(luks_keyslot_set_priority(volume.luks, 0, priorities[i], NULL), 0);
		assert_int_equal(luks_keyslot_read(volume.luks, 0).priority, priorities[i]);
	}
	close_down(&volume);
}

static void tokens_are_written_read_back_and_removed(void **state)
{
	struct fault fault = FAULT_NONE;
	struct open_volume volume;
	const char *json;

	open_up(&volume);
	assert_null(luks_token_read(volume.luks, 0));
	assert_null(luks_token_read(volume.luks, luks_tokens_max(volume.luks)));
	assert_int_equal(luks_token_set(volume.luks, LUKS_ANY,
					"{\"type\":\"of-a-test\",\"keyslots\":[\"0\"]}", NULL), 0);
	assert_int_equal(luks_token_set(volume.luks, 3,
					"{\"type\":\"of-a-test\",\"keyslots\":[]}", NULL), 3);
	json = luks_token_read(volume.luks, 0);
	assert_non_null(json);
	assert_non_null(strstr(json, "of-a-test"));
	assert_int_equal(luks_token_set(volume.luks, LUKS_ANY, "{\"type\":", &fault), -EINVAL);
	assert_non_null(strstr(fault.text, "the token was not written"));
	assert_int_equal(luks_token_remove(volume.luks, 0, NULL), 0);
	assert_null(luks_token_read(volume.luks, 0));
	assert_non_null(luks_token_read(volume.luks, 3));
	close_down(&volume);
}

static void a_key_that_opens_nothing_changes_nothing(void **state)
{
	_cleanup_(secret_deinit) struct secret wrong = secret_of("wrong"), found = SECRET_NONE;
	struct fault fault = FAULT_NONE;
	struct open_volume volume;

	open_up(&volume);
	assert_int_equal(luks_volume_key(volume.luks, LUKS_ANY, &wrong, &found, &fault), -EPERM);
	assert_non_null(strstr(fault.text, "opens no keyslot"));
	assert_null(found.bytes);
	assert_int_equal(luks_volume_key(volume.luks, 5, &volume.passphrase, &found, NULL),
			 -ENOENT);
	/* A volume key of another volume's adds nothing. */
	volume.volume_key.bytes[0] ^= 1;
	assert_true(luks_keyslot_add(volume.luks, &volume.volume_key, &wrong, &fault) < 0);
	assert_non_null(strstr(fault.text, "no keyslot was added"));
	assert_false(luks_keyslot_read(volume.luks, 1).is_used);
	assert_true(luks_keyslot_destroy(volume.luks, 7, &fault) < 0);
	assert_true(luks_keyslot_set_priority(volume.luks, 7, LUKS_PRIORITY_PREFER, NULL) < 0);
	close_down(&volume);
}

static void what_could_be_no_volume_is_not_waited_for(void **state)
{
	char folder[] = "/tmp/svsm-test-pipe-XXXXXX", path[64];
	struct fault fault = FAULT_NONE;
	struct luks *luks = NULL;

	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(luks_open(path, &luks, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "neither a block device nor a file"));
	assert_int_equal(luks_open("/dev/null", &luks, NULL), -EBADMSG);
	assert_int_equal(luks_open(folder, &luks, NULL), -EBADMSG);
	assert_null(luks);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void what_is_no_luks2_volume_is_named(void **state)
{
	struct fault fault = FAULT_NONE;
	struct luks *luks = NULL;
	struct luks_file file;

	assert_int_equal(luks_open("/nonexistent", &luks, &fault), -ENOENT);
	assert_string_equal(fault.text, "/nonexistent: there is no such file");
	luks_file_init(&file, CRYPT_LUKS2);
	assert_int_equal(truncate(file.path, 0), 0);
	assert_int_equal(truncate(file.path, LUKS_FILE_SIZE), 0);
	assert_int_equal(luks_open(file.path, &luks, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "is no LUKS2 volume"));
	luks_file_deinit(&file);
	assert_null(luks);
	luks_close(NULL);
}

static void without_libcryptsetup_the_fault_names_it(void **state)
{
	struct fault fault = FAULT_NONE;
	struct luks *luks = NULL;

	is_hidden = true;
	assert_int_equal(luks_open("/dev/null", &luks, &fault), -EOPNOTSUPP);
	is_hidden = false;
	assert_non_null(strstr(fault.text, "libcryptsetup.so.12: not installed"));
	assert_null(luks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_that_was_added_opens_the_volume_until_it_is_removed),
		cmocka_unit_test(a_keyslot_keeps_the_priority_that_it_was_given),
		cmocka_unit_test(tokens_are_written_read_back_and_removed),
		cmocka_unit_test(a_key_that_opens_nothing_changes_nothing),
		cmocka_unit_test(what_could_be_no_volume_is_not_waited_for),
		cmocka_unit_test(what_is_no_luks2_volume_is_named),
		cmocka_unit_test(without_libcryptsetup_the_fault_names_it),
	};

	return cmocka_run_group_tests_name("luks", tests, NULL, NULL);
}
