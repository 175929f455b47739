/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Verifying reports with one wrong thing at a time, all else genuine: it must fail its
 * own step with its own reason, and no other step.
 */
#include "tests/unit/snp_world.h"

static struct world world;
static EVP_PKEY *explicit_key, *other_curve_key, *short_ca_key;

static EVP_PKEY *make_explicit_key(void)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
	EVP_PKEY *key = NULL;

	assert_true(EVP_PKEY_keygen_init(context) > 0);
	assert_true(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_secp384r1) > 0);
	assert_true(EVP_PKEY_CTX_set_ec_param_enc(context, OPENSSL_EC_EXPLICIT_CURVE) > 0);
	assert_true(EVP_PKEY_keygen(context, &key) > 0);
	EVP_PKEY_CTX_free(context);
	return key;
}

static int make_keys(void **state)
{
	world_make_keys(&world);
	explicit_key = make_explicit_key();
	other_curve_key = EVP_EC_gen("P-256");
	short_ca_key = EVP_RSA_gen(2048);
	assert_true(other_curve_key && short_ca_key);
	return 0;
}

static int free_keys(void **state)
{
	world_free_keys(&world);
	EVP_PKEY_free(explicit_key);
	EVP_PKEY_free(other_curve_key);
	EVP_PKEY_free(short_ca_key);
	return 0;
}

static void use_another_algorithm(void)
{
	set_le(&world.report, 0x034, 2, 4);
}

static void explicit_curve(void)
{
	world.leaf.key = explicit_key;
}

static void use_another_curve(void)
{
	world.leaf.key = other_curve_key;
}

static void say_vlek(void)
{
	set_le(&world.report, 0x048, 1 << 2, 4);
	world.leaf.name = "SEV-VLEK";
	world.ask.name = world.leaf.issuer_name = "SEV-VLEK-Milan";
}

static void let_another_key_sign_the_leaf(void)
{
	world.leaf.issuer_key = world.ark_key;
}

static void let_another_issuer_be_named(void)
{
	world.leaf.issuer_name = "SEV-Genoa";
}

static void leave_out_the_ask(void)
{
	world.ask.is_left_out = true;
}

static void let_another_key_sign_the_ask(void)
{
	world.ask.issuer_key = world.ask_key;
}

static void let_another_key_sign_the_root(void)
{
	world.ark.issuer_key = world.ask_key;
}

static void let_the_root_be_issued(void)
{
	world.ark.issuer_name = "Somebody else";
}

static void sign_the_leaf_by_pkcs1(void)
{
	world.leaf.salt = -1;
}

static void sign_the_leaf_by_sha256(void)
{
	world.leaf.digest = EVP_sha256();
}

static void mask_the_leaf_by_sha256(void)
{
	world.leaf.mask = EVP_sha256();
}

static void salt_the_leaf_less(void)
{
	world.leaf.salt = 32;
}

static void sign_the_ask_by_sha512(void)
{
	world.ask.digest = EVP_sha512();
}

static void sign_the_root_by_pkcs1(void)
{
	world.ark.salt = -1;
}

static void let_the_ask_be_no_ca(void)
{
	world.ask.constraints = "critical,CA:FALSE";
	world.ask.usage = NULL;
}

static void leave_out_the_constraints(void)
{
	world.ask.constraints = NULL;
}

static void let_the_constraints_be_ignored(void)
{
	world.ask.constraints = "CA:TRUE,pathlen:0";
}

static void let_the_ask_have_cas_below(void)
{
	world.ask.constraints = "critical,CA:TRUE";
}

static void let_the_root_have_none_below(void)
{
	world.ark.constraints = "critical,CA:TRUE,pathlen:0";
}

static void let_the_ask_not_sign(void)
{
	world.ask.usage = "critical,digitalSignature";
}

static void leave_out_the_usage(void)
{
	world.ark.usage = NULL;
}

static void shorten_the_key_of_the_ask(void)
{
	world.ask.key = world.leaf.issuer_key = short_ca_key;
}

static void repeat_the_constraints(void)
{
	world.ask.constraints_again = "critical,CA:FALSE";
}

static void call_the_root_version_1(void)
{
	world.ark.is_version_1 = true;
}

static void let_the_leaf_not_sign(void)
{
	world.leaf.usage = "critical,keyAgreement";
}

static void let_the_leaf_be_a_ca(void)
{
	world.leaf.constraints = "critical,CA:TRUE";
}

static void make_an_extension_critical(void)
{
	world_extension(&world, "3.2")->is_critical = true;
}

static void let_the_leaf_expire(void)
{
	world.leaf.not_after = WORLD_NOW - 1;
}

static void let_the_leaf_expire_now(void)
{
	world.leaf.not_after = WORLD_NOW;
}

static void let_the_leaf_begin_later(void)
{
	world.leaf.not_before = WORLD_NOW + 1;
}

static void let_the_ask_expire(void)
{
	world.ask.not_after = WORLD_NOW - 1;
}

static void let_the_root_expire(void)
{
	world.ark.not_after = WORLD_NOW - 1;
}

static void call_the_leaf_otherwise(void)
{
	world.leaf.name = "SEV-VLEK";
}

static void call_the_ask_otherwise(void)
{
	world.ask.name = world.leaf.issuer_name = "SEV-VLEK-Milan";
}

static void call_the_root_otherwise(void)
{
	world.ark.name = world.ark.issuer_name = world.ask.issuer_name = "ARK-Genoa";
}

static void run_on_a_genoa(void)
{
	set_le(&world.report, 0x188, 0x011119, 3);
}

static void run_on_an_unknown_processor(void)
{
	set_le(&world.report, 0x188, 0x010117, 3);
}

static void run_on_another_chip(void)
{
	world.report.data[0x1df] ^= 1;
}

static void run_on_a_longer_turin(void)
{
	world_make_turin(&world);
	world.report.data[0x1df] = 1;
}

static void report_a_later_microcode(void)
{
	set_le(&world.report, 0x180, 0xdc18000000000004, 8);
}

static void report_an_earlier_snp(void)
{
	set_le(&world.report, 0x180, 0xdb17000000000004, 8);
}

static void report_reserved_bytes(void)
{
	set_le(&world.report, 0x180, 0xdb18000001000004, 8);
}

static void drop_the_chip(void)
{
	world_extension(&world, "4")->oid = NULL;
}

static void drop_a_level(void)
{
	world_extension(&world, "3.8")->oid = NULL;
}

static void drop_all_extensions(void)
{
	memset(world.leaf.extensions, 0, sizeof(world.leaf.extensions));
}

static void repeat_a_level(void)
{
	world_add_extension(&world.leaf, "3.3", "\x02\x01\x18", 3);
}

static void write_a_level_longer(void)
{
	struct world_extension *level = world_extension(&world, "3.3");

	memcpy(level->value, "\x02\x02\x00\x18", 4);
	level->size = 4;
}

static void use_a_turin_chip_id(void)
{
	world_extension(&world, "4")->size = 8;
	memset(world.report.data + 0x1a8, 0, 56);
}

static const struct {
	const char *name;
	void (*spoil)(void);
	enum snp_verify_step step;
	const char *reason;
} spoilt[] = {
	{ "algorithm", use_another_algorithm, SNP_STEP_ALGORITHM, "algorithm 2 is not known" },
	{ "explicit curve", explicit_curve, SNP_STEP_LEAF_KEY, "not given by name" },
	{ "P-256", use_another_curve, SNP_STEP_LEAF_KEY, "not on P-384" },
	{ "kind", say_vlek, SNP_STEP_LEAF_KIND, "is of a VCEK, but" },
	{ "leaf's signature", let_another_key_sign_the_leaf, SNP_STEP_ISSUER, "unproven: no ASK" },
	{ "leaf's issuer", let_another_issuer_be_named, SNP_STEP_ISSUER, "unproven: no ASK" },
	{ "no ASK", leave_out_the_ask, SNP_STEP_ISSUER, "unproven: no ASK" },
	{ "leaf by PKCS #1", sign_the_leaf_by_pkcs1, SNP_STEP_ISSUER, "not signed by RSASSA-PSS" },
	{ "leaf by SHA-256", sign_the_leaf_by_sha256, SNP_STEP_ISSUER, "other parameters" },
	{ "leaf's mask", mask_the_leaf_by_sha256, SNP_STEP_ISSUER, "other parameters" },
	{ "leaf's salt", salt_the_leaf_less, SNP_STEP_ISSUER, "other parameters" },
	{ "ASK's signature", let_another_key_sign_the_ask, SNP_STEP_ROOT_SIGNATURE, "no ARK" },
	{ "ASK by SHA-512", sign_the_ask_by_sha512, SNP_STEP_ROOT_SIGNATURE, "other parameters" },
	{ "root's signature", let_another_key_sign_the_root, SNP_STEP_ROOT_SIGNATURE,
	  "not signed by itself" },
	{ "root's issuer", let_the_root_be_issued, SNP_STEP_ROOT_SIGNATURE,
	  "not signed by itself" },
	{ "root by PKCS #1", sign_the_root_by_pkcs1, SNP_STEP_ROOT_SIGNATURE,
	  "not signed by RSASSA-PSS" },
	{ "ASK no CA", let_the_ask_be_no_ca, SNP_STEP_CONSTRAINTS, "is not a CA" },
	{ "no constraints", leave_out_the_constraints, SNP_STEP_CONSTRAINTS, "is not a CA" },
	{ "constraints not critical", let_the_constraints_be_ignored, SNP_STEP_CONSTRAINTS,
	  "is not a CA" },
	{ "ASK's path", let_the_ask_have_cas_below, SNP_STEP_CONSTRAINTS, "path length -1" },
	{ "root's path", let_the_root_have_none_below, SNP_STEP_CONSTRAINTS, "path length 0" },
	{ "ASK's usage", let_the_ask_not_sign, SNP_STEP_CONSTRAINTS, "may not sign" },
	{ "root's usage", leave_out_the_usage, SNP_STEP_CONSTRAINTS, "may not sign" },
	{ "ASK's key", shorten_the_key_of_the_ask, SNP_STEP_CONSTRAINTS, "not RSA of 4096 bits" },
	{ "constraints twice", repeat_the_constraints, SNP_STEP_CONSTRAINTS,
	  "malformed extension" },
	{ "version", call_the_root_version_1, SNP_STEP_CONSTRAINTS, "not of X.509 version 3" },
	{ "leaf's usage", let_the_leaf_not_sign, SNP_STEP_LEAF_EXTENSIONS, "may not sign by its" },
	{ "leaf a CA", let_the_leaf_be_a_ca, SNP_STEP_LEAF_EXTENSIONS, "says that it is a CA" },
	{ "critical", make_an_extension_critical, SNP_STEP_LEAF_EXTENSIONS,
	  "critical extension that is not known" },
	{ "leaf expired", let_the_leaf_expire, SNP_STEP_VALIDITY, "'SEV-VCEK' has expired" },
	{ "leaf just expired", let_the_leaf_expire_now, SNP_STEP_VALIDITY, "has expired" },
	{ "leaf early", let_the_leaf_begin_later, SNP_STEP_VALIDITY, "not valid yet" },
	{ "ASK expired", let_the_ask_expire, SNP_STEP_VALIDITY, "'SEV-Milan' has expired" },
	{ "root expired", let_the_root_expire, SNP_STEP_VALIDITY, "'ARK-Milan' has expired" },
	{ "leaf's name", call_the_leaf_otherwise, SNP_STEP_NAMES, "'SEV-VLEK' stand" },
	{ "ASK's name", call_the_ask_otherwise, SNP_STEP_NAMES, "'SEV-VLEK-Milan'" },
	{ "root's name", call_the_root_otherwise, SNP_STEP_NAMES, "'ARK-Genoa'" },
	{ "Genoa", run_on_a_genoa, SNP_STEP_PRODUCT, "model 0x11 (Genoa)" },
	{ "unknown", run_on_an_unknown_processor, SNP_STEP_PRODUCT, "(unknown)" },
	{ "chip", run_on_another_chip, SNP_STEP_CHIP, "another chip" },
	{ "longer chip", run_on_a_longer_turin, SNP_STEP_CHIP, "another chip" },
	{ "microcode", report_a_later_microcode, SNP_STEP_TCB, "microcode 220; certificate:" },
	{ "SNP", report_an_earlier_snp, SNP_STEP_TCB, "SNP 23, microcode 219; certificate:" },
	{ "reserved TCB", report_reserved_bytes, SNP_STEP_TCB, "reserved bytes" },
	{ "no chip", drop_the_chip, SNP_STEP_LEAF_EXTENSIONS, "neither a chip nor" },
	{ "no level", drop_a_level, SNP_STEP_LEAF_EXTENSIONS, "(8) is missing" },
	{ "no extensions", drop_all_extensions, SNP_STEP_LEAF_EXTENSIONS, "is missing" },
	{ "twice", repeat_a_level, SNP_STEP_LEAF_EXTENSIONS, "is there twice" },
	{ "not minimal", write_a_level_longer, SNP_STEP_LEAF_EXTENSIONS, "one form" },
	{ "short chip", use_a_turin_chip_id, SNP_STEP_LEAF_EXTENSIONS, "8 bytes, which Milan" },
};

static void one_wrong_thing_fails_its_own_step(void **state)
{
	struct snp_verification verification;
	size_t i;

	for (i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++) {
		world_reset(&world);
		spoilt[i].spoil();
		world_sign(&world, world.leaf.key);
		assert_int_equal(world_verify(&world, true, &verification), VERDICT_REJECTED);
		world_assert_fails(&verification, spoilt[i].step, spoilt[i].reason,
				   spoilt[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_wrong_thing_fails_its_own_step),
	};

	return cmocka_run_group_tests_name("snp_verify_bad", tests, make_keys, free_keys);
}
