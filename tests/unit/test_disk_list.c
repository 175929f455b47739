/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What opens a volume, as JSON: whoever made it, without a TPM, and with what is damaged.
 */
#include "tests/unit/disk_volume.h"

#include "lib/disks/disk_list.h"

static struct disk_volume volume;

static int set_up(void **state)
{
	disk_volume_init(&volume);
	return 0;
}

static int tear_down(void **state)
{
	disk_volume_deinit(&volume);
	return 0;
}

static void a_passphrase_is_one(void **state)
{
	_cleanup_(json_cleanup) struct json_object *told = disk_list_json(&volume.places,
									  volume.luks);

	assert_says(told, "\"keyslots\":[{\"keyslot\":0,\"kind\":\"passphrase\","
		    "\"pbkdf\":\"pbkdf2\",\"priority\":\"normal\",\"token\":null}]");
	assert_says(told, "\"key_socket\":null,\"untold\":null,");
	assert_says(told, "\"tokens\":[]");
	assert_says(told, luks_uuid(volume.luks));
}

static void a_token_of_ours_cannot_be_told_of_without_a_tpm(void **state)
{
	_cleanup_(json_cleanup) struct json_object *told = NULL;

	disk_volume_add_token(&volume, 3, "tests/data/svsm_token/literal.bin");
	told = disk_list_json(&volume.places, volume.luks);
	assert_says(told, "\"kind\":\"token\"");
	assert_says(told, "\"token\":3,\"type\":\"svsm\",\"is_readable\":true,\"keyslots\":[0],"
		    "\"binding\":\"PCR 7+12 (sha256)\",\"satisfied\":\"unknown\"");
	assert_says(told, "\"road\":\"plugin\",\"objection\":null");
}

static void a_token_says_why_nobody_asks_it_at_boot(void **state)
{
	_cleanup_(json_cleanup) struct json_object *told = NULL;
	char line[512];

	disk_volume_add_token(&volume, 0, "tests/data/svsm_token/literal.bin");
	(void)snprintf(line, sizeof(line), "data %s none tpm2-measure-pcr=yes\n",
		       volume.file.path);
	tree_file(&volume.tree, "crypttab", line);
	told = disk_list_json(&volume.places, volume.luks);
	assert_says(told, "\"objection\":\"systemd measures the volume's key, and asks no "
		    "plugin\"");
}

static void a_file_that_cannot_be_read_is_told_of(void **state)
{
	_cleanup_(json_cleanup) struct json_object *told = NULL;

	volume.places.volumes = volume.tree.root;
	told = disk_list_json(&volume.places, volume.luks);
	assert_says(told, "\"untold\":\"/tmp/svsm-test-tree-");
}

static void nothing_of_what_a_token_seals_is_told(void **state)
{
	_cleanup_(json_cleanup) struct json_object *told = NULL;

	disk_volume_add_token(&volume, 0, "tests/data/svsm_token/literal.bin");
	told = disk_list_json(&volume.places, volume.luks);
	assert_null(strstr(json_line(told), "1dXV"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_passphrase_is_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_token_of_ours_cannot_be_told_of_without_a_tpm,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_token_says_why_nobody_asks_it_at_boot, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_is_told_of, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(nothing_of_what_a_token_seals_is_told, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
