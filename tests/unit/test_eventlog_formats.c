/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Logs that are not firmware's own: systemd, IMA, TCG CEL; and telling all apart.
 */
#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "tests/unit/log_builder.h"

#define SHA256_TEXT	"1111111111111111111111111111111111111111111111111111111111111111"
#define DIGESTS		"\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\"" SHA256_TEXT "\"}]"
#define PHASE		"\x1e{\"pcr\":11," DIGESTS ",\"content_type\":\"systemd\"," \
			"\"content\":{\"string\":\"enter-initrd\",\"eventType\":\"phase\"}}\n"

static struct eventlog log_;
static struct eventlog_event event;
static struct fault fault;

static int start(const void *data, size_t size)
{
	fault = FAULT_NONE;
	return eventlog_init(&log_, data, size, &fault);
}

static int start_text(const char *text)
{
	return start(text, strlen(text));
}

static void a_systemd_record_is_read(void **state)
{
	assert_int_equal(start_text(PHASE PHASE), 0);
	assert_int_equal(log_.format, EVENTLOG_SYSTEMD);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.pcr, 11);
	assert_int_equal(event.content, EVENTLOG_CONTENT_SYSTEMD);
	assert_int_equal(event.digest_count, 1);
	assert_int_equal(event.digests[0].algorithm, HASH_SHA256);
	assert_int_equal(event.digests[0].data[31], 0x11);
	assert_int_equal(event.data[0], '{');
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.number, 1);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 0);
}

static void a_torn_last_record_leaves_those_before_it(void **state)
{
	static const char text[] = PHASE PHASE;
	size_t size, whole = (sizeof(text) - 1) / 2;

	for (size = whole + 1; size < 2 * whole - 1; size++) {
		uint8_t *copy = exact_copy(text, size);
		int r;

		assert_int_equal(start(copy, size), 0);
		assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
		r = eventlog_next(&log_, &event, &fault);
		/* Only the mark of the next record is there: nothing is torn. */
		assert_int_equal(r, size == whole + 1 ? 0 : -EBADMSG);
		if (r < 0)
			assert_true(fault.offset >= whole && fault.offset <= size);
		free(copy);
	}
}

static void an_nv_index_stands_instead_of_a_pcr(void **state)
{
	assert_int_equal(start_text("\x1e{\"nv_index\":30474752," DIGESTS "}\n"), 0);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.nv_index, 0x01d10200);
	assert_int_equal(event.pcr, EVENTLOG_NO_PCR);
}

static void records_that_make_no_sense_are_refused(void **state)
{
	static const char *const bad[] = {
		"{\"pcr\":24," DIGESTS "}",
		"{\"pcr\":-1," DIGESTS "}",
		"{\"pcr\":\"7\"," DIGESTS "}",
		"{\"pcr\":1.5," DIGESTS "}",
		"{\"pcr\":99999999999999999999999," DIGESTS "}",
		"{\"nv_index\":0," DIGESTS "}",
		"{\"pcr\":7,\"nv_index\":1," DIGESTS "}",
		"{\"pcr\":7,\"pcr\":8," DIGESTS "}",
		"{" DIGESTS "}",
		"{\"pcr\":7}",
		"{\"pcr\":7,\"digests\":{}}",
		"{\"pcr\":7,\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\"11\"}]}",
		"{\"pcr\":7,\"digests\":[{\"hashAlg\":\"sha9\",\"digest\":\"11\"}]}",
		"{\"pcr\":7,\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\"1g\"}]}",
		"{\"pcr\":7,\"digests\":[{\"digest\":\"" SHA256_TEXT "\"}]}",
		"{\"pcr\":7,\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\"" SHA256_TEXT
		"\"},{\"hashAlg\":\"sha256\",\"digest\":\"" SHA256_TEXT "\"}]}",
		"{\"pcr\":7,\"digests\":[{\"hashAlg\":\"sha256\",\"hashAlg\":\"sha256\",\"digest\":\""
		SHA256_TEXT "\"}]}",
		"{\"pcr\":7,\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\"" SHA256_TEXT
		"\",\"digest\":\"" SHA256_TEXT "\"}]}",
		"{\"pcr\":7," DIGESTS ",\"content_type\":\"pcclient_std\",\"content\":{}}",
		"{\"pcr\":7," DIGESTS ",\"content_type\":\"pcclient_std\",\"content\":{"
		"\"event_type\":4,\"event_data\":\"\",\"event_data\":\"41\"}}",
		"{\"pcr\":7," DIGESTS ",\"content_type\":\"ima_template\",\"content\":{"
		"\"template_data\":\"41\"}}",
		"{\"pcr\":7," DIGESTS,
		"{\"any\":\"thing\"}",
		"[{\"pcr\":7," DIGESTS "}",
		"[7]",
		"{",
		"[",
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int r = start_text(bad[i]);

		if (!r && eventlog_next(&log_, &event, &fault) == 1)
			r = eventlog_next(&log_, &event, &fault);
		if (r != -EBADMSG)
			fail_msg("%s: %d", bad[i], r);
		assert_true(fault.text[0]);
	}
}

static void cel_json_is_read_with_names_and_numbers(void **state)
{
	static const char text[] =
		" [ {\"recnum\":0,\"pcr\":6,\"digests\":[{\"hashAlg\":\"0x000B\","
		"\"digest\":\"" SHA256_TEXT "\"}],\"content_type\":\"pcclient_std\",\"content\":{\"event_type\":"
		"\"EV_COMPACT_HASH\",\"event_data\":\"4142\"}},\n"
		"{\"pcr\":6," DIGESTS ",\"content_type\":\"pcclient_std\",\"content\":{\"event_type\":"
		"\"33281\",\"event_data\":\"\"}} ] ";

	assert_int_equal(start_text(text), 0);
	assert_int_equal(log_.format, EVENTLOG_CEL_JSON);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.content, EVENTLOG_CONTENT_TCG);
	assert_int_equal(event.type, EV_COMPACT_HASH);
	assert_int_equal(event.data_size, 2);
	assert_memory_equal(event.data, "AB", 2);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.type, 33281);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 0);
}

static void cel_json_of_ima_is_read_as_ima(void **state)
{
	static const char text[] =
		"[{\"pcr\":10," DIGESTS ",\"content_type\":\"ima_template\",\"content\":"
		"{\"template_name\":\"ima-ng\",\"template_data\":\"4142\"}},"
		"{\"pcr\":10," DIGESTS ",\"content_type\":\"ima_template\",\"content\":"
		"{\"template_name\":\"ima-ng\"}}]";

	assert_int_equal(start_text(text), 0);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.content, EVENTLOG_CONTENT_IMA);
	assert_int_equal(event.template_size, 6);
	assert_memory_equal(event.template, "ima-ng", 6);
	assert_int_equal(event.data_size, 2);
	assert_memory_equal(event.data, "AB", 2);
	assert_false(event.is_data_omitted);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_true(event.is_data_omitted);
}

static void content_of_another_kind_keeps_its_name(void **state)
{
	assert_int_equal(start_text("[{\"pcr\":1," DIGESTS ",\"content_type\":\"zzz\","
				    "\"content\":{\"a\":1}}]"), 0);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.content, EVENTLOG_CONTENT_OTHER);
	assert_int_equal(event.template_size, 3);
	assert_memory_equal(event.template, "zzz", 3);
}

static void records_may_stand_below_a_key(void **state)
{
	static const char text[] =
		"{\"a\":[1,{\"b\":2}],\"records\":[{\"pcr\":9," DIGESTS "}]}";

	assert_int_equal(start_text(text), 0);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.pcr, 9);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 0);
}

static void an_empty_array_is_no_log(void **state)
{
	assert_int_equal(start_text("[]"), -ENODATA);
}

static void nested_text_is_bounded(void **state)
{
	static const char head[] = "{\"x\":", tail[] = ",\"pcr\":7," DIGESTS "}";
	struct bytes deep = { .size = 0 };
	size_t depth;

	put_fill(&deep, '[', 200);
	assert_int_equal(start(deep.data, deep.size), -EBADMSG);
	for (depth = 30; depth <= 34; depth++) {
		deep.size = 0;
		put(&deep, head, sizeof(head) - 1);
		put_fill(&deep, '[', depth);
		put_fill(&deep, ']', depth);
		put(&deep, tail, sizeof(tail) - 1);
		assert_int_equal(start(deep.data, deep.size), depth < 32 ? 0 : -EBADMSG);
	}
}

static void put_be32(struct bytes *bytes, uint32_t value)
{
	put(bytes, &(uint8_t[4]){ value >> 24, value >> 16 & 0xff, value >> 8 & 0xff,
				  value & 0xff }, 4);
}

static void put_tlv(struct bytes *bytes, uint8_t type, const void *data, uint32_t size)
{
	put(bytes, &type, 1);
	put_be32(bytes, size);
	put(bytes, data, size);
}

/* A record about register @type number 4, with one SHA-384 digest and a content of 80. */
static void put_cel(struct bytes *bytes, uint8_t type)
{
	struct bytes digests = { .size = 0 };
	uint8_t digest[48];

	memset(digest, 0x11, sizeof(digest));
	put_tlv(bytes, 0, "\0\0\0\0\0\0\0\0", 8);
	put_tlv(bytes, type, "\4", 1);
	put_tlv(&digests, HASH_SHA384, digest, sizeof(digest));
	put_tlv(bytes, 3, digests.data, (uint32_t)digests.size);
	put_tlv(bytes, 80, "what", 4);
}

static void cel_tlv_is_read(void **state)
{
	struct bytes bytes = { .size = 0 };
	size_t size;

	put_cel(&bytes, 108);
	put_cel(&bytes, 1);
	assert_int_equal(start(bytes.data, bytes.size), 0);
	assert_int_equal(log_.format, EVENTLOG_CEL_TLV);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.pcr, 4);
	assert_int_equal(event.type, 80);
	assert_int_equal(event.digests[0].algorithm, HASH_SHA384);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 0);

	for (size = bytes.size / 2 + 1; size < bytes.size; size++) {
		uint8_t *copy = exact_copy(bytes.data, size);

		assert_int_equal(start(copy, size), 0);
		assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
		assert_int_equal(eventlog_next(&log_, &event, &fault), -EBADMSG);
		assert_int_equal(fault.offset, bytes.size / 2);
		free(copy);
	}
}

/* An "ima-ng" record: "sha256:" and a digest, then the name. */
static void put_ima(struct bytes *bytes, size_t digest_size, const char *name)
{
	put_le(bytes, 10, 4);
	put_fill(bytes, 0x22, digest_size);
	put_le(bytes, 6, 4);
	put(bytes, "ima-ng", 6);
	put_le(bytes, 4 + 40 + 4 + strlen(name) + 1, 4);
	put_le(bytes, 40, 4);
	put(bytes, "sha256:", 8);
	put_fill(bytes, 0x33, 32);
	put_le(bytes, strlen(name) + 1, 4);
	put(bytes, name, strlen(name) + 1);
}

static void ima_is_read_whatever_hash_its_digests_have(void **state)
{
	static const size_t sizes[] = { 20, 32, 48, 64 };
	size_t i;

	for (i = 0; i < 4; i++) {
		struct bytes bytes = { .size = 0 };

		put_ima(&bytes, sizes[i], "/usr/bin/true");
		put_ima(&bytes, sizes[i], "/usr/bin/false");
		assert_int_equal(start(bytes.data, bytes.size), 0);
		assert_int_equal(log_.format, EVENTLOG_IMA);
		assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
		assert_int_equal(event.pcr, 10);
		assert_int_equal(event.digests[0].size, sizes[i]);
		assert_int_equal(event.template_size, 6);
		assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
		assert_int_equal(eventlog_next(&log_, &event, &fault), 0);
		assert_int_equal(start(bytes.data, bytes.size - 1), 0);
		assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
		assert_int_equal(eventlog_next(&log_, &event, &fault), -EBADMSG);
	}
}

static void the_legacy_template_has_its_length_inside(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_le(&bytes, 10, 4);
	put_fill(&bytes, 0x22, 20);
	put_le(&bytes, 3, 4);
	put(&bytes, "ima", 3);
	put_fill(&bytes, 0x33, 20);
	put_le(&bytes, 4, 4);
	put(&bytes, "boot", 4);
	assert_int_equal(start(bytes.data, bytes.size), 0);
	assert_int_equal(log_.format, EVENTLOG_IMA);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.data_size, 28);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 0);
}

static void ima_as_text_is_read_line_by_line(void **state)
{
	static const char text[] =
		"10 2e03b3fdb0014fc8bae2a07ca33ae67125b290f3 ima-ng sha256:83d1 boot_aggregate\n"
		"10 1d8d532d463c9f8c205d0df7787669a85f93e260 ima-sig sha1:00 /a b\n";

	assert_int_equal(start_text(text), 0);
	assert_int_equal(log_.format, EVENTLOG_IMA_TEXT);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.digests[0].algorithm, HASH_SHA1);
	assert_int_equal(event.digests[0].data[0], 0x2e);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_memory_equal(event.template, "ima-sig", 7);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 0);
	assert_int_equal(start(text, sizeof(text) - 2), 0);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(eventlog_next(&log_, &event, &fault), -EBADMSG);
}

static void a_cc_log_is_told_by_the_register_of_its_first_event(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_spec_id(&bytes);
	set_le(&bytes, 0, 1, 4);
	put_agile_event(&bytes, 1, EV_SEPARATOR, 0x11, "", 0);
	assert_int_equal(start(bytes.data, bytes.size), 0);
	assert_int_equal(log_.format, EVENTLOG_CC);
}

/* As td-shim writes it: one bank, and its Spec ID event at index 0. */
static void put_sha384_log(struct bytes *bytes, const uint32_t *pcrs, size_t count, uint32_t type)
{
	struct bytes spec = { .size = 0 };
	size_t i;

	put(&spec, "Spec ID Event03", 16);
	put_fill(&spec, 0, 8);
	put_le(&spec, 1, 4);
	put_le(&spec, HASH_SHA384, 2);
	put_le(&spec, 48, 2);
	put_le(&spec, 0, 1);
	put_legacy_event(bytes, 0, EV_NO_ACTION, 0, spec.data, (uint32_t)spec.size);
	for (i = 0; i < count; i++) {
		put_le(bytes, pcrs[i], 4);
		put_le(bytes, type, 4);
		put_le(bytes, 1, 4);
		put_le(bytes, HASH_SHA384, 2);
		put_fill(bytes, 0x11, 48);
		put_le(bytes, 4, 4);
		put_le(bytes, 0, 4);
	}
}

static void a_cc_log_is_told_by_the_registers_that_it_extends(void **state)
{
	static const struct {
		uint32_t pcrs[3];
		uint32_t type;
		enum eventlog_format format;
	} cases[] = {
		{ { 1, 2, 1 }, EV_SEPARATOR, EVENTLOG_CC },
		{ { 1, 2, 4 }, EV_IPL, EVENTLOG_CC },
		{ { 2, 2, 2 }, EV_EFI_BOOT_SERVICES_APPLICATION, EVENTLOG_CC },
		{ { 2, 3, 2 }, EV_EFI_BOOT_SERVICES_APPLICATION, EVENTLOG_CC },
		{ { 1, 2, 3 }, EV_SEPARATOR, EVENTLOG_AGILE },
		{ { 1, 2, 4 }, EV_SEPARATOR, EVENTLOG_AGILE },
		{ { 4, 4, 4 }, EV_EFI_BOOT_SERVICES_APPLICATION, EVENTLOG_AGILE },
		{ { 1, 2, 5 }, EV_SEPARATOR, EVENTLOG_AGILE },
		{ { 1, 0, 2 }, EV_SEPARATOR, EVENTLOG_AGILE },
		{ { 1, 2, 4 }, EV_NO_ACTION, EVENTLOG_AGILE },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes bytes = { .size = 0 };

		put_sha384_log(&bytes, cases[i].pcrs, 3, cases[i].type);
		assert_int_equal(start(bytes.data, bytes.size), 0);
		assert_int_equal(log_.format, cases[i].format);
		assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
		assert_int_equal(event.number, 0);
	}
}

static void a_log_of_other_banks_is_a_tpms_whatever_it_extends(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_spec_id(&bytes);
	put_agile_event(&bytes, 1, EV_SEPARATOR, 0x11, "", 0);
	assert_int_equal(start(bytes.data, bytes.size), 0);
	assert_int_equal(log_.format, EVENTLOG_AGILE);
}

static void a_log_that_is_said_to_be_a_tpms_is_one(void **state)
{
	static const uint32_t pcrs[] = { 1, 2 };
	struct bytes bytes = { .size = 0 };

	put_sha384_log(&bytes, pcrs, 2, EV_SEPARATOR);
	assert_int_equal(eventlog_init_as(&log_, EVENTLOG_AGILE, bytes.data, bytes.size, &fault),
			 0);
	assert_int_equal(log_.format, EVENTLOG_AGILE);
}

static void a_copy_reads_on_from_where_the_log_stands(void **state)
{
	static struct eventlog copy;
	struct eventlog_event copied;

	assert_int_equal(start_text(PHASE PHASE), 0);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	memset(&copy, 0xa5, sizeof(copy));
	eventlog_copy(&copy, &log_);
	assert_int_equal(eventlog_next(&copy, &copied, &fault), 1);
	assert_int_equal(copied.number, 1);
	assert_int_equal(copied.pcr, 11);
	assert_int_equal(copied.digests[0].data[31], 0x11);
	assert_int_equal(eventlog_next(&copy, &copied, &fault), 0);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.number, 1);
}

static void an_agile_log_without_a_spec_id_is_read(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_agile_event(&bytes, 0, EV_S_CRTM_VERSION, 0x11, "v1", 2);
	put_agile_event(&bytes, 7, EV_SEPARATOR, 0x11, "\0\0\0", 4);
	assert_int_equal(start(bytes.data, bytes.size), 0);
	assert_int_equal(log_.format, EVENTLOG_AGILE);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(event.digest_count, 2);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 1);
	assert_int_equal(eventlog_next(&log_, &event, &fault), 0);
}

static void a_forced_format_is_not_second_guessed(void **state)
{
	enum eventlog_format format;

	assert_int_equal(eventlog_format_find("ima", &format), 0);
	assert_int_equal(format, EVENTLOG_IMA);
	assert_string_equal(eventlog_format_name(EVENTLOG_CC), "ccel");
	assert_int_equal(eventlog_format_find("imaginary", &format), -ENOENT);
	assert_int_equal(eventlog_init_as(&log_, EVENTLOG_IMA, PHASE, sizeof(PHASE) - 1, &fault),
			 -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_systemd_record_is_read),
		cmocka_unit_test(a_torn_last_record_leaves_those_before_it),
		cmocka_unit_test(an_nv_index_stands_instead_of_a_pcr),
		cmocka_unit_test(records_that_make_no_sense_are_refused),
		cmocka_unit_test(cel_json_is_read_with_names_and_numbers),
		cmocka_unit_test(cel_json_of_ima_is_read_as_ima),
		cmocka_unit_test(content_of_another_kind_keeps_its_name),
		cmocka_unit_test(records_may_stand_below_a_key),
		cmocka_unit_test(an_empty_array_is_no_log),
		cmocka_unit_test(nested_text_is_bounded),
		cmocka_unit_test(cel_tlv_is_read),
		cmocka_unit_test(ima_is_read_whatever_hash_its_digests_have),
		cmocka_unit_test(the_legacy_template_has_its_length_inside),
		cmocka_unit_test(ima_as_text_is_read_line_by_line),
		cmocka_unit_test(a_cc_log_is_told_by_the_register_of_its_first_event),
		cmocka_unit_test(a_cc_log_is_told_by_the_registers_that_it_extends),
		cmocka_unit_test(a_log_of_other_banks_is_a_tpms_whatever_it_extends),
		cmocka_unit_test(a_log_that_is_said_to_be_a_tpms_is_one),
		cmocka_unit_test(a_copy_reads_on_from_where_the_log_stands),
		cmocka_unit_test(an_agile_log_without_a_spec_id_is_read),
		cmocka_unit_test(a_forced_format_is_not_second_guessed),
	};

	return cmocka_run_group_tests_name("eventlog_formats", tests, NULL, NULL);
}
