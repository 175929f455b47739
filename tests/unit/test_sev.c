/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The guest's VMPL as the kernel tells it.
 */
#include "tests/unit/tree.h"

#include "lib/sys/sev.h"

static void the_kernel_tells_the_vmpl(void **state)
{
	static const struct {
		const char *text;
		int error;
	} cases[] = {
		{"2\n", 0},	    {"", -EBADMSG},	{"2", -EBADMSG},   {"4\n", -EBADMSG},
		{"-1\n", -EBADMSG}, {"22\n", -EBADMSG}, {"x\n", -EBADMSG},
	};
	unsigned int vmpl = 77;
	struct tree tree;
	char sysfs[512];
	size_t i;

	tree_init(&tree);
	tree_path(&tree, "sys", sysfs);
	assert_int_equal(sev_vmpl(sysfs, &vmpl, NULL), -ENOENT);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		vmpl = 77;
		tree_file(&tree, "sys/devices/system/cpu/sev/vmpl", cases[i].text);
		assert_int_equal(sev_vmpl(sysfs, &vmpl, NULL), cases[i].error);
		assert_int_equal(vmpl, cases[i].error ? 77 : 2);
	}
	tree_deinit(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernel_tells_the_vmpl),
	};

	return cmocka_run_group_tests_name("sev", tests, NULL, NULL);
}
