/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Addresses and units of systemd-cryptsetup, and what is made to look like them.
 */
#include "tests/unit/unit.h"

#include "lib/format/cryptsetup_peer.h"

#define SLICE	"0::/system.slice/system-systemd\\x2dcryptsetup.slice/"

/* An abstract address: a zero and @text. */
static int parse(const char *text, struct cryptsetup_peer_address *ret)
{
	struct fault fault = FAULT_NONE;
	char name[128] = "";
	uint8_t *copy;
	int r;

	strcpy(name + 1, text);
	copy = exact_copy(name, strlen(text) + 1);
	r = cryptsetup_peer_address_parse(copy, strlen(text) + 1, ret, &fault);
	assert_int_equal(!r, !fault.text[0]);
	free(copy);
	return r;
}

static void test_an_address_names_the_volume_and_what_is_wanted(void **state)
{
	static const struct {
		const char *text, *volume;
		bool wants_key;
	} rows[] = {
		{ "5f8d7a/cryptsetup/root", "root", true },
		{ "0123456789abcdef/cryptsetup/data-1", "data-1", true },
		{ "1/cryptsetup-tpm2/root", "root", false },
		{ "1/cryptsetup-pkcs11/root", "root", false },
		{ "1/cryptsetup-fido2/root", "root", false },
		{ "1/cryptsetup/a/b", "a/b", true },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cryptsetup_peer_address address;

		assert_int_equal(parse(rows[i].text, &address), 0);
		assert_string_equal(address.volume, rows[i].volume);
		assert_int_equal(address.wants_key, rows[i].wants_key);
	}
}

static void test_any_other_address_is_refused(void **state)
{
	static const char *const rows[] = {
		"", "/cryptsetup/root", "0123456789abcdef0/cryptsetup/root", "1/cryptsetup",
		"1/cryptsetup/", "1/cryptsetup-x/root", "1/cryptsetup-tpm2", "1/Cryptsetup/root",
		"G/cryptsetup/root", "1cryptsetup/root", "1/cryptsetup-tpm2x/root",
	};
	struct cryptsetup_peer_address address = { .volume = "untouched" };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(parse(rows[i], &address), -EBADMSG);
	/* A path, nothing at all, a zero in the volume. */
	assert_int_equal(cryptsetup_peer_address_parse("1/cryptsetup/root", 17, &address, NULL),
			 -EBADMSG);
	assert_int_equal(cryptsetup_peer_address_parse("", 0, &address, NULL), -EBADMSG);
	assert_int_equal(cryptsetup_peer_address_parse("\0001/cryptsetup/ro\0t", 19, &address,
						       NULL), -EBADMSG);
	assert_string_equal(address.volume, "untouched");
}

static void test_a_unit_is_the_last_part_below_the_systems_slice(void **state)
{
	static const struct {
		const char *cgroup, *unit;
	} rows[] = {
		{ SLICE "systemd-cryptsetup@root.service\n", "systemd-cryptsetup@root.service" },
		{ "1:name=systemd:/x\n" SLICE "a.service", "a.service" },
		{ SLICE "systemd-cryptsetup@root.service/payload\n", "payload" },
		{ "0::/user.slice/system.slice/systemd-cryptsetup@root.service\n", NULL },
		{ "1:name=systemd:/system.slice/systemd-cryptsetup@root.service\n", NULL },
		{ "0::/system.slice/\n", NULL },
		{ "0::/\n", NULL },
		{ "", NULL },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char unit[CRYPTSETUP_PEER_UNIT_MAX + 1] = "untouched";
		int r = cryptsetup_peer_unit_parse(rows[i].cgroup, strlen(rows[i].cgroup), unit,
						   sizeof(unit), NULL);

		assert_int_equal(!r, !!rows[i].unit);
		assert_string_equal(unit, rows[i].unit ?: "untouched");
	}
}

/* As systemd-escape(1) prints them. */
static void test_names_are_escaped_as_systemd_does(void **state)
{
	static const struct {
		const char *name, *escaped;
	} rows[] = {
		{ "root", "root" },
		{ "data-1", "data\\x2d1" },
		{ "luks-0f1e", "luks\\x2d0f1e" },
		{ "a.b_c:d", "a.b_c:d" },
		{ ".a", "\\x2ea" },
		{ "a+b", "a\\x2bb" },
		{ "a/b", "a-b" },
	};
	char escaped[64], small[5];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(cryptsetup_peer_escape(rows[i].name, escaped, sizeof(escaped)), 0);
		assert_string_equal(escaped, rows[i].escaped);
	}
	assert_int_equal(cryptsetup_peer_escape("--", small, sizeof(small)), -EMSGSIZE);
}

static void test_a_unit_opens_one_volume(void **state)
{
	assert_true(cryptsetup_peer_is_unit_of("systemd-cryptsetup@data\\x2d1.service", "data-1"));
	assert_false(cryptsetup_peer_is_unit_of("systemd-cryptsetup@data-1.service", "data-1"));
	assert_false(cryptsetup_peer_is_unit_of("systemd-cryptsetup@root.service", "data"));
	assert_false(cryptsetup_peer_is_unit_of("systemd-cryptsetup@root.service.x", "root"));
	assert_false(cryptsetup_peer_is_unit_of("x-systemd-cryptsetup@root.service", "root"));
	assert_false(cryptsetup_peer_is_unit_of("sshd.service", "root"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_address_names_the_volume_and_what_is_wanted),
		cmocka_unit_test(test_any_other_address_is_refused),
		cmocka_unit_test(test_a_unit_is_the_last_part_below_the_systems_slice),
		cmocka_unit_test(test_names_are_escaped_as_systemd_does),
		cmocka_unit_test(test_a_unit_opens_one_volume),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
