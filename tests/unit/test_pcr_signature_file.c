/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the signatures of a boot are looked for.
 */
#include "tests/unit/unit.h"

#include "lib/format/pcr_signature.h"
#include "lib/sys/pcr_signature_file.h"
#include "tests/unit/tree.h"

#define NONE	"{}"
#define BROKEN	"{\"sha256\":"

static void the_first_of_systemds_folders_counts(void **state)
{
	struct pcr_signatures *signatures = NULL;
	struct fault fault = FAULT_NONE;
	struct tree tree;

	tree_init(&tree);
	assert_int_equal(pcr_signature_file_read(tree.root, NULL, &signatures, &fault), -ENOENT);
	assert_string_equal(fault.text,
			    "tpm2-pcr-signature.json: is in none of systemd's folders");
	/* What systemd's stub has put there counts in an initrd, and nowhere else. */
	tree_file(&tree, ".extra/tpm2-pcr-signature.json", NONE);
	assert_int_equal(pcr_signature_file_read(tree.root, NULL, &signatures, NULL), -ENOENT);
	tree_file(&tree, "etc/initrd-release", "");
	assert_int_equal(pcr_signature_file_read(tree.root, NULL, &signatures, NULL), 0);
	assert_int_equal(signatures->count, 0);
	pcr_signatures_free(signatures);
	signatures = NULL;
	/* One that is damaged is not passed over for the next. */
	tree_file(&tree, "run/systemd/tpm2-pcr-signature.json", BROKEN);
	assert_int_equal(pcr_signature_file_read(tree.root, NULL, &signatures, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "run/systemd/tpm2-pcr-signature.json: "));
	assert_null(signatures);
	tree_deinit(&tree);
}

static void a_file_that_is_named_is_the_only_one(void **state)
{
	struct pcr_signatures *signatures = NULL;
	struct tree tree;
	char path[512];

	tree_init(&tree);
	tree_file(&tree, ".extra/tpm2-pcr-signature.json", NONE);
	tree_path(&tree, "named", path);
	assert_int_equal(pcr_signature_file_read(tree.root, path, &signatures, NULL), -ENOENT);
	tree_file(&tree, "named", NONE);
	assert_int_equal(pcr_signature_file_read(tree.root, path, &signatures, NULL), 0);
	pcr_signatures_free(signatures);
	tree_deinit(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_of_systemds_folders_counts),
		cmocka_unit_test(a_file_that_is_named_is_the_only_one),
	};

	return cmocka_run_group_tests_name("pcr_signature_file", tests, NULL, NULL);
}
