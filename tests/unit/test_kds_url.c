/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Addresses of AMD's key service, and whom may be asked at all.
 */
#include "tests/unit/unit.h"

#include "lib/format/kds_url.h"

static void names_a_chip_at_its_patch_levels(void **state)
{
	const struct tcb tcb = { .bootloader = 4, .snp = 24, .microcode = 219 };
	const uint8_t hwid[64] = { 0xab, [63] = 0x01 };
	char url[KDS_URL_MAX];

	assert_int_equal(kds_url_vcek(KDS_URL_DEFAULT, SNP_PRODUCT_MILAN, hwid, sizeof(hwid), &tcb,
				      url), 0);
	assert_string_equal(url, "https://kdsintf.amd.com/vcek/v1/Milan/ab"
			    "000000000000000000000000000000000000000000000000000000000000"
			    "000000000000000000000000000000000000000000000000000000000000"
			    "000001?blSPL=4&teeSPL=0&snpSPL=24&ucodeSPL=219");
}

static void names_turins_fmc_first(void **state)
{
	const struct tcb tcb = { .fmc = 1, .bootloader = 2, .tee = 3, .snp = 4, .microcode = 81 };
	const uint8_t hwid[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	char url[KDS_URL_MAX];

	assert_int_equal(kds_url_vcek("http://localhost:8080", SNP_PRODUCT_TURIN, hwid,
				      sizeof(hwid), &tcb, url), 0);
	assert_string_equal(url, "http://localhost:8080/vcek/v1/Turin/0102030405060708"
			    "?fmcSPL=1&blSPL=2&teeSPL=3&snpSPL=4&ucodeSPL=81");
}

static void names_chain_and_list(void **state)
{
	char url[KDS_URL_MAX];

	assert_int_equal(kds_url_chain("https://x", SNP_PRODUCT_GENOA, 0, url), 0);
	assert_string_equal(url, "https://x/vcek/v1/Genoa/cert_chain");
	assert_int_equal(kds_url_chain("https://x", SNP_PRODUCT_GENOA, 1, url), 0);
	assert_string_equal(url, "https://x/vlek/v1/Genoa/cert_chain");
	assert_int_equal(kds_url_crl("https://x", SNP_PRODUCT_GENOA, url), 0);
	assert_string_equal(url, "https://x/vcek/v1/Genoa/crl");
}

static void refuses_what_has_no_address(void **state)
{
	char url[KDS_URL_MAX], base[KDS_URL_MAX + 1];

	memset(base, 'a', sizeof(base));
	base[sizeof(base) - 1] = 0;
	assert_int_equal(kds_url_crl(base, SNP_PRODUCT_GENOA, url), -EMSGSIZE);
	assert_int_equal(kds_url_crl("https://x", SNP_PRODUCT_UNKNOWN, url), -EOPNOTSUPP);
	assert_int_equal(kds_url_chain("https://x", SNP_PRODUCT_UNKNOWN, 0, url), -EOPNOTSUPP);
}

static void tells_whom_may_be_asked(void **state)
{
	static const struct {
		const char *base;
		int result;
	} rows[] = {
		{ KDS_URL_DEFAULT, 0 },
		{ "https://example.org:8443", 0 },
		{ "https://[2001:db8::1]:443", 0 },
		{ "http://127.0.0.1:1", 0 },
		{ "http://[::1]", 0 },
		{ "http://localhost", 0 },
		{ "http://localhost.example.org", -EPROTONOSUPPORT },
		{ "http://127.0.0.1.example.org", -EPROTONOSUPPORT },
		{ "http://192.0.2.1", -EPROTONOSUPPORT },
		{ "http://[::2]", -EPROTONOSUPPORT },
		{ "https://", -EINVAL },
		{ "https://user@example.org", -EINVAL },
		{ "https://example.org/", -EINVAL },
		{ "https://example.org?x", -EINVAL },
		{ "https://example.org:", -EINVAL },
		{ "https://example.org:123456", -EINVAL },
		{ "https://[::1", -EINVAL },
		{ "http://127.0.0.1@example.org", -EINVAL },
		{ "ftp://127.0.0.1", -EINVAL },
		{ "file:///etc/passwd", -EINVAL },
		{ "", -EINVAL },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (kds_url_check(rows[i].base, NULL) != rows[i].result)
			fail_msg("'%s' is judged wrongly", rows[i].base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_a_chip_at_its_patch_levels),
		cmocka_unit_test(names_turins_fmc_first),
		cmocka_unit_test(names_chain_and_list),
		cmocka_unit_test(refuses_what_has_no_address),
		cmocka_unit_test(tells_whom_may_be_asked),
	};

	return cmocka_run_group_tests_name("kds_url", tests, NULL, NULL);
}
