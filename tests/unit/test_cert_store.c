/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The store of certificates, where it is missing or has nonsense in it.  What it is for:
 * tests/integration/svsmctl_certs.sh.
 */
#include "tests/unit/tree.h"

#include "lib/evidence/cert_store.h"

static struct tree tree;

static int set_up(void **state)
{
	tree_init(&tree);
	return chmod(tree.root, 0700);
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static void test_a_store_that_is_not_there_is_empty(void **state)
{
	struct cert_store store;
	char path[512];

	tree_path(&tree, "none", path);
	assert_int_equal(cert_store_load(&store, path, NULL, NULL), 0);
	assert_int_equal(store.certs.count, 0);
	assert_int_equal(store.crl_count, 0);
	cert_store_deinit(&store);
}

static void test_what_is_no_certificate_is_passed_over(void **state)
{
	struct cert_store store;

	tree_file(&tree, "ca-nonsense.der", "nonsense");
	tree_file(&tree, "crl-nonsense.der", "nonsense");
	assert_int_equal(cert_store_load(&store, tree.root, NULL, NULL), 0);
	assert_int_equal(store.certs.count, 0);
	assert_int_equal(store.crl_count, 1); /* the verification judges it */
	cert_store_deinit(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_store_that_is_not_there_is_empty, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_no_certificate_is_passed_over,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
