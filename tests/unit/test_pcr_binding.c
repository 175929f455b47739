/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Policies of which only the digest is known.  The digests are those that swtpm gave for
 * these PCRs (tpm2_createpolicy --policy-pcr; tpm2_policyauthvalue).
 */
#include "tests/unit/unit.h"

#include "lib/base/hex.h"
#include "lib/format/pcr_values.h"
#include "lib/policy/pcr_binding.h"

static struct pcr_values boot(uint8_t fill)
{
	struct pcr_values live = { .count = 1 };

	live.banks[0] = (struct pcr_values_bank){
		.algorithm = HASH_SHA256,
		.digest_size = 32,
		.present = 1 << 7 | 1 << 11,
	};
	memset(live.banks[0].pcrs[7], fill, 32);
	return live;
}

static struct pcr_binding binding_of(uint32_t pcrs, bool has_auth_value, const char *policy)
{
	struct pcr_binding binding = {
		.bank = HASH_SHA256,
		.pcrs = pcrs,
		.has_auth_value = has_auth_value,
	};

	assert_int_equal(hex_decode(policy, binding.policy, sizeof(binding.policy)), 0);
	return binding;
}

static void the_values_that_were_sealed_by_hold_and_others_do_not(void **state)
{
	const struct pcr_binding binding = binding_of(
		1 << 7 | 1 << 11, false,
		"384378caeddc9690b2ac9589827a756a5c46c8b33178b2fe468c80531b97a53e");
	struct pcr_values live = boot(0);

	assert_int_equal(pcr_binding_check(&binding, &live), PCR_BINDING_HOLDS);
	live = boot(1);
	assert_int_equal(pcr_binding_check(&binding, &live), PCR_BINDING_DIFFERS);
}

static void a_pin_is_part_of_the_policy(void **state)
{
	static const char with_pin[] =
		"9fa6a45bed87ac1a2a81f2bdbc751b3b3506b117ee0ad552d961f469b4b7971c";
	struct pcr_binding binding = binding_of(1 << 7 | 1 << 11, true, with_pin);
	const struct pcr_values live = boot(0);

	assert_int_equal(pcr_binding_check(&binding, &live), PCR_BINDING_HOLDS);
	binding.has_auth_value = false;
	assert_int_equal(pcr_binding_check(&binding, &live), PCR_BINDING_DIFFERS);
}

static void without_the_pcrs_it_cannot_be_told(void **state)
{
	const struct pcr_values live = boot(0);
	struct pcr_binding binding = { .bank = HASH_SHA256, .pcrs = 1 << 7 };

	assert_int_equal(pcr_binding_check(&binding, NULL), PCR_BINDING_UNTOLD);
	binding.pcrs = 1 << 8;
	assert_int_equal(pcr_binding_check(&binding, &live), PCR_BINDING_UNTOLD);
	binding.pcrs = 1 << 7;
	binding.bank = HASH_SHA384;
	assert_int_equal(pcr_binding_check(&binding, &live), PCR_BINDING_UNTOLD);
	/* Of no PCR: any boot, whether they were read or not. */
	binding.pcrs = 0;
	assert_int_equal(pcr_binding_check(&binding, NULL), PCR_BINDING_HOLDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_values_that_were_sealed_by_hold_and_others_do_not),
		cmocka_unit_test(a_pin_is_part_of_the_policy),
		cmocka_unit_test(without_the_pcrs_it_cannot_be_told),
	};

	return cmocka_run_group_tests_name("pcr_binding", tests, NULL, NULL);
}
