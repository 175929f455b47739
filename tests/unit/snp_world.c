/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A small AMD of the tests' own.  See snp_world.h.
 */
#include "tests/unit/snp_world.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>

#define PSS_SALT	48
#define CA_USAGE	"critical,keyCertSign"

void world_make_keys(struct world *world)
{
	world->ark_key = EVP_RSA_gen(4096);
	world->ask_key = EVP_RSA_gen(4096);
	world->leaf_key = EVP_EC_gen("P-384");
	assert_true(world->ark_key && world->ask_key && world->leaf_key);
}

void world_free_keys(struct world *world)
{
	EVP_PKEY_free(world->ark_key);
	EVP_PKEY_free(world->ask_key);
	EVP_PKEY_free(world->leaf_key);
}

void world_add_extension(struct world_cert *cert, const char *oid, const void *value, size_t size)
{
	size_t i = 0;

	while (i < WORLD_EXTENSIONS_MAX && cert->extensions[i].oid)
		i++;
	assert_true(i < WORLD_EXTENSIONS_MAX && size <= WORLD_VALUE_MAX);
	cert->extensions[i].oid = oid;
	memcpy(cert->extensions[i].value, value, size);
	cert->extensions[i].size = size;
}

struct world_extension *world_extension(struct world *world, const char *oid)
{
	struct world_extension *extension = world->leaf.extensions;
	size_t i;

	for (i = 0; i < WORLD_EXTENSIONS_MAX; i++, extension++)
		if (extension->oid && !strcmp(extension->oid, oid))
			return extension;
	fail_msg("the leaf has no extension %s", oid);
	return NULL;
}

static void add_level(struct world *world, const char *oid, uint8_t level)
{
	const uint8_t small[] = { 2, 1, level }, large[] = { 2, 2, 0, level };

	if (level < 0x80)
		world_add_extension(&world->leaf, oid, small, sizeof(small));
	else
		world_add_extension(&world->leaf, oid, large, sizeof(large));
}

static struct world_cert make_cert(const char *name, EVP_PKEY *key, const char *issuer_name,
				   EVP_PKEY *issuer_key)
{
	return (struct world_cert){
		.name = name,
		.issuer_name = issuer_name,
		.key = key,
		.issuer_key = issuer_key,
		.not_before = WORLD_NOW - WORLD_YEAR,
		.not_after = WORLD_NOW + WORLD_YEAR,
		.digest = EVP_sha384(),
		.mask = EVP_sha384(),
		.salt = PSS_SALT,
	};
}

void world_reset(struct world *world)
{
	uint8_t hwid[64];

	world->ark = make_cert("ARK-Milan", world->ark_key, "ARK-Milan", world->ark_key);
	world->ark.constraints = "critical,CA:TRUE";
	world->ark.usage = CA_USAGE ",cRLSign";
	world->ask = make_cert("SEV-Milan", world->ask_key, "ARK-Milan", world->ark_key);
	world->ask.constraints = "critical,CA:TRUE,pathlen:0";
	world->ask.usage = CA_USAGE;
	world->leaf = make_cert("SEV-VCEK", world->leaf_key, "SEV-Milan", world->ask_key);
	world_add_extension(&world->leaf, "1", "\x02\x01\x00", 3);
	world_add_extension(&world->leaf, "2", "\x16\x08Milan-B0", 10);
	add_level(world, "3.1", 4);
	add_level(world, "3.2", 0);
	add_level(world, "3.3", 24);
	add_level(world, "3.4", 0);
	add_level(world, "3.8", 219);
	memset(hwid, 0x1a, sizeof(hwid));
	world_add_extension(&world->leaf, "4", hwid, sizeof(hwid));

	world->report = (struct bytes){ .size = SNP_REPORT_SIZE };
	set_le(&world->report, 0x000, 3, 4);
	set_le(&world->report, 0x008, 0x30000, 8);
	set_le(&world->report, 0x034, 1, 4);
	set_le(&world->report, 0x180, 0xdb18000000000004, 8);
	set_le(&world->report, 0x188, 0x010119, 3);
	memset(world->report.data + 0x1a0, 0x1a, 64);
}

void world_make_turin(struct world *world)
{
	uint8_t number[] = { 2, 1, 0 };

	world->ark.name = world->ark.issuer_name = world->ask.issuer_name = "ARK-Turin";
	world->ask.name = world->leaf.issuer_name = "SEV-Turin";
	memcpy(world_extension(world, "2")->value, "\x16\x05Turin", 7);
	world_extension(world, "2")->size = 7;
	world_extension(world, "4")->size = 8;
	number[2] = 1;
	world_add_extension(&world->leaf, "3.9", number, sizeof(number));
	memset(world->report.data + 0x1a8, 0, 56);
	set_le(&world->report, 0x000, 5, 4);
	set_le(&world->report, 0x180, 0xdb00000018000401, 8);
	set_le(&world->report, 0x188, 0x01021a, 3);
}

void world_make_vlek(struct world *world)
{
	struct world_extension *hwid = world_extension(world, "4");

	*hwid = (struct world_extension){ .oid = "5", .value = "\x16\x05" "cloud", .size = 7 };
	world->leaf.name = "SEV-VLEK";
	world->ask.name = world->leaf.issuer_name = "SEV-VLEK-Milan";
	set_le(&world->report, 0x048, 1 << 2, 4);
}

void world_sign(struct world *world, EVP_PKEY *key)
{
	uint8_t der[256], *signature = world->report.data + SNP_REPORT_SIGNED_SIZE;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	const uint8_t *at = der;
	size_t size = sizeof(der);
	ECDSA_SIG *ecdsa;

	assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha384(), NULL, key), 1);
	assert_int_equal(EVP_DigestSign(context, der, &size, world->report.data,
					SNP_REPORT_SIGNED_SIZE), 1);
	ecdsa = d2i_ECDSA_SIG(NULL, &at, (long)size);
	assert_int_equal(BN_bn2lebinpad(ECDSA_SIG_get0_r(ecdsa), signature, 72), 72);
	assert_int_equal(BN_bn2lebinpad(ECDSA_SIG_get0_s(ecdsa), signature + 72, 72), 72);
	ECDSA_SIG_free(ecdsa);
	EVP_MD_CTX_free(context);
}

static void set_name(X509_NAME *x509_name, const char *name)
{
	assert_int_equal(X509_NAME_add_entry_by_txt(x509_name, "CN", MBSTRING_ASC,
						    (const uint8_t *)name, -1, -1, 0), 1);
}

static void add_standard(X509 *x509, int nid, const char *value)
{
	X509_EXTENSION *extension;

	if (!value)
		return;
	extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

static void add_raw(X509 *x509, const struct world_extension *extension)
{
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *added;
	ASN1_OBJECT *object;
	char oid[64];

	(void)snprintf(oid, sizeof(oid), WORLD_AMD "%s", extension->oid);
	object = OBJ_txt2obj(oid, 1);
	assert_int_equal(ASN1_OCTET_STRING_set(value, extension->value, (int)extension->size), 1);
	added = X509_EXTENSION_create_by_OBJ(NULL, object, extension->is_critical, value);
	assert_int_equal(X509_add_ext(x509, added, -1), 1);
	X509_EXTENSION_free(added);
	ASN1_OBJECT_free(object);
	ASN1_OCTET_STRING_free(value);
}

static EVP_MD_CTX *begin_signature(EVP_PKEY *key, const EVP_MD *digest, const EVP_MD *mask,
				   int salt)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;

	assert_int_equal(EVP_DigestSignInit(context, &options, digest, NULL, key), 1);
	if (salt >= 0 && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) {
		assert_true(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0);
		assert_true(EVP_PKEY_CTX_set_rsa_mgf1_md(options, mask) > 0);
		assert_true(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, salt) > 0);
	}
	return context;
}

static void sign(X509 *x509, const struct world_cert *cert)
{
	EVP_MD_CTX *context = begin_signature(cert->issuer_key, cert->digest, cert->mask,
					      cert->salt);

	assert_true(X509_sign_ctx(x509, context) > 0);
	EVP_MD_CTX_free(context);
}

struct world_crl world_good_crl(const struct world *world)
{
	return (struct world_crl){
		.issuer_name = world->ark.name,
		.issuer_key = world->ark_key,
		.not_before = WORLD_NOW - 1,
		.not_after = WORLD_NOW + WORLD_YEAR,
		.digest = EVP_sha384(),
		.salt = PSS_SALT,
	};
}

static void add_revoked(X509_CRL *list, long serial, const ASN1_TIME *when)
{
	X509_REVOKED *entry = X509_REVOKED_new();
	ASN1_INTEGER *number = ASN1_INTEGER_new();

	assert_int_equal(ASN1_INTEGER_set(number, serial), 1);
	assert_int_equal(X509_REVOKED_set_serialNumber(entry, number), 1);
	assert_int_equal(X509_REVOKED_set_revocationDate(entry, (ASN1_TIME *)when), 1);
	assert_int_equal(X509_CRL_add0_revoked(list, entry), 1);
	ASN1_INTEGER_free(number);
}

/* It lists only what has changed since another: not all that is revoked. */
static void add_critical(X509_CRL *list)
{
	ASN1_INTEGER *number = ASN1_INTEGER_new();

	assert_int_equal(ASN1_INTEGER_set(number, 1), 1);
	assert_int_equal(X509_CRL_add1_ext_i2d(list, NID_delta_crl, number, 1, 0), 1);
	ASN1_INTEGER_free(number);
}

static void set_time(X509_CRL *list, long when, int (*set)(X509_CRL *, const ASN1_TIME *))
{
	ASN1_TIME *time = ASN1_TIME_set(NULL, when);

	assert_int_equal(set(list, time), 1);
	ASN1_TIME_free(time);
}

uint8_t *world_encode_crl(const struct world_crl *crl, size_t *ret_size)
{
	EVP_MD_CTX *context = begin_signature(crl->issuer_key, crl->digest, crl->digest,
					      crl->salt);
	X509_NAME *name = X509_NAME_new();
	X509_CRL *list = X509_CRL_new();
	uint8_t *der = NULL;
	const long *serial;
	int size;

	assert_int_equal(X509_CRL_set_version(list, X509_CRL_VERSION_2), 1);
	set_name(name, crl->issuer_name);
	assert_int_equal(X509_CRL_set_issuer_name(list, name), 1);
	set_time(list, crl->not_before, X509_CRL_set1_lastUpdate);
	if (crl->not_after)
		set_time(list, crl->not_after, X509_CRL_set1_nextUpdate);
	for (serial = crl->serials; serial && *serial; serial++)
		add_revoked(list, *serial, X509_CRL_get0_lastUpdate(list));
	if (crl->has_critical)
		add_critical(list);
	assert_true(X509_CRL_sign_ctx(list, context) > 0);
	size = i2d_X509_CRL(list, &der);
	assert_true(size > 0);
	X509_CRL_free(list);
	X509_NAME_free(name);
	EVP_MD_CTX_free(context);
	*ret_size = (size_t)size;
	return der;
}

uint8_t *world_encode(const struct world_cert *cert, size_t *ret_size)
{
	X509 *x509 = X509_new();
	uint8_t *der = NULL;
	size_t i;
	int size;

	assert_non_null(x509);
	assert_int_equal(X509_set_version(x509, cert->is_version_1 ? X509_VERSION_1 :
								     X509_VERSION_3), 1);
	if (cert->serial)
		assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(x509), cert->serial), 1);
	ASN1_TIME_set(X509_getm_notBefore(x509), cert->not_before);
	ASN1_TIME_set(X509_getm_notAfter(x509), cert->not_after);
	set_name(X509_get_subject_name(x509), cert->name);
	set_name(X509_get_issuer_name(x509), cert->issuer_name);
	assert_int_equal(X509_set_pubkey(x509, cert->key), 1);
	add_standard(x509, NID_basic_constraints, cert->constraints);
	add_standard(x509, NID_basic_constraints, cert->constraints_again);
	add_standard(x509, NID_key_usage, cert->usage);
	for (i = 0; i < WORLD_EXTENSIONS_MAX; i++)
		if (cert->extensions[i].oid)
			add_raw(x509, &cert->extensions[i]);
	sign(x509, cert);
	size = i2d_X509(x509, &der);
	assert_true(size > 0);
	X509_free(x509);
	*ret_size = (size_t)size;
	return der;
}

void world_add(const struct world_cert *cert, struct snp_certs *certs)
{
	struct fault fault = FAULT_NONE;
	uint8_t *der, *exact;
	size_t size;

	if (cert->is_left_out)
		return;
	der = world_encode(cert, &size);
	exact = exact_copy(der, size);
	if (snp_certs_add(certs, exact, size, &fault) < 0)
		fail_msg("'%s': %s", cert->name, fault.text);
	free(exact);
	OPENSSL_free(der);
}

enum verdict world_verify(const struct world *world, bool is_root_named,
			  struct snp_verification *ret)
{
	struct snp_certs certs = { .count = 0 }, arks = { .count = 0 };
	struct snp_verify_params params = {
		.report = world->report.data,
		.report_size = world->report.size,
		.certs = &certs,
		.now = WORLD_NOW,
	};
	enum verdict verdict;

	world_add(&world->ark, &certs);
	world_add(&world->leaf, &certs);
	world_add(&world->ask, &certs);
	world_add(&world->ark, &arks);
	params.ark = is_root_named && arks.count ? arks.items[0] : NULL;
	verdict = snp_verify(&params, ret);
	snp_certs_deinit(&certs);
	snp_certs_deinit(&arks);
	ret->chain = (struct snp_chain){ .leaf = NULL }; /* freed with the certificates */
	return verdict;
}

void world_assert_fails(const struct snp_verification *verification, enum snp_verify_step step,
			const char *reason, const char *name)
{
	enum snp_verify_step other;

	if (verification->verdict != VERDICT_REJECTED)
		fail_msg("%s: accepted", name);
	for (other = 0; other < _SNP_STEP_MAX; other++)
		if ((verification->steps[other].state == SNP_STATE_FAILED) != (other == step))
			fail_msg("%s: %s: %s", name, snp_verify_step_name(other),
				 verification->steps[other].reason);
	if (!strstr(verification->steps[step].reason, reason))
		fail_msg("%s: says: %s", name, verification->steps[step].reason);
}
