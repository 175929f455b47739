/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The transport over the driver's device, against a driver played by this file:
 * it defines ioctl(), which the linker takes instead of the C library's.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <linux/svsm.h>
#include <sys/ioctl.h>

#include "lib/sys/svsm_dev.h"

/* What the played driver does next, and what it saw. */
static struct {
	struct svsm_info info;
	int error;		/* errno of the next request, 0: success */
	uint64_t code;
	uint32_t retry_ms;
	uint32_t lengths[3];	/* of report, manifest and certificates */
	uint32_t services;
	bool is_another_first;	/* the request has to wait its turn */
	unsigned int attests;	/* requests that reached the SVSM */
	unsigned int copies;
} driver;

static int play_info(struct svsm_info *info)
{
	assert_int_equal(info->size, sizeof(*info));
	driver.info.size = info->size;
	*info = driver.info;
	return 0;
}

static int play_list(struct svsm_list *list)
{
	struct svsm_service *services = (void *)(uintptr_t)list->services;
	uint32_t i;

	list->svsm_code = driver.code;
	list->retry_ms = driver.retry_ms;
	if (driver.error)
		return driver.error;
	assert_true(driver.services <= list->count);
	for (i = 0; i < driver.services; i++)
		services[i] = (struct svsm_service){ .guid = { (uint8_t)i }, .manifest_len = i };
	list->count = driver.services;
	return 0;
}

static int play_attest(int fd, struct svsm_attest *attest)
{
	uint32_t *lengths[3] = { &attest->report_len, &attest->manifest_len, &attest->certs_len };
	uint64_t buffers[3] = { attest->report, attest->manifest, attest->certs };
	int error = 0;
	unsigned int i;

	if (driver.is_another_first && fcntl(fd, F_GETFL) & O_NONBLOCK) {
		attest->retry_ms = 1700;
		attest->report_len = 1;
		return EAGAIN;
	}
	if (attest->flags & SVSM_ATTEST_COPY)
		driver.copies++;
	else
		driver.attests++;
	attest->svsm_code = driver.code;
	attest->retry_ms = driver.retry_ms;
	if (driver.error)
		return driver.error;
	for (i = 0; i < 3; i++)
		if (*lengths[i] < driver.lengths[i])
			error = EMSGSIZE;
	for (i = 0; i < 3; i++) {
		*lengths[i] = driver.lengths[i];
		if (!error)
			memset((void *)(uintptr_t)buffers[i], 'a' + (int)i, driver.lengths[i]);
	}
	return error;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	void *argument;

	va_start(args, request);
	argument = va_arg(args, void *);
	va_end(args);
	switch (request) {
	case SVSM_IOC_GET_INFO:
		errno = play_info(argument);
		break;
	case SVSM_IOC_LIST_SERVICES:
		errno = play_list(argument);
		break;
	case SVSM_IOC_ATTEST:
		errno = play_attest(fd, argument);
		break;
	default:
		errno = ENOTTY;
	}
	return errno ? -1 : 0;
}

static struct svsm_dev *dev;
static const struct svsm_dev_request request = { .manifest_version = 0 };

static int set_up(void **state)
{
	memset(&driver, 0, sizeof(driver));
	driver.info = (struct svsm_info){
		.abi = SVSM_ABI_VERSION,
		.features = SVSM_FEATURE_ATTEST | SVSM_FEATURE_VTPM,
		.vmpl = 2,
		.services_max = 64,
		.report_max = 4096,
		.manifest_max = 4096,
		.certs_max = 16384,
		.transport = "kernel",
	};
	driver.lengths[0] = 1184;
	driver.lengths[1] = 394;
	driver.code = SVSM_CODE_NONE;
	return svsm_dev_open("/dev/null", SVSM_DEV_REQUEST, &dev, NULL);
}

static int tear_down(void **state)
{
	svsm_dev_close(dev);
	return 0;
}

static void info_is_passed_on(void **state)
{
	struct svsm_dev_info info;

	assert_int_equal(svsm_dev_info(dev, &info, NULL), 0);
	assert_true(info.can_attest);
	assert_true(info.has_vtpm);
	assert_int_equal(info.vmpl, 2);
	assert_int_equal(info.certs_max, 16384);
	assert_string_equal(info.transport, "kernel");
}

static void an_unterminated_transport_is_terminated(void **state)
{
	struct svsm_dev_info info;

	memset(driver.info.transport, 'x', sizeof(driver.info.transport));
	assert_int_equal(svsm_dev_info(dev, &info, NULL), 0);
	assert_int_equal(strlen(info.transport), sizeof(info.transport) - 1);
}

static void impossible_maxima_are_refused(void **state)
{
	struct svsm_dev_info info;

	driver.info.manifest_max = 0xffffffff;
	assert_int_equal(svsm_dev_info(dev, &info, NULL), -EBADMSG);
}

static void the_list_is_copied(void **state)
{
	struct svsm_dev_list list;

	driver.services = 3;
	assert_int_equal(svsm_dev_list(dev, &list, NULL), 0);
	assert_int_equal(list.count, 3);
	assert_int_equal(list.services[2].guid.bytes[0], 2);
	assert_int_equal(list.services[2].manifest_size, 2);
}

static void an_attestation_is_one_request(void **state)
{
	struct svsm_dev_answer answer;

	assert_int_equal(svsm_dev_attest(dev, &request, &answer, NULL), 0);
	assert_int_equal(driver.attests, 1);
	assert_int_equal(driver.copies, 0);
	assert_int_equal(answer.report_size, 1184);
	assert_int_equal(answer.report[1183], 'a');
	assert_int_equal(answer.manifest_size, 394);
	assert_int_equal(answer.manifest[393], 'b');
	assert_int_equal(answer.certs_size, 0);
	svsm_dev_answer_deinit(&answer);
}

static void a_larger_answer_is_copied_not_asked_for_again(void **state)
{
	struct svsm_dev_answer answer;

	driver.lengths[1] = 9000;
	assert_int_equal(svsm_dev_attest(dev, &request, &answer, NULL), 0);
	assert_int_equal(driver.attests, 1);
	assert_int_equal(driver.copies, 1);
	assert_int_equal(answer.manifest_size, 9000);
	assert_int_equal(answer.manifest[8999], 'b');
	svsm_dev_answer_deinit(&answer);
}

static void an_answer_without_measure_is_refused(void **state)
{
	struct svsm_dev_answer answer = { .report_size = 77 };

	driver.lengths[1] = 0xffffffff;
	assert_int_equal(svsm_dev_attest(dev, &request, &answer, NULL), -EOVERFLOW);
	assert_int_equal(answer.report_size, 77);
	assert_int_equal(driver.attests, 1);
}

static void note_wait(void *user, unsigned int ms)
{
	*(unsigned int *)user += ms;
}

static void who_has_to_wait_is_told_once(void **state)
{
	unsigned int waited = 0;
	struct svsm_dev_request patient = { .on_wait = note_wait, .user = &waited };
	struct svsm_dev_answer answer;

	driver.is_another_first = true;
	assert_int_equal(svsm_dev_attest(dev, &patient, &answer, NULL), 0);
	assert_int_equal(waited, 1700);
	assert_int_equal(driver.attests, 1);
	assert_int_equal(answer.report_size, 1184);
	svsm_dev_answer_deinit(&answer);
	/* The next caller of this handle waits in silence. */
	assert_int_equal(svsm_dev_attest(dev, &request, &answer, NULL), 0);
	assert_int_equal(waited, 1700);
	svsm_dev_answer_deinit(&answer);
}

static void who_has_not_to_wait_is_told_nothing(void **state)
{
	unsigned int waited = 0;
	struct svsm_dev_request patient = { .on_wait = note_wait, .user = &waited };
	struct svsm_dev_answer answer;

	assert_int_equal(svsm_dev_attest(dev, &patient, &answer, NULL), 0);
	assert_int_equal(waited, 0);
	assert_int_equal(driver.attests, 1);
	svsm_dev_answer_deinit(&answer);
}

static void every_refusal_has_its_words(void **state)
{
	static const struct {
		int error;
		uint64_t code;
		uint32_t retry_ms;
		int expected;
		const char *text;
	} cases[] = {
		{ EREMOTEIO, 0x80000006, 0, -EREMOTEIO,
		  "the SVSM refused the request: INVALID_REQUEST (0x80000006)" },
		{ EREMOTEIO, 0x80001234, 0, -EREMOTEIO, "unknown code (0x80001234)" },
		{ EREMOTEIO, SVSM_CODE_NONE, 0, -EREMOTEIO, "it was not reached" },
		{ ENXIO, 0x80000001, 0, -ENXIO,
		  "no such service: UNSUPPORTED_PROTOCOL (0x80000001)" },
		{ EPROTONOSUPPORT, 0x80000005, 0, -EPROTONOSUPPORT,
		  "refuses this manifest version: INVALID_PARAMETER (0x80000005)" },
		{ EBUSY, SVSM_CODE_NONE, 93500, -EBUSY, "held off for another 93.5 s" },
		{ EBADMSG, 0, 0, -EBADMSG, "malformed" },
		{ EOVERFLOW, 0, 0, -EOVERFLOW, "larger than the driver takes" },
		{ EOPNOTSUPP, SVSM_CODE_NONE, 0, -EOPNOTSUPP, "cannot make this request" },
		{ EINTR, SVSM_CODE_NONE, 0, -EINTR, "interrupted" },
		{ EACCES, SVSM_CODE_NONE, 0, -EACCES, "/dev/null: permission denied" },
	};
	struct svsm_dev_answer answer;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault fault = FAULT_NONE;

		driver.error = cases[i].error;
		driver.code = cases[i].code;
		driver.retry_ms = cases[i].retry_ms;
		assert_int_equal(svsm_dev_attest(dev, &request, &answer, &fault),
				 cases[i].expected);
		assert_non_null(strstr(fault.text, cases[i].text));
		assert_non_null(strstr(fault.text, "/dev/null: "));
	}
	assert_int_equal(driver.attests, sizeof(cases) / sizeof(cases[0]));
}

static void a_list_that_was_never_made_says_so(void **state)
{
	struct svsm_dev_list list = { .count = 9 };
	struct fault fault = FAULT_NONE;

	driver.error = ENODATA;
	assert_int_equal(svsm_dev_list(dev, &list, &fault), -ENODATA);
	assert_non_null(strstr(fault.text, "have not been listed"));
	assert_int_equal(list.count, 9);
}

#define ON_A_DRIVER(test)	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_DRIVER(info_is_passed_on),
		ON_A_DRIVER(an_unterminated_transport_is_terminated),
		ON_A_DRIVER(impossible_maxima_are_refused),
		ON_A_DRIVER(the_list_is_copied),
		ON_A_DRIVER(an_attestation_is_one_request),
		ON_A_DRIVER(a_larger_answer_is_copied_not_asked_for_again),
		ON_A_DRIVER(an_answer_without_measure_is_refused),
		ON_A_DRIVER(who_has_to_wait_is_told_once),
		ON_A_DRIVER(who_has_not_to_wait_is_told_nothing),
		ON_A_DRIVER(every_refusal_has_its_words),
		ON_A_DRIVER(a_list_that_was_never_made_says_so),
	};

	return cmocka_run_group_tests_name("svsm_kernel", tests, NULL, NULL);
}
