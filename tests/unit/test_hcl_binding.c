/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * REPORT_DATA of Azure's report stands for the runtime data and the AK in it.
 */
#include <openssl/evp.h>
#include <stdio.h>

#include "tests/unit/hcl_builder.h"

#include "lib/policy/hcl_binding.h"
#include "lib/policy/tpm_key.h"

#define RUNTIME	"{\"keys\":[]}"

static struct bytes bytes;
static struct hcl_report hcl;
static struct snp_report report;

static int set_up(void **state)
{
	uint8_t inner[SNP_REPORT_SIZE] = { 3 };
	int r;

	bytes.size = 0;
	if (EVP_Q_digest(NULL, "SHA256", NULL, RUNTIME, strlen(RUNTIME), inner + 0x50, NULL) != 1)
		return -1;
	put_hcl_report(&bytes, inner, RUNTIME);
	r = hcl_report_parse(bytes.data, bytes.size, &hcl, NULL);
	return r ?: snp_report_parse(hcl.report, SNP_REPORT_SIZE, &report, NULL);
}

static void refuse(const char *reason)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(hcl_binding_check(&hcl, &report, &fault), VERDICT_REJECTED);
	assert_string_equal(fault.text, reason);
}

static void its_own_runtime_data_is_accepted(void **state)
{
	assert_int_equal(hcl_binding_check(&hcl, &report, NULL), VERDICT_ACCEPTED);
}

static void other_runtime_data_is_rejected(void **state)
{
	bytes.data[0x4d4] ^= 1;
	refuse("HCL report: REPORT_DATA is not the digest of the runtime data: they do not "
	       "belong together");
}

static void what_stands_behind_the_digest_is_zero(void **state)
{
	report.report_data[63] = 1;
	refuse("HCL report: REPORT_DATA is not the digest of the runtime data: they do not "
	       "belong together");
}

static void another_hash_is_rejected(void **state)
{
	hcl.hash = 0x000c;
	refuse("HCL report: REPORT_DATA is not the digest of the runtime data: they do not "
	       "belong together");
}

static void a_report_that_the_guest_asked_for_is_rejected(void **state)
{
	report.vmpl = 2;
	refuse("HCL report: made at VMPL 2, not by the paravisor at VMPL 0");
}

static int find_key(const char *modulus, struct tpm_key **ret, struct fault *fault)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\","
		       "\"e\":\"AQAB\",\"n\":\"%s\"}]}", modulus);
	hcl.runtime_data = (const uint8_t *)text;
	hcl.runtime_data_size = strlen(text);
	return hcl_binding_key(&hcl, ret, fault);
}

static void the_key_must_be_one(void **state)
{
	struct fault fault = FAULT_NONE;
	struct tpm_key *key = NULL;
	char modulus[343] = "";

	assert_int_equal(hcl_binding_key(&hcl, &key, &fault), -ENOENT);
	assert_string_equal(fault.text, "HCL report: its runtime data has no key 'HCLAkPub'");
	assert_int_equal(find_key("gAEC", &key, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, "TPM key: RSA of 24 bits, less than 2048");
	assert_null(key);

	/* 256 bytes; the 4 bits that the last character has too many are zero. */
	memset(modulus, 'w', sizeof(modulus) - 2);
	modulus[sizeof(modulus) - 2] = 'A';
	assert_int_equal(find_key(modulus, &key, NULL), 0);
	tpm_key_free(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(its_own_runtime_data_is_accepted, set_up),
		cmocka_unit_test_setup(other_runtime_data_is_rejected, set_up),
		cmocka_unit_test_setup(what_stands_behind_the_digest_is_zero, set_up),
		cmocka_unit_test_setup(another_hash_is_rejected, set_up),
		cmocka_unit_test_setup(a_report_that_the_guest_asked_for_is_rejected, set_up),
		cmocka_unit_test_setup(the_key_must_be_one, set_up),
	};

	return cmocka_run_group_tests_name("hcl_binding", tests, NULL, NULL);
}
