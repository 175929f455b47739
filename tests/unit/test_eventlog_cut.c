/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Logs of every format, cut at every byte: what was whole before the cut is read as in
 * the whole log, and a cut inside an event is told, with its offset.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/eventlog.h"
#include "lib/sys/file.h"

#define EVENTS_MAX	64

/* What of an event must not depend on what comes after it. */
struct seen {
	uint32_t pcr, type, nv_index;
	size_t offset, data_size, digest_count;
};

static size_t walk(struct eventlog *log, struct seen *ret, int *ret_end, struct fault *fault)
{
	struct eventlog_event event;
	size_t count = 0;

	while ((*ret_end = eventlog_next(log, &event, fault)) > 0) {
		assert_true(count < EVENTS_MAX);
		memset(&ret[count], 0, sizeof(*ret));
		ret[count].pcr = event.pcr;
		ret[count].type = event.type;
		ret[count].nv_index = event.nv_index;
		ret[count].offset = event.offset;
		ret[count].data_size = event.data_size;
		ret[count++].digest_count = event.digest_count;
	}
	return count;
}

static size_t check_cut(enum eventlog_format format, const struct buffer *whole, size_t size,
			const struct seen *expected, size_t count)
{
	uint8_t *copy = exact_copy(whole->data, size);
	struct fault fault = FAULT_NONE;
	struct seen seen[EVENTS_MAX];
	static struct eventlog log;
	size_t found = 0;
	int end;

	end = eventlog_init_as(&log, format, copy, size, &fault);
	if (!end)
		found = walk(&log, seen, &end, &fault);
	assert_true(found <= count);
	assert_memory_equal(seen, expected, found * sizeof(*seen));
	if (end < 0) {
		assert_true(end == -EBADMSG || end == -ENODATA);
		assert_true(fault.text[0]);
		assert_true(fault.offset == FAULT_NOWHERE || fault.offset <= size);
	}
	free(copy);
	return found;
}

static void check(const char *path, enum eventlog_format format)
{
	struct buffer whole = BUFFER_INIT(65536);
	struct seen expected[EVENTS_MAX];
	struct fault fault = FAULT_NONE;
	static struct eventlog log;
	size_t count, size, last = 0;
	int end;

	assert_int_equal(file_read(path, &whole, NULL), 0);
	if (eventlog_init_as(&log, format, whole.data, whole.size, &fault) < 0)
		fail_msg("%s: %s", path, fault.text);
	count = walk(&log, expected, &end, &fault);
	assert_int_equal(end, 0);
	assert_true(count > 0);
	for (size = 0; size < whole.size; size++) {
		size_t found = check_cut(format, &whole, size, expected, count);

		/* More bytes never take away what fewer have shown. */
		assert_true(found >= last);
		last = found;
	}
	buffer_deinit(&whole);
}

static void firmware_logs(void **state)
{
	check("tests/data/eventlog/legacy.bin", EVENTLOG_SHA1);
	check("tests/data/eventlog/two-banks.bin", EVENTLOG_AGILE);
	check("tests/data/eventlog/five-banks.bin", EVENTLOG_AGILE);
	check("tests/data/eventlog/unknown-bank.bin", EVENTLOG_AGILE);
	check("tests/data/eventlog/two-banks.bin", EVENTLOG_CC);
}

static void logs_of_ima(void **state)
{
	check("tests/data/eventlog_ima/templates.bin", EVENTLOG_IMA);
	check("tests/data/eventlog_ima/sha256-digests.bin", EVENTLOG_IMA);
	check("tests/data/eventlog_ascii/two-lines.bin", EVENTLOG_IMA_TEXT);
}

static void canonical_logs(void **state)
{
	check("tests/data/eventlog_cel/two-records.bin", EVENTLOG_CEL_TLV);
	check("tests/data/eventlog_json/cel.bin", EVENTLOG_CEL_JSON);
}

static void systemds_log(void **state)
{
	check("tests/data/eventlog_json/systemd.bin", EVENTLOG_SYSTEMD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(firmware_logs),
		cmocka_unit_test(logs_of_ima),
		cmocka_unit_test(canonical_logs),
		cmocka_unit_test(systemds_log),
	};

	return cmocka_run_group_tests_name("eventlog_cut", tests, NULL, NULL);
}
