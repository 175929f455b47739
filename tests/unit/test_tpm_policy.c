/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Policy commands: those of the plan, in its order, and what a refusal means.
 */
#include "tests/unit/tpm_world.h"

#include "lib/format/seal_plan.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/tpm_policy.h"

static struct svsm_token token;
static struct seal_plan plan;
static struct tpm_session session;
static struct fault fault;

static int set_up(void **state)
{
	memset(&token, 0, sizeof(token));
	memset(&plan, 0, sizeof(plan));
	token.policy.count = 1;
	token.policy.branches[0].signer.key_size = 1;
	strcpy(token.policy.branches[0].signer.ref, "ref");
	plan.literal = (struct seal_plan_pcrs){ HASH_SHA256, 1u << 7 | 1u << 12, { 0x77 } };
	fault = FAULT_NONE;
	(void)world_init(state);
	session = (struct tpm_session){ &world.tpm, 0x100, 0x200, WORLD_SESSION };
	return 0;
}

static void sign(void)
{
	plan.has_signature = true;
	plan.signed_pcrs = (struct seal_plan_pcrs){ HASH_SHA384, 1u << 11, { 0x11 } };
	memset(plan.signer_name, 0x5e, sizeof(plan.signer_name));
	world.signer_name.size = sizeof(plan.signer_name);
	memset(world.signer_name.name, 0x5e, sizeof(plan.signer_name));
	plan.signature_size = 256;
	memset(plan.signature, 0x51, 256);
}

static int satisfy(void)
{
	return tpm_policy_satisfy(&session, &token, &plan, &fault);
}

static void literal_pcrs_are_one_command_with_what_they_must_be(void **state)
{
	assert_int_equal(satisfy(), 0);
	assert_string_equal(world.said, "PolicyPCR");
	assert_int_equal(world.digest.size, 32);
	assert_int_equal(world.digest.buffer[0], 0x77);
	assert_int_equal(world.selection.count, 1);
	assert_int_equal(world.selection.pcrSelections[0].hash, TPM2_ALG_SHA256);
	assert_int_equal(world.selection.pcrSelections[0].sizeofSelect, 3);
	assert_memory_equal(world.selection.pcrSelections[0].pcrSelect, "\x80\x10\x00", 3);
}

static void everything_at_once_keeps_systemds_order(void **state)
{
	sign();
	plan.alternative_count = 2;
	plan.alternatives[1][0] = 0xa1;
	plan.has_pin = true;
	assert_int_equal(satisfy(), 0);
	assert_string_equal(world.said, "PolicyPCR LoadExternal VerifySignature Flush(signer) "
			    "PolicyAuthorize PolicyPCR PolicyOR PolicyAuthValue");
	assert_int_equal(world.signature.sigAlg, TPM2_ALG_RSASSA);
	assert_int_equal(world.signature.signature.rsassa.sig.size, 256);
	assert_int_equal(world.signature.signature.rsassa.sig.buffer[255], 0x51);
	assert_int_equal(world.ref.size, 3);
	assert_memory_equal(world.ref.buffer, "ref", 3);
	assert_int_equal(world.alternatives.count, 2);
	assert_int_equal(world.alternatives.digests[1].buffer[0], 0xa1);
}

static void each_refusal_has_its_error(void **state)
{
	static const struct {
		const char *command;
		TSS2_RC rc;
		int error;
		const char *text;
	} rows[] = {
		{ "PolicyPCR", TPM2_RC_PCR_CHANGED, -ESTALE,
		  "vtpm: PCRs have moved while it was asked" },
		{ "PolicyPCR", TPM2_RC_VALUE | TPM2_RC_P | TPM2_RC_1, -EKEYREJECTED,
		  "vtpm: PCRs 0x000800 (sha384) do not have the values that the policy wants" },
		{ "PolicyPCR", TPM2_RC_FAILURE, -EIO,
		  "vtpm: cannot look at its PCRs: no (0x00000101)" },
		{ "LoadExternal", TPM2_RC_OBJECT_MEMORY, -EIO,
		  "vtpm: cannot take the key of who signs PCRs: no (0x00000902)" },
		{ "VerifySignature", TPM2_RC_SIGNATURE | TPM2_RC_P | TPM2_RC_2, -EKEYREJECTED,
		  "vtpm: does not accept the signature over PCRs 0x000800 (sha384)" },
		{ "PolicyAuthorize", TPM2_RC_VALUE | TPM2_RC_P | TPM2_RC_1, -EKEYREJECTED,
		  "vtpm: does not accept the signature over PCRs 0x000800 (sha384)" },
		{ "PolicyAuthorize", TPM2_RC_FAILURE, -EIO,
		  "vtpm: cannot verify the signature over PCRs: no (0x00000101)" },
		{ "PolicyOR", TPM2_RC_VALUE | TPM2_RC_P | TPM2_RC_1, -EKEYREJECTED,
		  "vtpm: finds none of the policy's branches satisfied" },
		{ "PolicyAuthValue", TPM2_RC_FAILURE, -EIO,
		  "vtpm: cannot be told of a PIN: no (0x00000101)" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		set_up(NULL);
		sign();
		plan.alternative_count = 2;
		plan.has_pin = true;
		world.capability.capability = TPM2_CAP_PCRS;
		world.capability.data.assignedPCR = (TPML_PCR_SELECTION){
			.count = 1,
			.pcrSelections[0] = { TPM2_ALG_SHA384, 3, { 0xff, 0xff, 0xff } },
		};
		world_fail(rows[i].command, rows[i].rc, 1);
		assert_int_equal(satisfy(), rows[i].error);
		assert_string_equal(fault.text, rows[i].text);
		/* The signer's key is not left behind. */
		assert_true(!strstr(world.said, "VerifySignature") ||
			    strstr(world.said, "Flush(signer)"));
	}
}

static void pcrs_that_the_tpm_lacks_are_told_apart(void **state)
{
	world_fail("PolicyPCR", TPM2_RC_VALUE | TPM2_RC_P | TPM2_RC_2, 1);
	world.capability.capability = TPM2_CAP_PCRS;
	world.capability.data.assignedPCR = (TPML_PCR_SELECTION){
		.count = 1, .pcrSelections[0] = { TPM2_ALG_SHA256, 3, { 0x80, 0, 0 } },
	};
	assert_int_equal(satisfy(), -ENXIO);
	assert_string_equal(fault.text, "vtpm: has no PCRs 0x001000 in bank sha256, which the policy "
			    "names");
}

static void a_tpm_that_takes_the_signers_key_for_another_is_not_believed(void **state)
{
	sign();
	world.signer_name.name[33] ^= 1;
	assert_int_equal(satisfy(), -EBADMSG);
	assert_string_equal(world.said, "PolicyPCR LoadExternal Flush(signer)");
}

static void a_signature_that_is_too_long_is_none(void **state)
{
	sign();
	plan.signature_size = sizeof(world.signature.signature.rsassa.sig.buffer) + 1;
	assert_int_equal(satisfy(), -EKEYREJECTED);
	assert_null(strstr(world.said, "VerifySignature"));
	assert_non_null(strstr(world.said, "Flush(signer)"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(literal_pcrs_are_one_command_with_what_they_must_be, set_up),
		cmocka_unit_test_setup(everything_at_once_keeps_systemds_order, set_up),
		cmocka_unit_test_setup(each_refusal_has_its_error, set_up),
		cmocka_unit_test_setup(pcrs_that_the_tpm_lacks_are_told_apart, set_up),
		cmocka_unit_test_setup(a_tpm_that_takes_the_signers_key_for_another_is_not_believed,
				       set_up),
		cmocka_unit_test_setup(a_signature_that_is_too_long_is_none, set_up),
	};

	return cmocka_run_group_tests_name("tpm_policy", tests, NULL, NULL);
}
