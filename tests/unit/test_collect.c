/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Collecting where there is nothing to ask: it says how far it came, and leaves nothing.
 * With a TPM and an SVSM: tests/integration/svsmctl_attest.sh.
 */
#include "tests/unit/unit.h"

#include "lib/evidence/collect.h"

static int info(struct svsm_dev *dev, struct svsm_dev_info *ret, struct fault *fault)
{
	if (dev->access == SVSM_DEV_READ)
		return fault_set(fault, -ENODEV, "the device is gone");
	*ret = (struct svsm_dev_info){ .vmpl = 0 };
	return 0;
}

static const struct svsm_dev_ops ops = { .info = info };

static const struct collect_request request = { .tcti = "swtpm:host=127.0.0.1,port=1" };

static void test_a_device_that_is_gone_is_what_the_failure_is_about(void **state)
{
	struct svsm_dev dev = { .ops = &ops, .access = SVSM_DEV_READ, .fd = -1 };
	struct collection collection = COLLECTION_NONE;
	struct fault fault = FAULT_NONE;

	assert_int_equal(collect(&request, &dev, &collection, &fault), -ENODEV);
	assert_int_equal(collection.stage, COLLECT_ASK);
	assert_string_equal(fault.text, "the device is gone");
	collection_deinit(&collection);
}

static void test_a_tpm_that_cannot_be_reached_is_found_before_the_svsm_is_asked(void **state)
{
	struct svsm_dev dev = { .ops = &ops, .access = SVSM_DEV_REQUEST, .fd = -1 };
	struct collection collection = COLLECTION_NONE;
	struct fault fault = FAULT_NONE;

	assert_true(collect(&request, &dev, &collection, &fault) < 0);
	assert_int_equal(collection.stage, COLLECT_KEY);
	assert_non_null(strstr(fault.text, request.tcti));
	assert_int_equal(collection.bundle.size, 0);
	collection_deinit(&collection);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_device_that_is_gone_is_what_the_failure_is_about),
		cmocka_unit_test(
			test_a_tpm_that_cannot_be_reached_is_found_before_the_svsm_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
