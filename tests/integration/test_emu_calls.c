/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Doorbell, core protocol and vTPM protocol of svsm-emu, as a guest meets them: the
 * exact answer to every call, right ones and wrong ones.  A wrong call has one thing
 * wrong and all else right.
 *
 *	test_emu_calls RAM DOORBELL	(a machine that has power, and no TPM2_Startup)
 */
#include <endian.h>
#include <stdio.h>
#include <string.h>

#include "tests/integration/emu_guest.h"

#define SILENCE_MS		300

/* ---- core protocol --------------------------------------------------------- */

static void test_core(void)
{
	static const struct {
		uint32_t protocol, version;
		uint64_t answer;
		const char *name;
	} queries[] = {
		{ 0, 1, CALL(1, 1), "the core protocol is there in version 1" },
		{ 1, 1, CALL(1, 1), "the attestation protocol is there in version 1" },
		{ 2, 1, CALL(1, 1), "the vTPM protocol is there in version 1" },
		{ 2, 2, 0, "a version 2 is not there" },
		{ 2, 0, 0, "a version 0 is not there" },
		{ 3, 1, 0, "the APIC protocol is not there" },
		{ 0xffffffff, 1, 0, "an unknown protocol is not there, which is no error" },
	};
	static const uint32_t absent[] = { 0, 1, 2, 3, 4, 5, 7, 0xffffffff };
	static const uint32_t protocols[] = { 3, 4, 5, 0xffffffff };
	struct doorbell_regs regs;
	size_t i;

	for (i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		regs = call_with(QUERY_PROTOCOL, CALL(queries[i].protocol, queries[i].version));
		expect_code(regs.rax, SUCCESS);
		expect(regs.rcx == queries[i].answer, "RCX is 0x%llx", regs.rcx);
		verdict("QUERY_PROTOCOL: %s", queries[i].name);
	}
	for (i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		regs = call_with(CALL(0, absent[i]), 0);
		expect_code(regs.rax, UNSUPPORTED_CALL);
		verdict("core call 0x%x is unsupported", absent[i]);
	}
	for (i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		regs = call_with(CALL(protocols[i], 0), 0);
		expect_code(regs.rax, UNSUPPORTED_PROTOCOL);
		verdict("protocol 0x%x is unsupported", protocols[i]);
	}
}

/* ---- doorbell -------------------------------------------------------------- */

/* Rings for what must be ignored; afterwards calls must still work. */
static void test_ignored(const char *name, uint32_t magic, uint64_t address)
{
	const struct doorbell_regs regs = {
		.magic = magic, .ca_gpa = AT_CA, .rax = VTPM_QUERY,
	};

	put_regs(&regs);
	ram[AT_CA] = 1;
	if (address < ram_size)
		memcpy(ram + address, &regs, sizeof(regs));
	address = htole64(address);
	write_port(&address, sizeof(address));
	expect(!wait_done(SILENCE_MS), "was answered");
	expect(ram[AT_CA] == 1, "the call was run");
	expect_code(call_with(VTPM_QUERY, 0).rax, SUCCESS);
	verdict("doorbell: %s is ignored", name);
}

static void test_calling_area(const char *name, uint64_t ca_gpa, uint8_t pending, uint64_t wanted)
{
	const uint64_t address = htole64(AT_REGS);
	struct doorbell_regs regs = {
		.magic = DOORBELL_MAGIC, .ca_gpa = ca_gpa, .rax = VTPM_QUERY, .rcx = 11,
		.rdx = 12, .r8 = 13, .r9 = 14,
	};

	put_regs(&regs);
	ram[AT_CA] = pending;
	write_port(&address, sizeof(address));
	expect(wait_done(ANSWER_MS), "no answer");
	memcpy(&regs, ram + AT_REGS, sizeof(regs));
	expect_code(regs.rax, wanted);
	expect(regs.rcx == 11 && regs.rdx == 12 && regs.r8 == 13 && regs.r9 == 14,
	       "registers changed");
	verdict("calling area: %s", name);
}

static void test_doorbell(void)
{
	const uint64_t address = htole64(AT_REGS);
	const struct doorbell_regs regs = {
		.magic = DOORBELL_MAGIC, .ca_gpa = AT_CA, .rax = VTPM_QUERY,
	};
	const uint8_t *byte = (const uint8_t *)&address;
	size_t i;

	test_calling_area("no call without call_pending", AT_CA, 0, VTPM_QUERY);
	test_calling_area("not on a page's start", AT_CA + 8, 1, INVALID_ADDRESS);
	test_calling_area("behind the RAM", ram_size, 1, INVALID_ADDRESS);
	test_calling_area("at the end of all addresses", 0xfffffffffffff000, 1, INVALID_ADDRESS);
	test_ignored("a page without the magic", DOORBELL_MAGIC + 1, AT_REGS);
	test_ignored("an address inside a page", DOORBELL_MAGIC, AT_REGS + 8);
	test_ignored("an address behind the RAM", DOORBELL_MAGIC, ram_size);

	put_regs(&regs);
	ram[AT_CA] = 1;
	for (i = 0; i < sizeof(address); i++)
		write_port(byte + i, 1);
	expect(wait_done(ANSWER_MS), "no answer");
	verdict("doorbell: the address may come byte by byte");
}

/* ---- vTPM ------------------------------------------------------------------ */

static void test_vtpm_good(void)
{
	const uint64_t odd = AT_TPM + 0x10;
	uint8_t largest[PAGE - 9] = { 0x80, 1, 0, 0, 0x0f, 0xf7, 0, 0, 1, 0x7b };
	struct doorbell_regs regs;

	regs = call_with(VTPM_QUERY, 99);
	expect_code(regs.rax, SUCCESS);
	expect(regs.rcx == 1u << 8 && regs.rdx == 0, "RCX 0x%llx, RDX 0x%llx", regs.rcx, regs.rdx);
	verdict("VTPM_QUERY: TPM_SEND_COMMAND alone, no features");

	tpm_run(&tpm_get_random, 0);
	expect(get32(AT_TPM) == 10 + 2 + 16, "response of %u bytes", get32(AT_TPM));
	verdict("VTPM_CMD: GetRandom answers, the page's rest is poison");

	put_tpm_request(odd, tpm_get_random.bytes, tpm_get_random.len);
	expect_code(call_with(VTPM_CMD, odd).rax, SUCCESS);
	expect_tpm(odd, 0);
	verdict("VTPM_CMD: the buffer need not start at a page");

	put_tpm_request(ram_size - PAGE, tpm_get_random.bytes, tpm_get_random.len);
	expect_code(call_with(VTPM_CMD, ram_size - PAGE).rax, SUCCESS);
	expect_tpm(ram_size - PAGE, 0);
	verdict("VTPM_CMD: the RAM's last page is as good as any");

	put_tpm_request(AT_TPM, largest, sizeof(largest));
	expect_code(call_with(VTPM_CMD, AT_TPM).rax, SUCCESS);
	expect(get32(AT_TPM) == 10 && tpm_code(AT_TPM) != 0, "a success of the TPM");
	verdict("VTPM_CMD: 4087 bytes reach the TPM, which refuses them itself");

	put_tpm_request(AT_TPM, tpm_get_random.bytes, tpm_get_random.len);
	put32(AT_TPM + 5, tpm_get_random.len + 1);
	expect_code(call_with(VTPM_CMD, AT_TPM).rax, SUCCESS);
	expect_tpm(AT_TPM, 0x142);
	verdict("VTPM_CMD: a length above the TPM header's is TPM_RC_COMMAND_SIZE");

	put_tpm_request(AT_TPM, tpm_get_random.bytes, tpm_get_random.len);
	put32(AT_TPM + 5, tpm_get_random.len - 1);
	expect_code(call_with(VTPM_CMD, AT_TPM).rax, SUCCESS);
	expect_tpm(AT_TPM, 0x142);
	verdict("VTPM_CMD: a length below the TPM header's is TPM_RC_COMMAND_SIZE");
}

static void test_vtpm_refused(void)
{
	static const struct {
		const char *name;
		uint32_t command;
		uint8_t locality;
		uint32_t len;
	} pages[] = {
		{ "platform command 0", 0, 0, 12 },
		{ "platform command 1 (power on)", 1, 0, 12 },
		{ "platform command 9", 9, 0, 12 },
		{ "platform command 0x108", 0x108, 0, 12 },
		{ "locality 1", 8, 1, 12 },
		{ "locality 255", 8, 255, 12 },
		{ "a length of 4088", 8, 0, PAGE - 8 },
		{ "a length of 4096", 8, 0, PAGE },
		{ "a length of 2^32 - 1", 8, 0, 0xffffffff },
	};
	const struct {
		const char *name;
		uint64_t rcx, code;
	} addresses[] = {
		{ "a null address", 0, INVALID_PARAMETER },
		{ "an address behind the RAM", ram_size, INVALID_PARAMETER },
		{ "an address whose command word crosses the RAM's end", ram_size - 2,
		  INVALID_PARAMETER },
		{ "an address at the end of all addresses", UINT64_MAX - 3, INVALID_PARAMETER },
		{ "a page that crosses the RAM's end", ram_size - 64, INVALID_ADDRESS },
	};
	static const uint32_t calls[] = { 2, 8, 0xffffffff };
	static uint8_t before[PAGE];
	size_t i;

	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		put_tpm_request(AT_TPM, tpm_get_random.bytes, tpm_get_random.len);
		put32(AT_TPM, pages[i].command);
		ram[AT_TPM + 4] = pages[i].locality;
		put32(AT_TPM + 5, pages[i].len);
		memcpy(before, ram + AT_TPM, PAGE);
		expect_code(call_with(VTPM_CMD, AT_TPM).rax, INVALID_PARAMETER);
		expect(!memcmp(before, ram + AT_TPM, PAGE), "the page was written");
		verdict("VTPM_CMD refuses %s", pages[i].name);
	}
	for (i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		put_tpm_request(0, tpm_get_random.bytes, tpm_get_random.len);
		memcpy(ram + ram_size - 64, ram, 64);
		expect_code(call_with(VTPM_CMD, addresses[i].rcx).rax, addresses[i].code);
		verdict("VTPM_CMD refuses %s", addresses[i].name);
	}
	put32(ram_size - 64, 9);
	expect_code(call_with(VTPM_CMD, ram_size - 64).rax, INVALID_PARAMETER);
	verdict("VTPM_CMD looks at the platform command before it looks at the whole page");
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		expect_code(call_with(CALL(2, calls[i]), AT_TPM).rax, UNSUPPORTED_CALL);
		verdict("vTPM call 0x%x is unsupported", calls[i]);
	}
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 3) {
		fprintf(stderr, "usage: test_emu_calls RAM DOORBELL\n");
		return 2;
	}
	guest_connect(argv[1], argv[2]);
	test_core();
	test_doorbell();

	tpm_run(&tpm_get_random, 0x100);
	verdict("VTPM_CMD: the TPM has power but nobody has started it");
	tpm_run(&tpm_startup, 0);
	test_vtpm_good();
	test_vtpm_refused();
	return verdict_count();
}
