/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The SVSM's TPM is told by its place in the device tree, and by nothing else.
 */
#include "tests/unit/tree.h"

#include "lib/sys/tpm_chip.h"

#define SVSM_DEVICE	"sys/devices/platform/tpm-svsm/vtpm/"
#define HOST_DEVICE	"sys/devices/platform/MSFT0101:00/"

static struct tree tree;
static char sysfs[512], dev[512];
static struct tpm_chip_roots roots;
static struct tpm_chips chips;

static int set_up(void **state)
{
	tree_init(&tree);
	tree_path(&tree, "sys", sysfs);
	tree_path(&tree, "dev", dev);
	roots = (struct tpm_chip_roots){ sysfs, dev };
	tree_file(&tree, "sys/class/README", "");
	tree_file(&tree, "dev/null", "");
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static void add_chip(const char *device, unsigned int number, const char *version)
{
	char path[256], target[256];

	(void)snprintf(path, sizeof(path), "%stpm/tpm%u/tpm_version_major", device, number);
	tree_file(&tree, path, version);
	(void)snprintf(path, sizeof(path), "sys/class/tpm/tpm%u", number);
	(void)snprintf(target, sizeof(target), "../../../%stpm/tpm%u", device, number);
	tree_link(&tree, path, target);
	if (*version != '2')
		return;
	(void)snprintf(path, sizeof(path), "%stpmrm/tpmrm%u/dev", device, number);
	tree_file(&tree, path, "");
	(void)snprintf(path, sizeof(path), "sys/class/tpmrm/tpmrm%u", number);
	(void)snprintf(target, sizeof(target), "../../../%stpmrm/tpmrm%u", device, number);
	tree_link(&tree, path, target);
}

static void the_hosts_tpm_is_not_the_svsms_even_as_tpm0(void **state)
{
	const struct tpm_chip *svsm;
	char expected[512];

	add_chip(SVSM_DEVICE, 1, "2\n");
	add_chip(HOST_DEVICE, 0, "2\n");
	assert_int_equal(tpm_chips_read(&roots, &chips, NULL), 0);
	assert_int_equal(chips.count, 2);
	assert_string_equal(chips.chips[0].name, "tpm0");
	assert_false(chips.chips[0].is_svsm);
	svsm = tpm_chips_find_svsm(&chips);
	assert_non_null(svsm);
	assert_string_equal(svsm->name, "tpm1");
	assert_int_equal(svsm->version_major, 2);
	tree_path(&tree, "dev/tpmrm1", expected);
	assert_string_equal(svsm->rm_node, expected);
	tree_path(&tree, "sys/kernel/security/tpm1/binary_bios_measurements", expected);
	assert_string_equal(svsm->log, expected);
}

static void a_device_of_that_name_elsewhere_is_not_it(void **state)
{
	add_chip("sys/devices/pci0000:00/platform/tpm-svsm/", 0, "2\n");
	add_chip("sys/devices/platform/tpm-svsm-not/", 1, "2\n");
	add_chip("sys/devices/platform/x/devices/platform/tpm-svsm/", 2, "2\n");
	assert_int_equal(tpm_chips_read(&roots, &chips, NULL), 0);
	assert_int_equal(chips.count, 3);
	assert_null(tpm_chips_find_svsm(&chips));
}

static void a_tpm_1_2_has_no_resource_manager(void **state)
{
	add_chip(HOST_DEVICE, 0, "1\n");
	assert_int_equal(tpm_chips_read(&roots, &chips, NULL), 0);
	assert_int_equal(chips.chips[0].version_major, 1);
	assert_string_equal(chips.chips[0].rm_node, "");
}

static void a_machine_without_tpm_has_none(void **state)
{
	assert_int_equal(tpm_chips_read(&roots, &chips, NULL), 0);
	assert_int_equal(chips.count, 0);
	assert_null(tpm_chips_find_svsm(&chips));
}

static void other_names_in_the_class_are_passed_over(void **state)
{
	tree_file(&tree, "sys/class/tpm/tpm", "");
	tree_file(&tree, "sys/class/tpm/tpmx", "");
	tree_file(&tree, "sys/class/tpm/tpm1x", "");
	tree_link(&tree, "sys/class/tpm/tpm5", "gone");
	assert_int_equal(tpm_chips_read(&roots, &chips, NULL), 0);
	assert_int_equal(chips.count, 0);
}

static void too_many_tpms_are_refused(void **state)
{
	unsigned int i;

	for (i = 0; i <= TPM_CHIPS_MAX; i++)
		add_chip(HOST_DEVICE, i, "2\n");
	assert_int_equal(tpm_chips_read(&roots, &chips, NULL), -E2BIG);
}

static void links_are_followed_to_their_end(void **state)
{
	char target[16];

	tree_file(&tree, "dev/tpmrm7", "");
	tree_link(&tree, "dev/tpmrm-svsm", "tpmrm7");
	tree_link(&tree, "dev/tpm-svsm", "gone");
	assert_int_equal(tpm_chip_link(&roots, "tpmrm-svsm", target, sizeof(target), NULL), 0);
	assert_string_equal(target, "tpmrm7");
	assert_int_equal(tpm_chip_link(&roots, "tpm-svsm", target, sizeof(target), NULL), -ENOENT);
	assert_int_equal(tpm_chip_link(&roots, "tpmrm-svsm", target, 6, NULL), -ENAMETOOLONG);
	assert_string_equal(target, "tpmrm7");
}

#define ON_A_TREE(test)	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_TREE(the_hosts_tpm_is_not_the_svsms_even_as_tpm0),
		ON_A_TREE(a_device_of_that_name_elsewhere_is_not_it),
		ON_A_TREE(a_tpm_1_2_has_no_resource_manager),
		ON_A_TREE(a_machine_without_tpm_has_none),
		ON_A_TREE(other_names_in_the_class_are_passed_over),
		ON_A_TREE(too_many_tpms_are_refused),
		ON_A_TREE(links_are_followed_to_their_end),
	};

	return cmocka_run_group_tests_name("tpm_chip", tests, NULL, NULL);
}
