/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pcr_changes in sysfs against Documentation/ABI/sysfs-bus-svsm: what it counts, whom it
 * wakes, and how it goes.  Runs in the guest, as root; extends PCR 16, which is for that.
 */
#include "tests/vm/guest/check.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>

#define BUS		"/sys/bus/svsm/"
#define CHANGES		BUS "devices/vtpm/pcr_changes"
#define TPM		"/dev/tpmrm-svsm"
#define EXTENDS		1000

#define HEAD(tag_, size_, code_) \
	0x80, tag_, 0, 0, 0, size_, 0, 0, (code_) >> 8, (code_) & 0xff
#define PASSWORD_OF_PCR(pcr_)		0, 0, 0, pcr_, 0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 0, 0, 0

/* Each with an empty password, in a session of 9 bytes. */
static const unsigned char extend[] = {
	HEAD(0x02, 65, 0x182), PASSWORD_OF_PCR(16), 0, 0, 0, 1, 0, 0x0b, [64] = 7,
};
static const unsigned char event[] = {
	HEAD(0x02, 30, 0x13c), PASSWORD_OF_PCR(16), 0, 1, 7,
};
static const unsigned char reset[] = { HEAD(0x02, 27, 0x13d), PASSWORD_OF_PCR(16) };
/* PCR 0 cannot be reset by the operating system. */
static const unsigned char reset_0[] = { HEAD(0x02, 27, 0x13d), PASSWORD_OF_PCR(0) };
static const unsigned char pcr_read[] = {
	HEAD(0x01, 20, 0x17e), 0, 0, 0, 1, 0, 0x0b, 3, 0, 0, 1,
};
static const unsigned char get_random[] = { HEAD(0x01, 12, 0x17b), 0, 8 };

static int tpm, changes;

/* The TPM's own result code, or -1. */
static int run(const unsigned char *command, size_t size)
{
	unsigned char answer[4096];

	if (write(tpm, command, size) != (ssize_t)size || read(tpm, answer, sizeof(answer)) < 10)
		return -1;
	return answer[6] << 24 | answer[7] << 16 | answer[8] << 8 | answer[9];
}

#define RUN(command_)	run(command_, sizeof(command_))

static long long number(int fd)
{
	char text[32] = "";

	if (pread(fd, text, sizeof(text) - 1, 0) < 2 || text[strlen(text) - 1] != '\n')
		return -1;
	return atoll(text);
}

static bool is_told(int fd)
{
	struct pollfd poller = { .fd = fd, .events = POLLPRI };

	return poll(&poller, 1, 0) == 1 && poller.revents & POLLPRI;
}

static void test_counts(void)
{
	const long long begun = number(changes);

	check_that(begun >= 0, "pcr_changes_is_a_number");
	check_that(!RUN(extend) && number(changes) == begun + 1, "an_extend_is_counted");
	check_that(!RUN(event) && number(changes) == begun + 2, "so_is_an_event");
	check_that(!RUN(reset) && number(changes) == begun + 3, "and_a_reset");
	check_that(RUN(reset_0) > 0 && number(changes) == begun + 4,
		   "and_one_that_the_TPM_refused");
	check_that(!RUN(pcr_read) && !RUN(get_random) && number(changes) == begun + 4,
		   "what_changes_no_PCR_is_not_counted");
}

static void test_tells(void)
{
	const int other = open(CHANGES, O_RDONLY);
	const long long begun = number(changes);
	int i;

	(void)number(other);
	check_that(!is_told(changes) && !is_told(other), "who_has_read_waits");
	check_that(!RUN(pcr_read) && !is_told(changes), "a_PCR_Read_wakes_nobody");
	check_that(!RUN(extend) && is_told(changes) && is_told(other), "an_extend_wakes_everybody");
	check_that(number(changes) == begun + 1 && !is_told(changes) && is_told(other),
		   "until_they_read");
	check_that(!RUN(extend) && is_told(changes) && is_told(other), "and_the_next_again");
	for (i = 0; i < EXTENDS; i++)
		if (RUN(extend))
			break;
	check_that(i == EXTENDS && number(changes) == begun + 2 + EXTENDS && !is_told(changes),
		   "many_are_counted_and_told_at_once");
	check_that(!RUN(extend) && is_told(changes), "and_the_one_after_them_is_told");
	close(other);
}

/* Whether who sleeps already is woken by @act in another process. */
static bool is_woken_by(int (*act)(void))
{
	struct pollfd poller = { .fd = changes, .events = POLLPRI };
	const pid_t child = fork();

	if (!child) {
		usleep(200000);
		_exit(act() != 0);
	}
	return child > 0 && poll(&poller, 1, 10000) == 1 && poller.revents & POLLPRI;
}

static int extend_it(void)
{
	return RUN(extend);
}

static void test_wakes(void)
{
	const long long begun = number(changes);

	check_that(is_woken_by(extend_it) && wait(NULL) > 0 && number(changes) == begun + 1,
		   "who_sleeps_is_woken_and_finds_it_counted");
}

static int put(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY);
	const int r = fd < 0 || write(fd, text, strlen(text)) < 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	return r;
}

static int unbind(void)
{
	return put(BUS "drivers/svsm-vtpm/unbind", "vtpm");
}

/* The chip goes with the driver, and comes back with it. */
static void test_goes(void)
{
	char text[32];
	long long begun;
	int i;

	check_errno(RUN(reset), 0, "the_PCR_is_reset");
	begun = number(changes);
	close(tpm);
	check_that(is_woken_by(unbind), "who_sleeps_is_woken_when_the_driver_goes");
	(void)wait(NULL);
	check_errno(pread(changes, text, sizeof(text), 0) < 0 ? errno : 0, ENODEV,
		    "a_descriptor_of_before_is_of_no_device");
	check_errno(access(CHANGES, R_OK) ? errno : 0, ENOENT, "there_is_no_pcr_changes_then");
	check_errno(put(BUS "drivers/svsm-vtpm/bind", "vtpm"), 0, "it_is_bound_again");
	close(changes);
	changes = open(CHANGES, O_RDONLY);
	check_that(number(changes) >= begun, "and_counts_on");
	for (i = 0; i < 100 && access(TPM, F_OK); i++)
		usleep(100000);
	check_errno(access(TPM, F_OK) ? errno : 0, 0, "and_has_its_TPM");
}

int main(void)
{
	tpm = open(TPM, O_RDWR);
	changes = open(CHANGES, O_RDONLY);
	check_that(tpm >= 0 && changes >= 0, "the_TPM_and_pcr_changes_open");
	if (tpm < 0 || changes < 0)
		return check_end();
	test_counts();
	test_tells();
	test_wakes();
	test_goes();
	return check_end();
}
