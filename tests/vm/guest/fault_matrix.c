/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What programs get from a faulty SVSM and a hostile host, by one fault and by several: the
 * errno or TPM error that uapi/linux/svsm.h and svsm(4) promise, exactly one line in the
 * kernel's log, nothing written beyond what is theirs, and a next call that works.
 *
 * Runs in the guest as root, on svsm.ko over svsm_emu.ko; the faults are those of
 * tests/emu/fault.h.
 */
#include <endian.h>
#include <stdlib.h>

#include "tests/vm/guest/check.h"

#define TPM			"/dev/tpm-svsm"
#define FAULT			"/sys/kernel/debug/svsm_emu/fault"
#define QUERY_PARAMETER		"/sys/module/svsm_emu/parameters/query"
#define OTHER_SERVICE		"/sys/bus/svsm/devices/uefi-mm"
#define TPM_ANSWER_LEN		28
#define TPM_RC_RETRY		0x922
#define TPM_RC_FAILURE		0x101
#define UNWRITTEN		0x5a5a5a5aull	/* where the driver writes the SVSM's code */

/* The kernel's rate limit: 10 lines of a place in 5 seconds. */
#define LINES_PER_PAUSE		9
#define PAUSE_US		5200000

enum action { TPM_COMMAND, ATTEST, ATTEST_VTPM, RESCAN, QUERY };

static const char *const action_names[] = {
	[TPM_COMMAND] = "a TPM command", [ATTEST] = "ATTEST", [ATTEST_VTPM] = "ATTEST of the vTPM",
	[RESCAN] = "RESCAN", [QUERY] = "VTPM_QUERY",
};

struct row {
	const char *fault;
	enum action action;
	int error;		/* errno, 0: success */
	uint64_t code;		/* the SVSM's, or the TPM's after success */
	int lines;		/* in the log */
	int least_ms;		/* that it takes */
};

static const struct row rows[] = {
	/* The SVSM refuses TPM commands, with every result code and with what is none. */
	{ "vtpm-code=0x80000001", TPM_COMMAND, EPIPE, 0, 1, 0 },
	{ "vtpm-code=0x80000002", TPM_COMMAND, EPIPE, 0, 1, 0 },
	{ "vtpm-code=0x80000003", TPM_COMMAND, EPIPE, 0, 1, 0 },
	{ "vtpm-code=0x80000004", TPM_COMMAND, EPIPE, 0, 1, 0 },
	{ "vtpm-code=0x80000005", TPM_COMMAND, EPIPE, 0, 1, 0 },
	{ "vtpm-code=0x80000006", TPM_COMMAND, EPIPE, 0, 1, 0 },
	{ "vtpm-code=0x80001000", TPM_COMMAND, EPIPE, 0, 1, 0 },
	{ "vtpm-code=1", TPM_COMMAND, EPIPE, 0, 1, 0 },
	{ "not-run", TPM_COMMAND, EPIPE, 0, 1, 0 },
	/* Responses that are none. */
	{ "vtpm-reply-len=0", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=3", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=8", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=9", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=27", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=29", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=4092", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=4093", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=0xffffffff", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-echo", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-header-len=0", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-header-len=27", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-header-len=29", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-header-len=0xffffffff", TPM_COMMAND, EFAULT, 0, 1, 0 },
	/* The TPM's own word; the TPM core repeats a command for two seconds. */
	{ "tpm-rc=0x101", TPM_COMMAND, 0, TPM_RC_FAILURE, 0, 0 },
	{ "tpm-rc=0x922 count=3", TPM_COMMAND, 0, 0, 0, 100 },
	{ "tpm-rc=0x922 count=50", TPM_COMMAND, 0, TPM_RC_RETRY, 1, 2000 },
	/* Storms that end, and slow answers: the call takes its time, and succeeds. */
	{ "vtpm-code=0x80000007 count=10000", TPM_COMMAND, 0, 0, 0, 0 },
	{ "vtpm-code=0x80000000 count=10000", TPM_COMMAND, 0, 0, 0, 0 },
	{ "attest-code=0x80000007 count=10000", ATTEST, 0, 0, 0, 0 },
	{ "attest-code=0x80000000 count=10000", ATTEST, 0, 0, 0, 0 },
	{ "delay-ms=1000", TPM_COMMAND, 0, 0, 0, 1000 },
	{ "delay-ms=10000", TPM_COMMAND, 0, 0, 0, 10000 },
	{ "delay-ms=3000", ATTEST, 0, 0, 0, 3000 },
	/* The SVSM refuses attestations. */
	{ "attest-code=0x80000001", ATTEST, EREMOTEIO, 0x80000001, 1, 0 },
	{ "attest-code=0x80000001", ATTEST_VTPM, ENXIO, 0x80000001, 0, 0 },
	{ "attest-code=0x80000002", ATTEST, EREMOTEIO, 0x80000002, 1, 0 },
	{ "attest-code=0x80000003", ATTEST, EREMOTEIO, 0x80000003, 1, 0 },
	{ "attest-code=0x80000004", ATTEST, EREMOTEIO, 0x80000004, 1, 0 },
	{ "attest-code=0x80000005", ATTEST, EREMOTEIO, 0x80000005, 1, 0 },
	{ "attest-code=0x80000005", ATTEST_VTPM, EREMOTEIO, 0x80000005, 1, 0 },
	{ "attest-code=0x80000006", ATTEST, EREMOTEIO, 0x80000006, 1, 0 },
	{ "attest-code=0x80001000", ATTEST, EREMOTEIO, 0x80001000, 1, 0 },
	{ "attest-code=1", ATTEST, EREMOTEIO, SVSM_CODE_NONE, 1, 0 },
	{ "attest-code=0x180000007", ATTEST, EREMOTEIO, SVSM_CODE_NONE, 1, 0 },
	{ "not-run", ATTEST, EREMOTEIO, SVSM_CODE_NONE, 1, 0 },
	{ "attest-code=0x80000003", RESCAN, EREMOTEIO, 0x80000003, 1, 0 },
	{ "not-run", RESCAN, EREMOTEIO, SVSM_CODE_NONE, 1, 0 },
	/* Lengths that cannot be. */
	{ "report-len=0", ATTEST, EBADMSG, 0, 1, 0 },
	{ "report-len=1183", ATTEST, EBADMSG, 0, 1, 0 },
	{ "report-len=1185", ATTEST, EBADMSG, 0, 1, 0 },
	{ "report-len=0xffffffff", ATTEST, EBADMSG, 0, 1, 0 },
	{ "manifest-len=65537", ATTEST, EOVERFLOW, 0, 1, 0 },
	{ "manifest-len=0xffffffff", ATTEST, EOVERFLOW, 0, 1, 0 },
	{ "manifest-len=0x100000000", RESCAN, EBADMSG, 0, 1, 0 },
	{ "certs-len=16385", ATTEST, EOVERFLOW, 0, 1, 0 },
	{ "certs-len=0x5000", ATTEST, EOVERFLOW, 0, 1, 0 },
	{ "certs-len=0xffffffff", ATTEST, EOVERFLOW, 0, 1, 0 },
	/* Manifests: refused as a list, returned as evidence. */
	{ "manifest=overlap", RESCAN, EBADMSG, 0, 1, 0 },
	{ "manifest=outside", RESCAN, EBADMSG, 0, 1, 0 },
	{ "manifest=huge", RESCAN, EBADMSG, 0, 1, 0 },
	{ "manifest=backwards", RESCAN, EBADMSG, 0, 1, 0 },
	{ "manifest=twice", RESCAN, EBADMSG, 0, 1, 0 },
	{ "manifest=trailing", RESCAN, EBADMSG, 0, 1, 0 },
	{ "manifest=1000", RESCAN, EOVERFLOW, 0, 1, 0 },
	{ "manifest-len=65536", RESCAN, EBADMSG, 0, 1, 0 },
	{ "manifest=zero", RESCAN, 0, 0, 0, 0 },
	{ "manifest=overlap", ATTEST, 0, 0, 1, 0 },
	{ "manifest=1000", ATTEST, 0, 0, 1, 0 },
	/* The host's certificates are the verifier's to judge. */
	{ "certs=overflow", ATTEST, 0, 0, 0, 0 },
	{ "certs=outside", ATTEST, 0, 0, 0, 0 },
	{ "certs=junk", ATTEST, 0, 0, 0, 0 },
	{ "certs-len=0", ATTEST, 0, 0, 0, 0 },
	/* A host that is busy once, and one that costs the SVSM its message key. */
	{ "host-busy=1", ATTEST, 0, 0, 0, 0 },
	{ "host-busy=2", ATTEST, EREMOTEIO, 0x80000006, 1, 0 },
	{ "query-code=0x80000001", QUERY, EREMOTEIO, 0x80000001, 1, 0 },
	{ "query-code=0x80000006", QUERY, EREMOTEIO, 0x80000006, 1, 0 },
	{ "query-code=1", QUERY, EREMOTEIO, SVSM_CODE_NONE, 1, 0 },
	{ "not-run", QUERY, EREMOTEIO, SVSM_CODE_NONE, 1, 0 },
	/* Lengths that agree with each other, and are wrong. */
	{ "vtpm-reply-len=0 + vtpm-header-len=0", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=9 + vtpm-header-len=9", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=4093 + vtpm-header-len=4093", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "vtpm-reply-len=0xffffffff + vtpm-header-len=0xffffffff", TPM_COMMAND, EFAULT, 0, 1, 0 },
	/* Refused, and a length that says why, or lies. */
	{ "attest-code=0x80000005 + certs-len=0x5000", ATTEST, EOVERFLOW, 0x80000005, 1, 0 },
	{ "attest-code=0x80000005 + certs-len=0x4000", ATTEST, EREMOTEIO, 0x80000005, 1, 0 },
	{ "attest-code=0x80000005 + manifest-len=65537", ATTEST, EOVERFLOW, 0x80000005, 1, 0 },
	{ "attest-code=0x80000006 + certs-len=0x5000", ATTEST, EREMOTEIO, 0x80000006, 1, 0 },
	{ "attest-code=0x80000001 + certs-len=0x5000", ATTEST_VTPM, ENXIO, 0x80000001, 0, 0 },
	{ "manifest-len=65537 + certs-len=0 + report-len=0", ATTEST, EOVERFLOW, 0, 1, 0 },
	/* A storm whose last answer is the one that counts. */
	{ "attest-code=0x80000007 count=1000 + certs-len=0x5000 count=1000", ATTEST, 0, 0, 0, 0 },
	{ "attest-code=0x80000007 count=1000 + certs-len=0x5000 count=1001", ATTEST, EOVERFLOW, 0,
	  1, 0 },
	{ "attest-code=0x80000000 count=1000 + certs=changing + manifest=trailing", RESCAN,
	  EBADMSG, 0, 1, 0 },
	{ "vtpm-code=0x80000007 count=1000 + vtpm-echo", TPM_COMMAND, EFAULT, 0, 1, 0 },
	{ "host-busy=1 + delay-ms=500 count=2", ATTEST, 0, 0, 0, 1000 },
	{ "host-busy=2 + certs-len=0x5000 count=9", ATTEST, EREMOTEIO, 0x80000006, 1, 0 },
	/* Slow, and wrong in the end. */
	{ "delay-ms=1000 + vtpm-reply-len=9", TPM_COMMAND, EFAULT, 0, 1, 1000 },
	{ "delay-ms=1000 + vtpm-code=0x80000006", TPM_COMMAND, EPIPE, 0, 1, 1000 },
	{ "delay-ms=1000 + report-len=1185", ATTEST, EBADMSG, 0, 1, 1000 },
	{ "delay-ms=200 count=4 + tpm-rc=0x922 count=3", TPM_COMMAND, 0, 0, 0, 800 },
};

static int svsm, kmsg;

/* TPM2_GetRandom of 16 bytes; the errno, or 0 and the response code. */
static int tpm_command(uint64_t *ret_code)
{
	static const unsigned char get_random[] = {
		0x80, 0x01, 0, 0, 0, 12, 0, 0, 0x01, 0x7b, 0, 16,
	};
	unsigned char response[4096 + 1];
	int fd = open(TPM, O_RDWR), error = 0;
	ssize_t len = 0;
	uint32_t code;

	if (fd < 0)
		return errno;
	memset(response, CANARY, sizeof(response));
	if (write(fd, get_random, sizeof(get_random)) < 0)
		error = errno;
	else
		len = read(fd, response, sizeof(response));
	close(fd);
	if (error)
		return error;
	if (len < 10)
		return ENODATA;
	memcpy(&code, response + 6, sizeof(code));
	*ret_code = be32toh(code);
	if (!*ret_code && len != TPM_ANSWER_LEN)
		return EBADMSG;
	return is_untouched(response, len, sizeof(response)) ? 0 : ERANGE;
}

static int attest(struct svsm_attest cmd, uint64_t *ret_code)
{
	int error;

	cmd.svsm_code = UNWRITTEN;
	error = result(svsm, SVSM_IOC_ATTEST, &cmd);
	*ret_code = cmd.svsm_code;
	if (error)
		return is_untouched(report, 0, sizeof(report)) ? error : ERANGE;
	return attest_kept_its_bounds(&cmd) && cmd.report_len == REPORT_LEN ? 0 : ERANGE;
}

static int rescan(uint64_t *ret_code)
{
	struct svsm_list list = list_all();
	int error;

	list.flags = SVSM_LIST_RESCAN;
	list.svsm_code = UNWRITTEN;
	error = result(svsm, SVSM_IOC_LIST_SERVICES, &list);
	*ret_code = list.svsm_code;
	return error;
}

static int query(uint64_t *ret_code)
{
	struct svsm_vtpm_query cmd = { .size = sizeof(cmd), .svsm_code = UNWRITTEN };
	int error = result(svsm, SVSM_IOC_VTPM_QUERY, &cmd);

	*ret_code = cmd.svsm_code;
	return !error && !(cmd.commands & 1 << 8) ? ENODATA : error;
}

static int act(enum action action, uint64_t *ret_code)
{
	*ret_code = 0;
	switch (action) {
	case TPM_COMMAND:
		return tpm_command(ret_code);
	case ATTEST:
		return attest(attest_all(0x5a), ret_code);
	case ATTEST_VTPM:
		return attest(attest_vtpm(0x5b), ret_code);
	case RESCAN:
		return rescan(ret_code);
	default:
		return query(ret_code);
	}
}

/* Lines of warnings and worse since the last call; the last one is kept. */
static int log_lines(char *last, size_t size)
{
	char record[2048];
	int lines = 0;
	ssize_t len;

	while ((len = read(kmsg, record, sizeof(record) - 1)) > 0 || (len < 0 && errno == EPIPE)) {
		if (len < 0)
			continue;
		record[len] = 0;
		if (atoi(record) % 8 > 4 || !strchr(record, ';'))
			continue;
		snprintf(last, size, "%s", strchr(record, ';') + 1);
		last[strcspn(last, "\n")] = 0;
		lines++;
	}
	return lines;
}

/* Empty where everything is as the row has it. */
static void judge(const struct row *row, char *why, size_t size)
{
	int error, lines, after;
	char last[512] = "";
	uint64_t code, none;
	long ms;

	why[0] = 0;
	log_lines(last, sizeof(last));
	if (!write_file(FAULT, row->fault)) {
		snprintf(why, size, "the emulator does not know it");
		return;
	}
	ms = now_ms();
	error = act(row->action, &code);
	ms = now_ms() - ms;
	write_file(FAULT, "none");
	lines = log_lines(last, sizeof(last));
	after = act(row->action, &none);

	if (error != row->error)
		snprintf(why, size, "errno %d (%s)", error, strerror(error));
	else if (code != row->code)
		snprintf(why, size, "code 0x%llx", (unsigned long long)code);
	else if (lines != row->lines)
		snprintf(why, size, "%d lines in the log: %s", lines, last);
	else if (ms < row->least_ms)
		snprintf(why, size, "took %ld ms only", ms);
	else if (after || (row->action != TPM_COMMAND && none))
		snprintf(why, size, "the next call: errno %d, code 0x%llx", after,
			 (unsigned long long)none);
	if (strstr(row->fault, "count=") && !why[0])
		printf("# %s: %ld ms\n", row->fault, ms);
}

static void test_rows(void)
{
	char why[640];
	int lines = 0;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (lines == LINES_PER_PAUSE) {
			usleep(PAUSE_US);
			lines = 0;
		}
		lines += rows[i].lines;
		judge(&rows[i], why, sizeof(why));
		check(!why[0], why, "%s with %s: %s", action_names[rows[i].action], rows[i].fault,
		      rows[i].error ? strerrorname_np(rows[i].error) : "success");
	}
}

/* ---- what takes more than one call -------------------------------------------- */

static void test_refused_list_stays(void)
{
	struct svsm_list list = list_all();
	uint64_t code;

	write_file(FAULT, "manifest=overlap");
	rescan(&code);
	write_file(FAULT, "none");
	check_that(!result(svsm, SVSM_IOC_LIST_SERVICES, &list) && list.count == 2,
		   "after a refused manifest the list is what it was");
}

/* Devices come and go with the list; that of the TPM in use is not the list's to take. */
static void test_bus_follows_the_list(void)
{
	uint64_t code;

	check_that(!access(OTHER_SERVICE, F_OK), "a service that is listed is on the bus");
	write_file(FAULT, "manifest=zero");
	rescan(&code);
	write_file(FAULT, "none");
	check_that(access(OTHER_SERVICE, F_OK), "one that is listed no more is not");
	check_errno(tpm_command(&code), 0, "the TPM in use stays");
	rescan(&code);
	check_that(!access(OTHER_SERVICE, F_OK), "one that is listed again is there again");
}

/* An SVSM that says it has written more than it has: what is there then? */
static void test_nothing_of_others(void)
{
	struct svsm_attest cmd;
	size_t i;

	write_file(FAULT, "manifest=1000");
	cmd = attest_all(1);
	result(svsm, SVSM_IOC_ATTEST, &cmd);
	write_file(FAULT, "manifest-len=50000");
	cmd = attest_all(2);
	check_errno(result(svsm, SVSM_IOC_ATTEST, &cmd), 0, "a manifest that is shorter than said");
	for (i = 1000; i < 50000 && !manifest[i]; i++)
		;
	check_that(i == cmd.manifest_len, "holds nothing of the answer before it");
	write_file(FAULT, "none");
}

static void test_certs_changing(void)
{
	struct svsm_attest cmd = attest_all(1), other;
	struct svsm_attest exact;
	int second = open(DEVICE, O_RDWR);

	write_file(FAULT, "certs=changing count=10");
	cmd.certs_len = 0;
	check_errno(result(svsm, SVSM_IOC_ATTEST, &cmd), EMSGSIZE,
		    "a changing certificate table: too short a buffer is EMSGSIZE");
	exact = cmd;
	other = attest_all(2);
	result(second, SVSM_IOC_ATTEST, &other);
	check_that(certs[0] == 2 && other.certs_len != exact.certs_len,
		   "another descriptor is given the next table, of another length");
	cmd = attest_all(1);
	cmd.flags = SVSM_ATTEST_COPY;
	check_errno(result(svsm, SVSM_IOC_ATTEST, &cmd), 0, "COPY still works");
	check_that(cmd.certs_len == exact.certs_len && certs[0] == 1 &&
		   certs[cmd.certs_len - 1] == 1 && attest_kept_its_bounds(&cmd),
		   "and copies the first table whole, of the length that was said");
	write_file(FAULT, "none");
	close(second);
}

static void test_lost_key(void)
{
	struct svsm_list list = list_all();
	struct svsm_attest cmd;
	long calls;
	uint64_t code;

	set_pacing("0", "3", "2");
	write_file(FAULT, "host-busy=2");
	cmd = attest_all(1);
	check_errno(result(svsm, SVSM_IOC_ATTEST, &cmd), EREMOTEIO,
		    "the second BUSY of the host costs the attestation");
	calls = calls_of("attest");
	cmd = attest_all(1);
	check_errno(result(svsm, SVSM_IOC_ATTEST, &cmd), EBUSY, "the next one is held off");
	check_that(cmd.retry_ms > 0 && cmd.retry_ms <= 2000, "and told for how long");
	list.flags = SVSM_LIST_RESCAN;
	check_errno(result(svsm, SVSM_IOC_LIST_SERVICES, &list), EBUSY, "so is RESCAN");
	check_that(calls_of("attest") == calls, "nothing of this has reached the SVSM");
	list = list_all();
	check_errno(result(svsm, SVSM_IOC_LIST_SERVICES, &list), 0, "the cached list is there");
	check_errno(tpm_command(&code), 0, "and the TPM");
	usleep(2100000);
	cmd = attest_all(1);
	check_errno(result(svsm, SVSM_IOC_ATTEST, &cmd), EREMOTEIO,
		    "after the time one request is made, and refused: the key is lost");
	write_file(FAULT, "none");
	usleep(2100000);
	cmd = attest_all(1);
	check_errno(result(svsm, SVSM_IOC_ATTEST, &cmd), 0, "a new key, and it works again");
	set_pacing("0", "3", "0");
}

/* Every line of the driver's that a caller can bring about, again and again. */
static void test_log_is_not_flooded(void)
{
	static const struct {
		const char *fault;
		enum action action;
	} floods[] = {
		{ "vtpm-echo count=300", TPM_COMMAND },
		{ "attest-code=0x80000003 count=300", ATTEST },
		{ "attest-code=0x80000006 count=300", ATTEST },
		{ "manifest=overlap count=300", RESCAN },
		{ "query-code=0x80000001 count=300", QUERY },
	};
	char last[512];
	uint64_t code;
	int n, lines;
	size_t i;

	usleep(PAUSE_US);
	for (i = 0; i < sizeof(floods) / sizeof(floods[0]); i++) {
		log_lines(last, sizeof(last));
		write_file(FAULT, floods[i].fault);
		for (n = 0; n < 300; n++)
			act(floods[i].action, &code);
		write_file(FAULT, "none");
		lines = log_lines(last, sizeof(last));
		printf("# %s: %d lines\n", floods[i].fault, lines);
		check(lines >= 10 && lines < 50, "it is not so",
		      "%s: a few lines in the log", floods[i].fault);
		check_errno(act(floods[i].action, &code), 0, "and the next call works");
	}
}

/* The last of all: the driver does not ask such a kernel a second time. */
static void test_kernel_without_query(void)
{
	struct svsm_info info = { .size = sizeof(info) };
	uint64_t code;
	long calls;

	write_file(QUERY_PARAMETER, "N");
	check_errno(query(&code), EOPNOTSUPP, "VTPM_QUERY on a kernel that does not pass it on");
	check_that(!result(svsm, SVSM_IOC_GET_INFO, &info) &&
		   !(info.features & SVSM_FEATURE_VTPM_QUERY) &&
		   (info.features & SVSM_FEATURE_ATTEST), "costs that one feature");
	write_file(QUERY_PARAMETER, "Y");
	calls = calls_of("vtpm_query");
	check_errno(query(&code), EOPNOTSUPP, "and is final");
	check_that(calls_of("vtpm_query") == calls, "without another call");
}

int main(void)
{
	printf("TAP version 13\n");
	svsm = open(DEVICE, O_RDWR);
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	if (svsm < 0 || kmsg < 0 || !set_pacing("0", "3", "0")) {
		printf("not ok fault_matrix has what it needs: %s\n", strerror(errno));
		return 1;
	}
	test_rows();
	test_refused_list_stays();
	test_bus_follows_the_list();
	test_nothing_of_others();
	test_certs_changing();
	test_lost_key();
	test_log_is_not_flooded();
	test_kernel_without_query();
	set_pacing("2000", "3", "300");
	return check_end();
}
