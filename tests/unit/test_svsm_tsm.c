/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The transport over the kernel's report interface, against one that tsm_world.c plays.
 */
#include "tests/unit/tsm_world.h"

#include "lib/sys/svsm_dev.h"

#define BLOB_MAX	(16u << 20)

static struct svsm_dev *dev;
static const struct svsm_dev_request all = { .nonce = "a nonce of 64 bytes" };
static const struct svsm_dev_request vtpm = {
	.nonce = "another",
	.guid = { { 0xeb, 0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45,
		    0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3 } },
	.manifest_version = 7,
};

static int set_up(void **state)
{
	played_begin();
	return 0;
}

static int tear_down(void **state)
{
	assert_int_equal(played.removed, played.made);
	svsm_dev_close(dev);
	dev = NULL;
	played_end();
	return 0;
}

static int open_interface(enum svsm_dev_access access, struct fault *fault)
{
	char address[600];

	(void)snprintf(address, sizeof(address), SVSM_DEV_TSM_PREFIX "%s", played.folder);
	return svsm_dev_open(address, access, &dev, fault);
}

static void assert_seen(enum tsm_file file, const void *data, size_t size)
{
	assert_int_equal(played.seen[file].size, size);
	assert_memory_equal(played.seen[file].data, data, size);
}

/* The request fails like this, leaves the answer alone, and no folder behind. */
static void assert_attest_fails(const struct svsm_dev_request *request, int error,
				const char *words)
{
	struct svsm_dev_answer answer = { .report_size = 77, .manifest_size = 78 };
	struct fault fault = FAULT_NONE;

	assert_int_equal(svsm_dev_attest(dev, request, &answer, &fault), error);
	assert_non_null(strstr(fault.text, words));
	assert_int_equal(answer.report_size, 77);
	assert_null(answer.report);
	assert_int_equal(answer.manifest_size, 78);
	assert_null(answer.manifest);
	assert_null(answer.certs);
	assert_int_equal(played.removed, played.made);
}

static void an_interface_with_a_provider_is_opened(void **state)
{
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	assert_int_equal(played.made, 1);
}

static void an_interface_without_a_provider_is_no_svsm(void **state)
{
	struct fault fault = FAULT_NONE;

	played.contents[PROVIDER] = NULL;
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, &fault), -ENODEV);
	assert_non_null(strstr(fault.text, "so there is no SVSM"));
	assert_null(dev);
	assert_int_equal(played.made, 1);
}

static void an_interface_that_is_not_there_is_said(void **state)
{
	struct fault fault = FAULT_NONE;

	strcat(played.folder, "/nowhere");
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, &fault), -ENOENT);
	assert_non_null(strstr(fault.text, "/nowhere: there is no such file"));
	assert_null(dev);
}

static void an_interface_for_others_is_said(void **state)
{
	struct fault fault = FAULT_NONE;

	played.mkdir_error = EACCES;
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, &fault), -EACCES);
	assert_non_null(strstr(fault.text, "permission denied"));
	assert_null(dev);
}

static void info_says_what_the_interface_knows(void **state)
{
	struct svsm_dev_info info;

	assert_int_equal(open_interface(SVSM_DEV_READ, NULL), 0);
	assert_int_equal(svsm_dev_info(dev, &info, NULL), 0);
	assert_true(info.can_attest);
	assert_false(info.has_vtpm);
	assert_int_equal(info.vmpl, 2);
	assert_string_equal(info.transport, "configfs-tsm");
	assert_int_equal(info.services_max, SVSM_DEV_SERVICES_MAX);
	assert_int_equal(info.report_max, BLOB_MAX);
	assert_int_equal(info.manifest_max, BLOB_MAX);
	assert_int_equal(info.certs_max, BLOB_MAX);
}

static void a_level_that_no_guest_has_is_unknown(void **state)
{
	struct svsm_dev_info info;

	assert_int_equal(open_interface(SVSM_DEV_READ, NULL), 0);
	played.contents[FLOOR] = "4\n";
	assert_int_equal(svsm_dev_info(dev, &info, NULL), 0);
	assert_int_equal(info.vmpl, 0);
}

static void a_level_that_is_no_number_is_refused(void **state)
{
	static const struct {
		const char *text;
		int error;
		const char *words;
	} cases[] = {
		{ "", -EBADMSG, "privlevel_floor: holds no number" },
		{ "\n", -EBADMSG, "privlevel_floor: holds no number" },
		{ "x\n", -EBADMSG, "privlevel_floor: holds no number" },
		{ "2", -EBADMSG, "privlevel_floor: holds no number" },
		{ "2x\n", -EBADMSG, "privlevel_floor: holds no number" },
		{ "99999999999999999999\n", -EBADMSG, "privlevel_floor: holds no number" },
		{ "0000000000000000000000000000000000000000000000000000000000000002\n", -E2BIG,
		  "privlevel_floor: longer than 64 bytes" },
		{ NULL, -ENOENT, "privlevel_floor: there is no such file" },
	};
	struct svsm_dev_info info = { .vmpl = 9 };
	size_t i;

	assert_int_equal(open_interface(SVSM_DEV_READ, NULL), 0);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault fault = FAULT_NONE;

		played.contents[FLOOR] = cases[i].text;
		assert_int_equal(svsm_dev_info(dev, &info, &fault), cases[i].error);
		assert_non_null(strstr(fault.text, cases[i].words));
		assert_int_equal(info.vmpl, 9);
		assert_int_equal(played.removed, played.made);
	}
}

static void info_without_a_request_is_an_error(void **state)
{
	struct svsm_dev_info info = { .vmpl = 9 };
	struct fault fault = FAULT_NONE;

	assert_int_equal(open_interface(SVSM_DEV_READ, NULL), 0);
	played.mkdir_error = ENOSPC;
	assert_int_equal(svsm_dev_info(dev, &info, &fault), -ENOSPC);
	assert_non_null(strstr(fault.text, "no space left"));
	assert_int_equal(info.vmpl, 9);
}

static void all_services_are_asked_for_by_nonce_alone(void **state)
{
	struct svsm_dev_answer answer;

	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	assert_int_equal(svsm_dev_attest(dev, &all, &answer, NULL), 0);
	assert_seen(PROVIDER, "svsm", 4);
	assert_seen(INBLOB, all.nonce, sizeof(all.nonce));
	assert_seen(GUID, "", 0);
	assert_seen(VERSION, "", 0);
	assert_int_equal(answer.report_size, 10);
	assert_memory_equal(answer.report, "the report", 10);
	assert_int_equal(answer.manifest_size, 12);
	assert_memory_equal(answer.manifest, "the manifest", 12);
	assert_int_equal(answer.certs_size, 16);
	assert_memory_equal(answer.certs, "the certificates", 16);
	svsm_dev_answer_deinit(&answer);
}

static void one_service_is_asked_for_by_its_guid_and_version(void **state)
{
	static const char guid[] = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";
	struct svsm_dev_answer answer;

	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	played.contents[GENERATION] = "4\n";
	assert_int_equal(svsm_dev_attest(dev, &vtpm, &answer, NULL), 0);
	assert_seen(PROVIDER, "svsm", 4);
	assert_seen(GUID, guid, strlen(guid));
	assert_seen(VERSION, "7", 1);
	assert_seen(INBLOB, vtpm.nonce, sizeof(vtpm.nonce));
	svsm_dev_answer_deinit(&answer);
}

static void a_host_may_give_no_certificates(void **state)
{
	struct svsm_dev_answer answer;

	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	played.contents[AUXBLOB] = "";
	assert_int_equal(svsm_dev_attest(dev, &all, &answer, NULL), 0);
	assert_int_equal(answer.certs_size, 0);
	assert_null(answer.certs);
	svsm_dev_answer_deinit(&answer);
}

static void who_may_only_read_makes_no_request(void **state)
{
	struct svsm_dev_list list = { .count = 9 };
	struct fault fault = FAULT_NONE;

	assert_int_equal(open_interface(SVSM_DEV_READ, NULL), 0);
	assert_attest_fails(&all, -EACCES, "permission denied");
	assert_int_equal(svsm_dev_list(dev, &list, &fault), -ENODATA);
	assert_non_null(strstr(fault.text, "keeps no list of services"));
	assert_int_equal(list.count, 9);
	assert_int_equal(played.made, 1);
}

static void an_attestation_without_a_request_is_an_error(void **state)
{
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	played.mkdir_error = EBUSY;
	assert_attest_fails(&all, -EBUSY, "report: ");
}

static void a_question_that_cannot_be_put_is_an_error(void **state)
{
	static const enum tsm_file files[] = { PROVIDER, GUID, VERSION, INBLOB };
	const char *text;
	size_t i;

	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		played.failing = tsm_names[files[i]];
		played.error = EINVAL;
		assert_attest_fails(&vtpm, -EINVAL, tsm_names[files[i]]);
		played.failing = NULL;
		text = played.contents[files[i]];
		played.contents[files[i]] = NULL;
		assert_attest_fails(&vtpm, -ENOENT, tsm_names[files[i]]);
		played.contents[files[i]] = text;
	}
}

static void a_nonce_that_is_taken_half_is_an_error(void **state)
{
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	played.failing = tsm_names[INBLOB];
	assert_attest_fails(&all, -EIO, "inblob: takes 32 of 64 bytes");
}

static void a_refusal_is_the_svsms(void **state)
{
	static const int errors[] = { EINVAL, EIO, ENXIO };
	size_t i;

	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	played.failing = tsm_names[OUTBLOB];
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		played.error = errors[i];
		assert_attest_fails(&all, -EREMOTEIO, "the SVSM refused the request");
	}
}

static void another_error_of_the_report_is_not_the_svsms(void **state)
{
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	played.failing = tsm_names[OUTBLOB];
	played.error = EWOULDBLOCK;
	assert_attest_fails(&all, -EWOULDBLOCK, "report: ");
}

static void a_report_without_measure_is_refused(void **state)
{
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	played.blob_size = BLOB_MAX + 1;
	assert_attest_fails(&all, -E2BIG, "report: ");
}

static void every_part_of_the_answer_must_be_there(void **state)
{
	static const enum tsm_file files[] = { OUTBLOB, MANIFESTBLOB, AUXBLOB, GENERATION };
	const char *text;
	size_t i;

	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		text = played.contents[files[i]];
		played.contents[files[i]] = NULL;
		assert_attest_fails(&all, -ENOENT, "there is no such file");
		played.contents[files[i]] = text;
	}
}

static void a_request_that_another_has_changed_is_refused(void **state)
{
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	played.contents[GENERATION] = "3\n";
	assert_attest_fails(&all, -EBADMSG, "was changed while it was made");
	played.contents[GENERATION] = "two\n";
	assert_attest_fails(&all, -EBADMSG, "generation: holds no number");
}

static void the_list_is_what_the_manifest_says(void **state)
{
	static const uint8_t table_guid[] = {	/* 63849ebb-3d92-4670-a1ff-58f9c94b87bb */
		0xbb, 0x9e, 0x84, 0x63, 0x92, 0x3d, 0x70, 0x46,
		0xa1, 0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb,
	};
	struct bytes manifest = { .size = 0 };
	struct svsm_dev_list list;

	put(&manifest, table_guid, sizeof(table_guid));
	put_le(&manifest, 51, 4);
	put_le(&manifest, 1, 4);
	put(&manifest, vtpm.guid.bytes, sizeof(vtpm.guid.bytes));
	put_le(&manifest, 48, 4);
	put_le(&manifest, 3, 4);
	put(&manifest, "the", 3);
	played.manifest = &manifest;
	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	assert_int_equal(svsm_dev_list(dev, &list, NULL), 0);
	assert_int_equal(list.count, 1);
	assert_true(guid_is_equal(&list.services[0].guid, &vtpm.guid));
	assert_int_equal(list.services[0].manifest_size, 3);
}

static void a_list_that_cannot_be_had_is_an_error(void **state)
{
	struct svsm_dev_list list = { .count = 9 };

	assert_int_equal(open_interface(SVSM_DEV_REQUEST, NULL), 0);
	assert_int_equal(svsm_dev_list(dev, &list, NULL), -EBADMSG);	/* "the manifest" */
	assert_int_equal(list.count, 9);
	played.failing = tsm_names[OUTBLOB];
	played.error = EIO;
	assert_int_equal(svsm_dev_list(dev, &list, NULL), -EREMOTEIO);
	assert_int_equal(list.count, 9);
}

#define AT_AN_INTERFACE(test)	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_AN_INTERFACE(an_interface_with_a_provider_is_opened),
		AT_AN_INTERFACE(an_interface_without_a_provider_is_no_svsm),
		AT_AN_INTERFACE(an_interface_that_is_not_there_is_said),
		AT_AN_INTERFACE(an_interface_for_others_is_said),
		AT_AN_INTERFACE(info_says_what_the_interface_knows),
		AT_AN_INTERFACE(a_level_that_no_guest_has_is_unknown),
		AT_AN_INTERFACE(a_level_that_is_no_number_is_refused),
		AT_AN_INTERFACE(info_without_a_request_is_an_error),
		AT_AN_INTERFACE(all_services_are_asked_for_by_nonce_alone),
		AT_AN_INTERFACE(one_service_is_asked_for_by_its_guid_and_version),
		AT_AN_INTERFACE(a_host_may_give_no_certificates),
		AT_AN_INTERFACE(who_may_only_read_makes_no_request),
		AT_AN_INTERFACE(an_attestation_without_a_request_is_an_error),
		AT_AN_INTERFACE(a_question_that_cannot_be_put_is_an_error),
		AT_AN_INTERFACE(a_nonce_that_is_taken_half_is_an_error),
		AT_AN_INTERFACE(a_refusal_is_the_svsms),
		AT_AN_INTERFACE(another_error_of_the_report_is_not_the_svsms),
		AT_AN_INTERFACE(a_report_without_measure_is_refused),
		AT_AN_INTERFACE(every_part_of_the_answer_must_be_there),
		AT_AN_INTERFACE(a_request_that_another_has_changed_is_refused),
		AT_AN_INTERFACE(the_list_is_what_the_manifest_says),
		AT_AN_INTERFACE(a_list_that_cannot_be_had_is_an_error),
	};

	return cmocka_run_group_tests_name("svsm_tsm", tests, NULL, NULL);
}
