/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking for a quote, of a TPM that only says what it was asked, and has a quote of before.
 * One that is made for the nonce: tests/integration/svsmd_trigger.sh.
 */
#include "tests/unit/evidence_fixture.h"

#include "lib/evidence/pcr_quote.h"
#include "lib/format/tpm_public.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/tpm_ak.h"

static int borrow_result, quote_result;
static struct tpm_ak_selection asked;
static uint8_t nonces[2][TPM_AK_NONCE_MAX];
static unsigned int quotes;

int __wrap_tpm_ak_borrow(struct tpm *tpm, enum tpm_ak_kind kind, struct tpm_ak **ret,
			 struct fault *fault);
int __wrap_tpm_ak_quote(struct tpm_ak *ak, const struct tpm_ak_selection *selection,
			const void *nonce, size_t nonce_size, struct tpm_ak_quote *ret,
			struct fault *fault);
const uint8_t *__wrap_tpm_ak_public(const struct tpm_ak *ak, size_t *ret_size);
void __wrap_tpm_ak_cleanup(struct tpm_ak **ak);

int __wrap_tpm_ak_borrow(struct tpm *tpm, enum tpm_ak_kind kind, struct tpm_ak **ret,
			 struct fault *fault)
{
	assert_int_equal(kind, TPM_AK_ECC);
	return borrow_result;
}

int __wrap_tpm_ak_quote(struct tpm_ak *ak, const struct tpm_ak_selection *selection,
			const void *nonce, size_t nonce_size, struct tpm_ak_quote *ret,
			struct fault *fault)
{
	asked = *selection;
	assert_int_equal(nonce_size, 32);
	memcpy(nonces[quotes++ % 2], nonce, nonce_size);
	memcpy(ret->attest, world.evidence.attest.data, world.evidence.attest.size);
	ret->attest_size = world.evidence.attest.size;
	memcpy(ret->signature.bytes, world.evidence.signature.data, world.evidence.signature.size);
	ret->signature.size = world.evidence.signature.size;
	return quote_result;
}

const uint8_t *__wrap_tpm_ak_public(const struct tpm_ak *ak, size_t *ret_size)
{
	*ret_size = world.evidence.ak.size;
	return world.evidence.ak.data;
}

void __wrap_tpm_ak_cleanup(struct tpm_ak **ak)
{
}

static int make(struct fault *fault)
{
	struct tpm_public public;
	struct tpm_name known;

	assert_int_equal(tpm_public_parse(world.evidence.ak.data, world.evidence.ak.size, &public,
					  NULL), 0);
	assert_int_equal(tpm_name_of(&public, &known), 0);
	return pcr_quote_make(NULL, &known, &world.evidence.pcrs, fault);
}

static void a_quote_of_before_is_refused_since_each_nonce_is_another(void **state)
{
	struct fault fault = FAULT_NONE;

	borrow_result = quote_result = 0;
	assert_int_equal(make(&fault), -EKEYREJECTED);
	assert_non_null(strstr(fault.text, "is over another nonce"));
	assert_int_equal(make(&fault), -EKEYREJECTED);
	assert_memory_not_equal(nonces[0], nonces[1], 32);
	assert_int_equal(asked.count, world.evidence.pcrs.count);
	assert_int_equal(asked.banks[0].pcrs, world.evidence.pcrs.banks[0].present);
	assert_int_equal(asked.banks[0].algorithm, world.evidence.pcrs.banks[0].algorithm);
}

static void somebody_elses_key_in_its_place_shows_nothing(void **state)
{
	borrow_result = -EKEYREJECTED;
	assert_int_equal(make(NULL), -EBUSY);
}

static void a_tpm_that_fails_shows_nothing(void **state)
{
	borrow_result = 0;
	quote_result = -EIO;
	assert_int_equal(make(NULL), -EIO);
	borrow_result = -EACCES;
	assert_int_equal(make(NULL), -EACCES);
}

#define TEST(name)	\
	cmocka_unit_test_setup_teardown(name, evidence_fixture_set_up, evidence_fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_quote_of_before_is_refused_since_each_nonce_is_another),
		TEST(somebody_elses_key_in_its_place_shows_nothing),
		TEST(a_tpm_that_fails_shows_nothing),
	};

	return cmocka_run_group_tests(tests, evidence_fixture_begin, evidence_fixture_end);
}
