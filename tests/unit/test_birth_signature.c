/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may sign a birth record, and what the signature covers.
 */
#include "tests/unit/tpm_builder.h"

#include <openssl/ec.h>

#include "lib/base/buffer.h"
#include "lib/format/birth_record.h"
#include "lib/policy/birth_signature.h"
#include "lib/policy/tpm_name.h"

static EVP_PKEY *key, *other_key;
static struct bytes ak_bytes, other_bytes;
static struct tpm_public ak, other;
static struct birth_record record;
static struct buffer text;
static struct fault fault;

static int make_keys(void **state)
{
	key = EVP_EC_gen("P-256");
	other_key = EVP_EC_gen("P-256");
	put_ecc_public(&ak_bytes, key);
	put_ecc_public(&other_bytes, other_key);
	return tpm_public_parse(ak_bytes.data, ak_bytes.size, &ak, NULL) ?:
	       tpm_public_parse(other_bytes.data, other_bytes.size, &other, NULL);
}

static int free_keys(void **state)
{
	EVP_PKEY_free(key);
	EVP_PKEY_free(other_key);
	return 0;
}

/* Signs the record by @by, writes it and reads it again, as a guest does. */
static void sign(EVP_PKEY *by)
{
	uint8_t message[BIRTH_SIGNATURE_MESSAGE_SIZE];
	struct bytes signature = { .size = 0 };

	record.signature_size = 0;
	assert_int_equal(birth_signature_message(&record, message), 0);
	put_signature(&signature, by, TPM_SCHEME_ECDSA, "SHA256", HASH_SHA256, message,
		      sizeof(message));
	memcpy(record.signature, signature.data, signature.size);
	record.signature_size = signature.size;
}

static void pass_through_text(void)
{
	buffer_deinit(&text);
	text = BUFFER_INIT(BIRTH_RECORD_SIZE_MAX);
	assert_int_equal(birth_record_encode(&record, &text), 0);
	if (birth_record_decode(text.data, text.size, &record, &fault) < 0)
		fail_msg("%s", fault.text);
}

static int set_up(void **state)
{
	struct tpm_name name;

	fault = FAULT_NONE;
	record = (struct birth_record){
		.clock = { .counter = 3, .resets = 2 },
		.time = 1800000000,
	};
	assert_int_equal(tpm_name_of(&ak, &name), 0);
	memcpy(record.ak_name, name.bytes, name.size);
	return 0;
}

static int tear_down(void **state)
{
	buffer_deinit(&text);
	return 0;
}

static void the_ak_that_a_record_names_signs_it(void **state)
{
	sign(key);
	pass_through_text();
	if (birth_signature_check(&record, &ak, &fault) < 0)
		fail_msg("%s", fault.text);
}

static void no_other_key_does(void **state)
{
	sign(other_key);
	pass_through_text();
	assert_int_equal(birth_signature_check(&record, &ak, &fault), -EKEYREJECTED);
	fault = FAULT_NONE;
	assert_int_equal(birth_signature_check(&record, &other, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, "birth record: is of another AK");
}

/* Every member, spoiled after it was signed. */
static void every_member_is_covered(void **state)
{
	size_t i;

	for (i = 0; i < 10; i++) {
		assert_int_equal(set_up(NULL), 0);
		sign(key);
		switch (i) {
		case 0:
			record.ek_name[3] ^= 1;
			break;
		case 1:
			record.instance[31] ^= 1;
			break;
		case 2:
			record.boot_id[0] ^= 1;
			break;
		case 3:
			record.launch[9] ^= 1;
			break;
		case 4:
			record.clock.counter++;
			break;
		case 5:
			record.clock.resets++;
			break;
		case 6:
			record.clock.restarts++;
			break;
		case 7:
			record.is_pending = true;
			break;
		case 8:
			record.survived++;
			break;
		case 9:
			record.time++;
			break;
		}
		pass_through_text();
		if (birth_signature_check(&record, &ak, &fault) != -EKEYREJECTED)
			fail_msg("member %zu is not covered", i);
	}
}

static void a_signature_that_is_none_is_refused(void **state)
{
	sign(key);
	record.signature_size--;
	pass_through_text();
	assert_int_equal(birth_signature_check(&record, &ak, &fault), -EKEYREJECTED);
}

static void a_key_that_signs_anything_is_no_ak(void **state)
{
	struct bytes loose = ak_bytes;
	struct tpm_public public;
	struct tpm_name name;

	set_be(&loose, 4, BUILDER_AK_ATTRIBUTES & ~(uint64_t)TPM_PUBLIC_RESTRICTED, 4);
	assert_int_equal(tpm_public_parse(loose.data, loose.size, &public, NULL), 0);
	assert_int_equal(tpm_name_of(&public, &name), 0);
	memcpy(record.ak_name, name.bytes, name.size);
	sign(key);
	pass_through_text();
	assert_int_equal(birth_signature_check(&record, &public, &fault), -EKEYREJECTED);
}

static void a_message_says_what_it_is_for(void **state)
{
	uint8_t message[BIRTH_SIGNATURE_MESSAGE_SIZE];

	assert_int_equal(birth_signature_message(&record, message), 0);
	assert_memory_equal(message, "svsm-guest/birth/1", 18);
	record.signature_size = 1;
	assert_int_equal(birth_signature_message(&record, message), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_ak_that_a_record_names_signs_it, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(no_other_key_does, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_member_is_covered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_signature_that_is_none_is_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_key_that_signs_anything_is_no_ak, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_message_says_what_it_is_for, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("birth_signature", tests, make_keys, free_keys);
}
