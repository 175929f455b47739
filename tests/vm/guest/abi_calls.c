/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /dev/svsm against the errno dictionary of uapi/linux/svsm.h: every command with one
 * invalid thing at a time, all else valid.  Built for callers of both word sizes.
 */
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "tests/vm/guest/check.h"

#define PLATFORM_DRIVER		"/sys/bus/platform/drivers/svsm/"

/* Where a 64-bit kernel lives; no program's memory, whatever its word size. */
#define KERNEL_ADDRESS		0xffff888000000000ull

static const struct command {
	const char *name;
	unsigned long cmd;
	unsigned int size;
} commands[] = {
	{ "GET_INFO", SVSM_IOC_GET_INFO, sizeof(struct svsm_info) },
	{ "LIST_SERVICES", SVSM_IOC_LIST_SERVICES, sizeof(struct svsm_list) },
	{ "ATTEST", SVSM_IOC_ATTEST, sizeof(struct svsm_attest) },
	{ "VTPM_QUERY", SVSM_IOC_VTPM_QUERY, sizeof(struct svsm_vtpm_query) },
};

static int rw, ro;
static unsigned char *pages;	/* one page that is there, and one that is not */
static size_t page_size;

static void expect(int got, int wanted, const char *command, const char *what)
{
	char name[160];

	snprintf(name, sizeof(name), "%s: %s is %s", command, what,
		 wanted ? strerrorname_np(wanted) : "fine");
	check_errno(got, wanted, name);
}

/* A valid structure of the command in @buffer, which has room for a page. */
static void fill(const struct command *command, unsigned char *buffer)
{
	struct svsm_attest attest = attest_all(0x33);
	struct svsm_list list = list_all();

	memset(buffer, 0, page_size);
	if (command->cmd == SVSM_IOC_LIST_SERVICES)
		memcpy(buffer, &list, sizeof(list));
	else if (command->cmd == SVSM_IOC_ATTEST)
		memcpy(buffer, &attest, sizeof(attest));
	else
		memcpy(buffer, &command->size, sizeof(command->size));
}

static int with_size(const struct command *command, unsigned int size)
{
	fill(command, pages);
	memcpy(pages, &size, sizeof(size));
	return result(rw, command->cmd, pages);
}

static void test_sizes(const struct command *command)
{
	static const unsigned char zeros[8];
	unsigned char copy[256];
	unsigned int size;

	expect(with_size(command, command->size), 0, command->name, "its own size");
	expect(with_size(command, 0), EINVAL, command->name, "size 0");
	expect(with_size(command, command->size - 1), EINVAL, command->name, "one byte too few");
	expect(with_size(command, command->size + 8), 0, command->name, "a longer tail of zeros");
	memcpy(&size, pages, sizeof(size));
	check(size == command->size + 8, "it was", "%s: the size is not written", command->name);
	check(!memcmp(pages + command->size, zeros, sizeof(zeros)), "it was",
	      "%s: nor is the tail", command->name);

	size = command->size + 8;
	fill(command, pages);
	memcpy(pages, &size, sizeof(size));
	pages[size - 1] = 1;
	memcpy(copy, pages, size);
	expect(result(rw, command->cmd, pages), E2BIG, command->name, "a tail that is not zero");
	check(!memcmp(copy, pages, size), "it was not", "%s: then it is left as it was",
	      command->name);
	expect(with_size(command, 0xffffffff), E2BIG, command->name, "size 4 GiB");
}

static void test_pointers(const struct command *command)
{
	unsigned char *end = pages + page_size;

	expect(result(rw, command->cmd, NULL), EFAULT, command->name, "a null pointer");
	expect(result(rw, command->cmd, end), EFAULT, command->name, "a pointer to nothing");
	expect(result(rw, command->cmd, (void *)(uintptr_t)KERNEL_ADDRESS), EFAULT,
	       command->name, "a pointer into the kernel");

	fill(command, pages);
	memcpy(end - 8, pages, 8);
	expect(result(rw, command->cmd, end - 8), EFAULT, command->name,
	       "a structure that ends where memory does");

	fill(command, pages);
	mprotect(pages, page_size, PROT_READ);
	expect(result(rw, command->cmd, pages), EFAULT, command->name, "read-only memory");
	mprotect(pages, page_size, PROT_READ | PROT_WRITE);
}

static void test_numbers(void)
{
	struct svsm_info info = { .size = sizeof(info) };
	int nr, known = 0, other = 0;

	for (nr = 4; nr < 256; nr++)
		known += result(rw, _IO(SVSM_IOCTL_TYPE, nr), &info) != ENOTTY;
	for (nr = 0; nr < 4; nr++)
		other += result(rw, _IOWR(SVSM_IOCTL_TYPE, nr, struct svsm_info), &info) != ENOTTY;
	check_that(!known, "all other numbers are ENOTTY");
	check_that(!other, "the same numbers with a direction and a size are ENOTTY");
}

static void test_flags(void)
{
	struct svsm_attest attest;
	struct svsm_list list;
	int bit, wrong = 0;
	long calls = calls_of("attest");

	for (bit = 1; bit < 32; bit++) {
		list = list_all();
		list.flags = 1u << bit;
		wrong += result(rw, SVSM_IOC_LIST_SERVICES, &list) != EOPNOTSUPP;
		attest = attest_all(1);
		attest.flags = 1u << bit;
		wrong += result(rw, SVSM_IOC_ATTEST, &attest) != EOPNOTSUPP;
	}
	check_that(!wrong, "every undefined flag is EOPNOTSUPP");
	check_that(calls_of("attest") == calls, "none of them has reached the SVSM");
}

static void test_reserved(void)
{
	struct svsm_vtpm_query query;
	struct svsm_attest attest;
	int bit, wrong = 0;
	long calls = calls_of("attest") + calls_of("vtpm_query");

	for (bit = 0; bit < 32; bit++) {
		attest = attest_all(1);
		attest.reserved = 1u << bit;
		wrong += result(rw, SVSM_IOC_ATTEST, &attest) != EINVAL;
		query = (struct svsm_vtpm_query){ .size = sizeof(query), .reserved = 1u << bit };
		wrong += result(rw, SVSM_IOC_VTPM_QUERY, &query) != EINVAL;
	}
	check_that(!wrong, "every reserved bit is EINVAL");
	attest = attest_all(1);
	attest.manifest_version = 1;
	expect(result(rw, SVSM_IOC_ATTEST, &attest), EINVAL, "ATTEST",
	       "a manifest version for all services");
	check_that(calls_of("attest") + calls_of("vtpm_query") == calls,
		   "none of them has reached the SVSM either");
}

static void test_inner_pointers(void)
{
	static const unsigned long long bad[] = { 0, 1, KERNEL_ADDRESS, ~0ull };
	struct svsm_attest attest;
	struct svsm_list list;
	int wrong = 0, written = 0;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		list = list_all();
		list.services = bad[i];
		wrong += result(rw, SVSM_IOC_LIST_SERVICES, &list) != EFAULT;
		attest = attest_all(2);
		attest.report = bad[i];
		wrong += result(rw, SVSM_IOC_ATTEST, &attest) != EFAULT;
		written += attest.report_len != sizeof(report) - 1;
		attest = attest_all(2);
		attest.manifest = bad[i];
		wrong += result(rw, SVSM_IOC_ATTEST, &attest) != EFAULT;
		attest = attest_all(2);
		attest.certs = bad[i];
		wrong += result(rw, SVSM_IOC_ATTEST, &attest) != EFAULT;
		written += attest.certs_len != sizeof(certs) - 1;
	}
	check_that(!wrong, "every bad pointer to an array or a buffer is EFAULT");
	check_that(!written, "and the structure is left as it was");
}

static void test_services(void)
{
	struct svsm_attest attest = attest_all(3);
	unsigned char right[SVSM_GUID_LEN];

	memcpy(right, vtpm_guid, sizeof(right));
	memcpy(attest.guid, right, sizeof(right));
	attest.guid[15] ^= 1;
	expect(result(rw, SVSM_IOC_ATTEST, &attest), ENXIO, "ATTEST", "an unknown service");
	check_that(attest.svsm_code == 0x80000001, "the SVSM's code is written with ENXIO");

	attest = attest_vtpm(3);
	attest.manifest_version = 1;
	expect(result(rw, SVSM_IOC_ATTEST, &attest), EPROTONOSUPPORT, "ATTEST",
	       "a manifest version that the SVSM refuses");
	check_that(attest.svsm_code == 0x80000005, "the SVSM's code is written with it");
}

static void test_short_list(void)
{
	struct svsm_list list = list_all();
	int wrong = 0;
	__u32 room;

	memset(services, CANARY, sizeof(services));
	for (room = 0; room < 2; room++) {
		list = list_all();
		list.count = room;
		wrong += result(ro, SVSM_IOC_LIST_SERVICES, &list) != EMSGSIZE || list.count != 2;
	}
	check_that(!wrong, "too short an array is EMSGSIZE, and the count exact");
	check_that(is_untouched((unsigned char *)services, 0, sizeof(services)),
		   "nothing is written to it then");
	list = list_all();
	list.count = 2;
	check_errno(result(ro, SVSM_IOC_LIST_SERVICES, &list), 0, "an array of that length does");
	check_that(is_untouched((unsigned char *)services, 2 * sizeof(services[0]),
				sizeof(services)), "and nothing is written behind it");
}

/* One of the three buffers is a byte short; then COPY into buffers of the exact lengths. */
static void test_short_buffer(const char *name, size_t offset)
{
	struct svsm_attest exact = attest_all(4), cmd;
	__u32 len;
	long calls;
	int error;

	result(rw, SVSM_IOC_ATTEST, &exact);
	cmd = attest_all(4);
	cmd.report_len = exact.report_len;
	cmd.manifest_len = exact.manifest_len;
	cmd.certs_len = exact.certs_len;
	memcpy(&len, (char *)&cmd + offset, sizeof(len));
	len--;
	memcpy((char *)&cmd + offset, &len, sizeof(len));
	error = result(rw, SVSM_IOC_ATTEST, &cmd);
	check(error == EMSGSIZE && cmd.report_len == exact.report_len &&
	      cmd.manifest_len == exact.manifest_len && cmd.certs_len == exact.certs_len &&
	      is_untouched(report, 0, sizeof(report)) && is_untouched(certs, 0, sizeof(certs)) &&
	      is_untouched(manifest, 0, sizeof(manifest)), strerror(error),
	      "%s one byte short is EMSGSIZE, lengths exact, no byte written", name);

	calls = calls_of("attest");
	cmd.flags = SVSM_ATTEST_COPY;
	error = result(rw, SVSM_IOC_ATTEST, &cmd);
	check(!error && attest_kept_its_bounds(&cmd) && cmd.svsm_code == SVSM_CODE_NONE &&
	      calls_of("attest") == calls, strerror(error),
	      "COPY after %s: all three, and no second request", name);
	error = result(rw, SVSM_IOC_ATTEST, &cmd);
	check(error == ENODATA, strerror(error), "COPY after %s works once", name);
}

static void test_copy_of_what_fitted(void)
{
	struct svsm_attest cmd = attest_all(6);

	check_errno(result(rw, SVSM_IOC_ATTEST, &cmd), 0, "ATTEST into the largest buffers");
	cmd = attest_all(6);
	cmd.flags = SVSM_ATTEST_COPY;
	check_errno(result(rw, SVSM_IOC_ATTEST, &cmd), ENODATA,
		    "COPY of what has fitted is ENODATA: nothing was kept");
}

static void test_copy_of_another_request(void)
{
	struct svsm_attest cmd = attest_vtpm(5);
	int wrong = 0;

	cmd.report_len = 0;
	result(rw, SVSM_IOC_ATTEST, &cmd);
	cmd = attest_vtpm(6);
	cmd.flags = SVSM_ATTEST_COPY;
	wrong += result(rw, SVSM_IOC_ATTEST, &cmd) != ENODATA;
	cmd = attest_all(5);
	cmd.flags = SVSM_ATTEST_COPY;
	wrong += result(rw, SVSM_IOC_ATTEST, &cmd) != ENODATA;
	cmd = attest_vtpm(5);
	cmd.flags = SVSM_ATTEST_COPY;
	cmd.manifest_version = 1;
	wrong += result(rw, SVSM_IOC_ATTEST, &cmd) != ENODATA;
	check_that(!wrong, "COPY with another nonce, service or version is ENODATA");
	cmd = attest_vtpm(5);
	cmd.flags = SVSM_ATTEST_COPY;
	check_errno(result(rw, SVSM_IOC_ATTEST, &cmd), 0, "and does not cost the one that is kept");
}

static bool has_vtpm(void)
{
	struct svsm_info info = { .size = sizeof(info) };

	return !result(ro, SVSM_IOC_GET_INFO, &info) && info.features & SVSM_FEATURE_VTPM;
}

static void test_feature_of_the_chip(void)
{
	check_that(has_vtpm(), "a chip of this driver's is a feature");
	check_that(write_file(PLATFORM_DRIVER "unbind", "tpm-svsm") && !has_vtpm(),
		   "it goes when the device is unbound");
	check_that(write_file(PLATFORM_DRIVER "bind", "tpm-svsm") && has_vtpm(),
		   "and comes with it");
}

int main(void)
{
	size_t i;

	printf("TAP version 13\n# callers of %zu bits\n", 8 * sizeof(long));
	page_size = (size_t)sysconf(_SC_PAGESIZE);
	pages = mmap(NULL, 2 * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		     -1, 0);
	rw = open(DEVICE, O_RDWR);
	ro = open(DEVICE, O_RDONLY);
	if (pages == MAP_FAILED || munmap(pages + page_size, page_size) || rw < 0 || ro < 0 ||
	    !set_pacing("0", "3", "0")) {
		printf("not ok abi_calls has what it needs: %s\n", strerror(errno));
		return 1;
	}
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		test_sizes(&commands[i]);
		test_pointers(&commands[i]);
	}
	test_numbers();
	test_flags();
	test_reserved();
	test_inner_pointers();
	test_services();
	test_short_list();
	test_short_buffer("a report buffer", offsetof(struct svsm_attest, report_len));
	test_short_buffer("a manifest buffer", offsetof(struct svsm_attest, manifest_len));
	test_short_buffer("a certificate buffer", offsetof(struct svsm_attest, certs_len));
	test_copy_of_what_fitted();
	test_copy_of_another_request();
	test_feature_of_the_chip();
	set_pacing("2000", "3", "300");
	return check_end();
}
