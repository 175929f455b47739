/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The faults of svsm-emu (tests/emu/fault.h), as a guest meets them: each does what its
 * name says, for as many calls as were asked for, and no more.
 *
 *	test_emu_faults RAM DOORBELL
 */
#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/integration/emu_guest.h"

#define AT_SPEC			0x5000u
#define AT_OP			(AT_CA + 8)
#define AT_NONCE		0x3100u
#define AT_REPORT		0x12000u
#define AT_MANIFEST		0x20000u
#define AT_CERTS		0x30000u
#define REPORT			0x1000u
#define MANIFEST		0x10000u
#define CERTS			0x4000u
#define REPORT_LEN		0x4a0u
#define ENTRY			24u
#define REPORT_ID		(AT_REPORT + 0x140)

static uint64_t set_fault(const char *spec)
{
	strcpy((char *)ram + AT_SPEC, spec);
	return call_with(DOORBELL_SET_FAULT, AT_SPEC).rax;
}

static struct doorbell_regs attest(void)
{
	struct doorbell_regs regs = {
		.rax = ATTEST_SERVICES, .rcx = AT_OP, .rdx = UINT64_MAX, .r8 = UINT64_MAX,
	};

	memset(ram + AT_OP, 0, 0x58);
	put64(AT_OP, AT_REPORT);
	put32(AT_OP + 0x08, REPORT);
	put64(AT_OP + 0x10, AT_NONCE);
	put32(AT_OP + 0x18, 64);
	put64(AT_OP + 0x20, AT_MANIFEST);
	put32(AT_OP + 0x28, MANIFEST);
	put64(AT_OP + 0x30, AT_CERTS);
	put32(AT_OP + 0x38, CERTS);
	call(&regs);
	return regs;
}

static uint64_t get_random(void)
{
	put_tpm_request(AT_TPM, tpm_get_random.bytes, tpm_get_random.len);
	return call_with(VTPM_CMD, AT_TPM).rax;
}

static void test_specifications(void)
{
	static const char *const bad[] = {
		"", " ", "no-such", "vtpm-echo=1", "vtpm-reply-len", "vtpm-reply-len=",
		"vtpm-reply-len=-1", "vtpm-reply-len=8x", "manifest=no-such", "certs=",
		"vtpm-echo count", "vtpm-echo kount=1", "vtpm-echo count=",
		"vtpm-echo count=1 x", "none none", "vtpm-echo after", "vtpm-echo after=x",
		"delay-ms=99999999999999999999999",
		"vtpm-echo+", "+vtpm-echo", "vtpm-echo + none", "none+vtpm-echo",
		"vtpm-code=1 + vtpm-code=2", "vtpm-echo+not-run+tpm-rc=1+delay-ms=1",
	};
	char longest[PAGE - 1];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		expect_code(set_fault(bad[i]), INVALID_PARAMETER);
		verdict("a fault '%s' is none", bad[i]);
	}
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = 0;
	expect_code(set_fault(longest), INVALID_PARAMETER);
	expect_code(call_with(DOORBELL_SET_FAULT, ram_size - 8).rax, INVALID_ADDRESS);
	expect_code(call_with(DOORBELL_SET_FAULT + 1, AT_SPEC).rax, UNSUPPORTED_PROTOCOL);
	verdict("a page full of text, one that is not there, and another call are refused");
}

static void test_vtpm(void)
{
	static const struct {
		const char *spec;
		uint64_t code;
		uint32_t len, header, tpm;
	} faults[] = {
		{ "vtpm-code=0x80000007", 0x80000007, 8, 0, 0 },
		{ "vtpm-echo", SUCCESS, 8, 0, 0 },
		{ "vtpm-reply-len=3", SUCCESS, 3, 28, 0 },
		{ "vtpm-reply-len=0xffffffff", SUCCESS, 0xffffffff, 28, 0 },
		{ "vtpm-header-len=29", SUCCESS, 28, 29, 0 },
		{ "tpm-rc=0x922", SUCCESS, 10, 10, 0x922 },
	};
	uint32_t header;
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		expect_code(set_fault(faults[i].spec), SUCCESS);
		expect_code(get_random(), faults[i].code);
		expect(get32(AT_TPM) == faults[i].len, "length %u", get32(AT_TPM));
		header = __builtin_bswap32(get32(AT_TPM + 6));
		expect(!faults[i].header || header == faults[i].header, "header says %u", header);
		expect(!faults[i].tpm || tpm_code(AT_TPM) == faults[i].tpm, "another TPM code");
		tpm_run(&tpm_get_random, 0);
		verdict("%s, once", faults[i].spec);
	}
	expect_code(set_fault("tpm-tag=0xc4"), SUCCESS);
	expect_code(get_random(), SUCCESS);
	expect(ram[AT_TPM + 4] == 0 && ram[AT_TPM + 5] == 0xc4, "another tag");
	tpm_run(&tpm_get_random, 0);
	verdict("tpm-tag=0xc4, once");
	expect_code(set_fault("vtpm-code=0x80000006 count=3"), SUCCESS);
	for (i = 0; i < 3; i++)
		expect_code(get_random(), INVALID_REQUEST);
	expect_code(get_random(), SUCCESS);
	verdict("count=3 concerns three calls");
	expect_code(set_fault("vtpm-code=0x80000006 after=2 count=1"), SUCCESS);
	for (i = 0; i < 4; i++)
		expect_code(get_random(), i == 2 ? INVALID_REQUEST : SUCCESS);
	verdict("after=2 leaves two calls out");
	expect_code(set_fault("query-code=0x80000002 count=9"), SUCCESS);
	expect_code(get_random(), SUCCESS);
	expect_code(call_with(VTPM_QUERY, 0).rax, UNSUPPORTED_CALL);
	expect_code(set_fault("none"), SUCCESS);
	expect_code(call_with(VTPM_QUERY, 0).rax, SUCCESS);
	verdict("query-code concerns VTPM_QUERY alone, and none ends it");
}

static void test_any_call(void)
{
	const uint64_t address = htole64(AT_REGS);
	const struct doorbell_regs regs = {
		.magic = DOORBELL_MAGIC, .ca_gpa = AT_CA, .rax = VTPM_QUERY, .rcx = 11, .r9 = 14,
	};
	struct timespec begin, end;
	long ms;

	set_fault("not-run");
	put_regs(&regs);
	ram[AT_CA] = 1;
	write_port(&address, sizeof(address));
	expect(wait_done(ANSWER_MS), "no answer");
	expect(ram[AT_CA] == 1, "call_pending was taken back");
	expect(!memcmp(ram + AT_REGS + 0x10, &regs.rax, sizeof(regs) - 0x10), "registers changed");
	verdict("not-run: call_pending stays, the registers are as they were");

	set_fault("delay-ms=300");
	clock_gettime(CLOCK_MONOTONIC, &begin);
	expect_code(call_with(VTPM_QUERY, 0).rax, SUCCESS);
	clock_gettime(CLOCK_MONOTONIC, &end);
	ms = (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1000000;
	expect(ms >= 300, "took %ld ms", ms);
	verdict("delay-ms=300 takes that long");
}

static void test_lengths(void)
{
	struct doorbell_regs regs;

	set_fault("manifest-len=0x100000000");
	regs = attest();
	expect(!regs.rax && regs.rcx == 0x100000000, "RCX 0x%llx", regs.rcx);
	set_fault("certs-len=0x5000");
	regs = attest();
	expect(!regs.rax && regs.rdx == 0x5000, "RDX 0x%llx", regs.rdx);
	set_fault("report-len=1");
	regs = attest();
	expect(!regs.rax && regs.r8 == 1, "R8 0x%llx", regs.r8);
	regs = attest();
	expect(!regs.rax && regs.rdx == CERTS && regs.r8 == REPORT_LEN, "no good answer after it");
	verdict("manifest-len, certs-len and report-len are in RCX, RDX and R8");
}

static uint32_t entry32(unsigned int entry, unsigned int offset)
{
	return get32(AT_MANIFEST + (1 + entry) * ENTRY + offset);
}

static void test_manifests(void)
{
	struct doorbell_regs regs;

	set_fault("manifest=1000");
	regs = attest();
	expect(regs.rcx == 40024 && get32(AT_MANIFEST + 20) == 1000, "RCX %llu", regs.rcx);
	verdict("manifest=1000 has that many entries");
	set_fault("manifest=zero");
	regs = attest();
	expect(regs.rcx == ENTRY && !get32(AT_MANIFEST + 20), "RCX %llu", regs.rcx);
	verdict("manifest=zero has none");
	set_fault("manifest=huge");
	attest();
	expect(get32(AT_MANIFEST + 20) == 0xffffffff, "%u entries", get32(AT_MANIFEST + 20));
	verdict("manifest=huge claims 2^32 - 1");
	set_fault("manifest=overlap");
	attest();
	expect(entry32(1, 16) < entry32(0, 16) + entry32(0, 20), "they do not");
	verdict("manifest=overlap: the second's data begin within the first's");
	set_fault("manifest=outside");
	regs = attest();
	expect(entry32(2, 16) + entry32(2, 20) == regs.rcx + 1, "it does not");
	verdict("manifest=outside: the last one's data end behind the manifest");
	set_fault("manifest=backwards");
	attest();
	expect(entry32(2, 16) < entry32(1, 16), "it does not");
	verdict("manifest=backwards: the third's data stand before the second's");
	set_fault("manifest=twice");
	attest();
	expect(!memcmp(ram + AT_MANIFEST + 2 * ENTRY, ram + AT_MANIFEST + 3 * ENTRY, 16), "differ");
	verdict("manifest=twice: two services of one GUID");
	set_fault("manifest=trailing");
	regs = attest();
	expect(entry32(2, 16) + entry32(2, 20) == regs.rcx - 1, "they do not");
	verdict("manifest=trailing: a byte that belongs to nobody");
}

static void test_host(void)
{
	struct doorbell_regs regs;

	set_fault("host-busy=1");
	expect_code(attest().rax, 0x80000007);
	expect_code(attest().rax, SUCCESS);
	verdict("host-busy=1: one BUSY, then a report");
	set_fault("host-busy=2");
	expect_code(attest().rax, 0x80000007);
	expect_code(attest().rax, INVALID_REQUEST);
	expect_code(attest().rax, INVALID_REQUEST);
	expect_code(get_random(), SUCCESS);
	verdict("host-busy=2: the second BUSY costs all attestations, and no TPM command");
	set_fault("certs=overflow");
	attest();
	expect(get32(AT_CERTS + 16) + get32(AT_CERTS + 20) < get32(AT_CERTS + 16), "no");
	verdict("certs=overflow: offset and length wrap");
	set_fault("certs=outside");
	attest();
	expect(get32(AT_CERTS + 16) + get32(AT_CERTS + 20) > CERTS, "no");
	verdict("certs=outside: a certificate ends behind the table");
	set_fault("certs=changing count=2");
	regs = attest();
	expect(regs.rdx == CERTS - ENTRY && is_all(AT_CERTS, CERTS, 1), "RDX %llu", regs.rdx);
	regs = attest();
	expect(regs.rdx == CERTS - 2 * ENTRY && is_all(AT_CERTS, CERTS, 2), "RDX %llu", regs.rdx);
	expect(attest().rdx == CERTS, "the fault goes on");
	verdict("certs=changing: another table and another length every time");
}

static void test_launch(void)
{
	uint32_t own;

	attest();
	own = get32(REPORT_ID);
	set_fault("report-id=0x5eed count=2");
	attest();
	attest();
	expect(get32(REPORT_ID) == 0x5eed && is_all(REPORT_ID + 8, 24, 0), "another id");
	attest();
	expect(get32(REPORT_ID) == own, "the fault goes on");
	verdict("report-id=N: reports of another launch, and then of this one again");
}

static void test_several(void)
{
	struct doorbell_regs regs;

	set_fault("attest-code=0x80000005 + certs-len=0x5000");
	regs = attest();
	expect(regs.rax == INVALID_PARAMETER && regs.rdx == 0x5000, "RDX 0x%llx", regs.rdx);
	regs = attest();
	expect(!regs.rax && regs.rdx == CERTS, "RDX 0x%llx", regs.rdx);
	verdict("two faults at once: refused, and RDX set");
	set_fault("vtpm-reply-len=40+vtpm-header-len=41 count=2+query-code=0x80000002");
	expect_code(get_random(), SUCCESS);
	expect(get32(AT_TPM) == 40, "length %u", get32(AT_TPM));
	expect_code(get_random(), SUCCESS);
	expect(get32(AT_TPM) == 28, "length %u", get32(AT_TPM));
	expect(__builtin_bswap32(get32(AT_TPM + 6)) == 41, "another header");
	expect_code(call_with(VTPM_QUERY, 0).rax, UNSUPPORTED_CALL);
	tpm_run(&tpm_get_random, 0);
	verdict("three faults at once, each with a count of its own");
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 3) {
		fprintf(stderr, "usage: test_emu_faults RAM DOORBELL\n");
		return 2;
	}
	guest_connect(argv[1], argv[2]);
	/* The run began with a fault of the command line: see emu_calls.sh. */
	expect_code(get_random(), INVALID_REQUEST);
	verdict("--fault holds from the first call on");
	tpm_run(&tpm_startup, 0);
	test_specifications();
	test_vtpm();
	test_any_call();
	test_lengths();
	test_manifests();
	test_host();
	test_launch();
	test_several();
	return verdict_count();
}
