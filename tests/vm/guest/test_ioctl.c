/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /dev/svsm against the contract in uapi/linux/svsm.h: every command's happy path,
 * and one wrong thing at a time.  Runs in the guest, as root, right after svsm.ko
 * was loaded (the first case needs a list of services that nobody has asked for).
 *
 * Prints "ok NAME" or "not ok NAME: why"; exit 1 when something is not ok.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/svsm.h>

#define DEVICE		"/dev/svsm"
#define REPORT_LEN	1184
#define UNKNOWN_SERVICE	0x80000001ull
#define BAD_PARAMETER	0x80000005ull

static const unsigned char vtpm_guid[SVSM_GUID_LEN] = {
	0xeb, 0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45,
	0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3,
};

static int rw, ro;
static int failures;

static unsigned char report[4096], manifest[65536], certs[16384];
static struct svsm_service services[256];

static void check(bool good, const char *name, int got, int wanted)
{
	if (good) {
		printf("ok %s\n", name);
		return;
	}
	printf("not ok %s: errno %d (%s), wanted %d (%s)\n", name, got, strerror(got), wanted,
	       strerror(wanted));
	failures++;
}

static void that(const char *name, bool good)
{
	if (good)
		printf("ok %s\n", name);
	else
		printf("not ok %s\n", name);
	failures += !good;
}

/* The errno of an ioctl, 0 on success. */
static int result(int fd, unsigned long cmd, void *arg)
{
	return ioctl(fd, cmd, arg) ? errno : 0;
}

static void expect(const char *name, int wanted, int got)
{
	check(got == wanted, name, got, wanted);
}

static struct svsm_list list_all(void)
{
	return (struct svsm_list){
		.size = sizeof(struct svsm_list),
		.services = (unsigned long)services,
		.count = sizeof(services) / sizeof(services[0]),
	};
}

static struct svsm_attest attest_all(unsigned char nonce)
{
	struct svsm_attest cmd = {
		.size = sizeof(cmd),
		.report = (unsigned long)report,
		.manifest = (unsigned long)manifest,
		.certs = (unsigned long)certs,
		.report_len = sizeof(report),
		.manifest_len = sizeof(manifest),
		.certs_len = sizeof(certs),
	};

	memset(cmd.nonce, nonce, sizeof(cmd.nonce));
	return cmd;
}

/* How many attestation requests the driver has made, from its debugfs counters. */
static long attest_calls(void)
{
	FILE *f = fopen("/sys/kernel/debug/svsm/calls", "r");
	char line[128];
	long calls = -1;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "attest calls=%ld", &calls) == 1)
			break;
	if (f)
		fclose(f);
	return calls;
}

static void test_get_info(void)
{
	struct {
		struct svsm_info info;
		unsigned char tail[8];
	} big = { .info.size = sizeof(big) };
	struct svsm_info info = { .size = sizeof(info) };

	expect("GET_INFO works on a descriptor opened for reading", 0,
	       result(ro, SVSM_IOC_GET_INFO, &info));
	that("GET_INFO: ABI 1, attestation and query offered, maxima set",
	     info.abi == SVSM_ABI_VERSION && (info.features & SVSM_FEATURE_ATTEST) &&
	     (info.features & SVSM_FEATURE_VTPM_QUERY) && info.report_max == REPORT_LEN &&
	     info.manifest_max && info.certs_max && info.services_max &&
	     !strcmp((char *)info.transport, "kernel"));

	expect("a larger structure with a tail of zeros is taken", 0,
	       result(ro, SVSM_IOC_GET_INFO, &big));
	that("its size is not written", big.info.size == sizeof(big));
	big.tail[7] = 1;
	expect("a larger structure with another tail is E2BIG", E2BIG,
	       result(ro, SVSM_IOC_GET_INFO, &big));

	info.size = sizeof(info) - 1;
	expect("a size one byte below the first version is EINVAL", EINVAL,
	       result(ro, SVSM_IOC_GET_INFO, &info));
	info.size = 0;
	expect("a size of zero is EINVAL", EINVAL, result(ro, SVSM_IOC_GET_INFO, &info));
	info.size = 0xffffffff;
	expect("a size of 4 GiB is E2BIG", E2BIG, result(ro, SVSM_IOC_GET_INFO, &info));
	expect("a null pointer is EFAULT", EFAULT, result(ro, SVSM_IOC_GET_INFO, NULL));
	expect("an unknown command is ENOTTY", ENOTTY,
	       result(rw, _IO(SVSM_IOCTL_TYPE, 0x04), &info));
	expect("a known number with another type is ENOTTY", ENOTTY,
	       result(rw, _IO(SVSM_IOCTL_TYPE + 1, 0x00), &info));
}

static void test_list_services(void)
{
	struct svsm_list list = list_all();
	bool vtpm = false;
	unsigned int i;

	expect("LIST_SERVICES for a reader is ENODATA before anyone listed", ENODATA,
	       result(ro, SVSM_IOC_LIST_SERVICES, &list));

	expect("LIST_SERVICES for a writer asks the SVSM", 0,
	       result(rw, SVSM_IOC_LIST_SERVICES, &list));
	for (i = 0; i < list.count && i < 256; i++)
		vtpm |= !memcmp(services[i].guid, vtpm_guid, sizeof(vtpm_guid)) &&
			services[i].manifest_len == 314;
	that("the vTPM is listed with its manifest's length, and the SVSM's code is success",
	     vtpm && list.count == 2 && list.svsm_code == 0);

	list = list_all();
	expect("LIST_SERVICES for a reader then answers from the cache", 0,
	       result(ro, SVSM_IOC_LIST_SERVICES, &list));
	that("a cached answer has no SVSM code", list.svsm_code == SVSM_CODE_NONE);

	list = list_all();
	list.count = 1;
	expect("room for one service too few is EMSGSIZE", EMSGSIZE,
	       result(ro, SVSM_IOC_LIST_SERVICES, &list));
	that("and the count is exact", list.count == 2);

	list = list_all();
	list.flags = SVSM_LIST_RESCAN;
	expect("RESCAN for a reader is EACCES", EACCES, result(ro, SVSM_IOC_LIST_SERVICES, &list));
	list.flags = 2;
	expect("an unknown flag is EOPNOTSUPP", EOPNOTSUPP,
	       result(rw, SVSM_IOC_LIST_SERVICES, &list));
	list = list_all();
	list.services = 1;
	expect("a bad array is EFAULT", EFAULT, result(ro, SVSM_IOC_LIST_SERVICES, &list));
}

static void test_attest(void)
{
	struct svsm_attest cmd = attest_all(0x11);

	expect("ATTEST for a reader is EACCES", EACCES, result(ro, SVSM_IOC_ATTEST, &cmd));
	cmd.flags = 2;
	expect("ATTEST with an unknown flag is EOPNOTSUPP", EOPNOTSUPP,
	       result(rw, SVSM_IOC_ATTEST, &cmd));
	cmd = attest_all(0x11);
	cmd.reserved = 1;
	expect("ATTEST with a reserved member set is EINVAL", EINVAL,
	       result(rw, SVSM_IOC_ATTEST, &cmd));
	cmd = attest_all(0x11);
	cmd.manifest_version = 1;
	expect("ATTEST of all services with a manifest version is EINVAL", EINVAL,
	       result(rw, SVSM_IOC_ATTEST, &cmd));

	cmd = attest_all(0x11);
	expect("ATTEST of all services works", 0, result(rw, SVSM_IOC_ATTEST, &cmd));
	that("the lengths are those of the answer",
	     cmd.report_len == REPORT_LEN && cmd.manifest_len > 24 && cmd.certs_len &&
	     cmd.svsm_code == 0);

	cmd = attest_all(0x12);
	memcpy(cmd.guid, vtpm_guid, sizeof(vtpm_guid));
	expect("ATTEST of the vTPM alone works", 0, result(rw, SVSM_IOC_ATTEST, &cmd));
	that("its manifest is the EK's TPMT_PUBLIC (314 bytes, RSA)",
	     cmd.manifest_len == 314 && manifest[0] == 0x00 && manifest[1] == 0x01);

	cmd = attest_all(0x13);
	memset(cmd.guid, 0x77, sizeof(cmd.guid));
	expect("ATTEST of a service that is not there is ENXIO", ENXIO,
	       result(rw, SVSM_IOC_ATTEST, &cmd));
	that("and the SVSM's code says the same", cmd.svsm_code == UNKNOWN_SERVICE);

	cmd = attest_all(0x14);
	memcpy(cmd.guid, vtpm_guid, sizeof(vtpm_guid));
	cmd.manifest_version = 7;
	expect("a manifest version that the SVSM refuses is EPROTONOSUPPORT", EPROTONOSUPPORT,
	       result(rw, SVSM_IOC_ATTEST, &cmd));
	that("and the SVSM's code is INVALID_PARAMETER", cmd.svsm_code == BAD_PARAMETER);

	cmd = attest_all(0x15);
	cmd.report = 1;
	expect("a bad report pointer is EFAULT", EFAULT, result(rw, SVSM_IOC_ATTEST, &cmd));
}

static void test_attest_copy(void)
{
	struct svsm_attest cmd = attest_all(0x21), exact;
	long calls;

	cmd.flags = SVSM_ATTEST_COPY;
	expect("COPY with nothing kept is ENODATA", ENODATA, result(rw, SVSM_IOC_ATTEST, &cmd));

	cmd = attest_all(0x21);
	cmd.report_len = REPORT_LEN - 1;
	expect("a report buffer one byte short is EMSGSIZE", EMSGSIZE,
	       result(rw, SVSM_IOC_ATTEST, &cmd));
	that("and all lengths are exact",
	     cmd.report_len == REPORT_LEN && cmd.manifest_len > 24 && cmd.certs_len);
	exact = cmd;

	calls = attest_calls();
	cmd = attest_all(0x22);
	cmd.flags = SVSM_ATTEST_COPY;
	expect("COPY for another nonce is ENODATA", ENODATA, result(rw, SVSM_IOC_ATTEST, &cmd));

	cmd = exact;
	cmd.flags = SVSM_ATTEST_COPY;
	cmd.manifest_len--;
	expect("COPY into a short manifest buffer is EMSGSIZE", EMSGSIZE,
	       result(rw, SVSM_IOC_ATTEST, &cmd));
	cmd = exact;
	cmd.flags = SVSM_ATTEST_COPY;
	expect("COPY into buffers of the exact lengths works", 0,
	       result(rw, SVSM_IOC_ATTEST, &cmd));
	expect("COPY works once", ENODATA, result(rw, SVSM_IOC_ATTEST, &cmd));
	that("no COPY has asked the SVSM", calls > 0 && attest_calls() == calls);
}

static void nothing(int signal)
{
	(void)signal;
}

static void test_pacing(void)
{
	struct itimerval soon = { .it_value.tv_usec = 200000 };
	struct sigaction action = { .sa_handler = nothing };
	struct svsm_attest cmd = attest_all(0x31);
	int fd = open(DEVICE, O_RDWR | O_NONBLOCK);
	int i, ret = 0;
	long calls;

	for (i = 0; i < 8 && !ret; i++)
		ret = result(fd, SVSM_IOC_ATTEST, &cmd);
	expect("requests beyond the burst are EAGAIN when non-blocking", EAGAIN, ret);
	that("and say when to come back", cmd.retry_ms > 0 && cmd.retry_ms <= 10000);

	calls = attest_calls();
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	cmd = attest_all(0x32);
	expect("a signal ends the wait for a turn with EINTR", EINTR,
	       result(rw, SVSM_IOC_ATTEST, &cmd));
	that("and nothing was asked of the SVSM", attest_calls() == calls);
	close(fd);
}

static void test_vtpm_query(void)
{
	struct svsm_vtpm_query query = { .size = sizeof(query) };

	expect("VTPM_QUERY for a reader is EACCES", EACCES,
	       result(ro, SVSM_IOC_VTPM_QUERY, &query));
	expect("VTPM_QUERY works", 0, result(rw, SVSM_IOC_VTPM_QUERY, &query));
	that("TPM_SEND_COMMAND is there", query.commands & (1 << 8) && query.svsm_code == 0);
	query.reserved = 1;
	expect("VTPM_QUERY with a reserved member set is EINVAL", EINVAL,
	       result(rw, SVSM_IOC_VTPM_QUERY, &query));
}

static bool file_says(const char *path, const char *wanted)
{
	FILE *f = fopen(path, "r");
	char line[128] = "";

	if (f && fgets(line, sizeof(line), f))
		line[strcspn(line, "\n")] = 0;
	if (f)
		fclose(f);
	return !strcmp(line, wanted);
}

static void test_bus(void)
{
	that("the vTPM is on the bus with its GUID",
	     file_says("/sys/bus/svsm/devices/vtpm/guid", "c476f1eb-0123-45a5-9641-b4e7dde5bfe3"));
	that("and its MODALIAS",
	     file_says("/sys/bus/svsm/devices/vtpm/modalias",
		       "svsm:c476f1eb-0123-45a5-9641-b4e7dde5bfe3"));
	that("and, once listed, its manifest's size",
	     file_says("/sys/bus/svsm/devices/vtpm/manifest_size", "314"));
	that("the UEFI MM service is on the bus",
	     file_says("/sys/bus/svsm/devices/uefi-mm/guid",
		       "a4453a59-9e1b-4787-a033-1986d6adbe55"));
	that("/sys/class/misc/svsm says how the SVSM is reached",
	     file_says("/sys/class/misc/svsm/transport", "kernel"));
}

int main(void)
{
	rw = open(DEVICE, O_RDWR);
	ro = open(DEVICE, O_RDONLY);
	if (rw < 0 || ro < 0) {
		printf("not ok " DEVICE " opens: %s\n", strerror(errno));
		return 1;
	}

	that("from load to TPM nobody was asked for an attestation", attest_calls() == 0);
	test_get_info();
	test_list_services();
	test_bus();
	test_vtpm_query();
	test_attest();
	test_attest_copy();
	test_pacing();
	return failures != 0;
}
