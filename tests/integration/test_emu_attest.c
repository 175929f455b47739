/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The attestation protocol of svsm-emu, as a guest meets it: every check, one broken
 * thing at a time, with the exact result code, the sizes, and what may be written.
 *
 *	test_emu_attest RAM DOORBELL attest|no-certs|unpowered
 */
#include <endian.h>
#include <inttypes.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include "tests/integration/emu_guest.h"

/* The operation structure stands where Linux puts it. */
#define AT_OP			(AT_CA + 8)
#define AT_NEXT_PAGE		0x3000u
#define AT_NONCE		0x3100u
#define AT_REPORT		0x4000u
#define AT_MANIFEST		0x6000u
#define AT_CERTS		0x8000u
#define BUFFER			0x2000u
#define CERTS			0x4000u

#define REPORT_LEN		0x4a0u
#define VTPM_MANIFEST_LEN	314u
#define ALL_MANIFEST_LEN	(3 * 24 + VTPM_MANIFEST_LEN + 8)
#define CERTS_NEEDED		0x2000u

static const uint8_t vtpm_guid[16] = {
	0xeb, 0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45,
	0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3,
};
static const uint8_t uefi_mm_guid[16] = {
	0x59, 0x3a, 0x45, 0xa4, 0x1b, 0x9e, 0x87, 0x47,
	0xa0, 0x33, 0x19, 0x86, 0xd6, 0xad, 0xbe, 0x55,
};

/* GetCapability: the handles of transient objects. */
static const struct tpm_bytes tpm_transients = {
	22, { 0x80, 1, 0, 0, 0, 22, 0, 0, 1, 0x7a, 0, 0, 0, 1, 0x80, 0, 0, 0, 0, 0, 0, 8 },
};
static const struct tpm_bytes tpm_set_endorsement_auth = {	/* HierarchyChangeAuth: "x" */
	30, { 0x80, 2, 0, 0, 0, 30, 0, 0, 1, 0x29, 0x40, 0, 0, 0x0b,
	      0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 'x' },
};
static const struct tpm_bytes tpm_clear_endorsement_auth = {	/* with "x", to nothing */
	30, { 0x80, 2, 0, 0, 0, 30, 0, 0, 1, 0x29, 0x40, 0, 0, 0x0b,
	      0, 0, 0, 10, 0x40, 0, 0, 9, 0, 0, 0, 0, 1, 'x', 0, 0 },
};

/* A right operation structure, and canaries where the answers go. */
static void put_operation(const uint8_t *guid)
{
	size_t i;

	memset(ram + AT_REPORT, CANARY, BUFFER);
	memset(ram + AT_MANIFEST, CANARY, BUFFER);
	memset(ram + AT_CERTS, CANARY, CERTS);
	memset(ram + AT_OP, 0, 0x58);
	for (i = 0; i < 64; i++)
		ram[AT_NONCE + i] = (uint8_t)(i * 7 + 1);
	put64(AT_OP, AT_REPORT);
	put32(AT_OP + 0x08, BUFFER);
	put64(AT_OP + 0x10, AT_NONCE);
	put32(AT_OP + 0x18, 64);
	put64(AT_OP + 0x20, AT_MANIFEST);
	put32(AT_OP + 0x28, BUFFER);
	put64(AT_OP + 0x30, AT_CERTS);
	put32(AT_OP + 0x38, CERTS);
	if (guid)
		memcpy(ram + AT_OP + 0x40, guid, 16);
}

static struct doorbell_regs attest(uint64_t rax)
{
	/* Linux passes these, and takes what has changed for an answer. */
	struct doorbell_regs regs = {
		.rax = rax, .rcx = AT_OP, .rdx = UINT64_MAX, .r8 = UINT64_MAX,
	};

	call(&regs);
	return regs;
}

static void expect_untouched(void)
{
	expect(is_all(AT_REPORT, BUFFER, CANARY), "the report's buffer was written");
	expect(is_all(AT_MANIFEST, BUFFER, CANARY), "the manifest's buffer was written");
	expect(is_all(AT_CERTS, CERTS, CANARY), "the certificates' buffer was written");
}

static void expect_refused(uint64_t rax, uint64_t wanted)
{
	expect_code(attest(rax).rax, wanted);
	expect_untouched();
}

static void expect_sizes(const struct doorbell_regs *regs, uint64_t manifest, uint64_t certs,
			 uint64_t report)
{
	expect(regs->rcx == manifest, "RCX %llu instead of %" PRIu64, regs->rcx, manifest);
	expect(regs->rdx == certs, "RDX %llu instead of %" PRIu64, regs->rdx, certs);
	expect(regs->r8 == report, "R8 %llu instead of %" PRIu64, regs->r8, report);
}

static void expect_attested(uint64_t rax, const uint8_t *guid, size_t manifest_len, bool certs)
{
	uint8_t hashed[64 + BUFFER], digest[64];
	struct doorbell_regs regs;

	put_operation(guid);
	regs = attest(rax);
	expect_code(regs.rax, SUCCESS);
	expect_sizes(&regs, manifest_len, certs ? CERTS : 0, REPORT_LEN);
	memcpy(hashed, ram + AT_NONCE, 64);
	memcpy(hashed + 64, ram + AT_MANIFEST, manifest_len);
	SHA512(hashed, 64 + manifest_len, digest);
	expect(!memcmp(digest, ram + AT_REPORT + 0x50, 64),
	       "REPORT_DATA is not SHA-512(nonce || manifest)");
	expect(get32(AT_REPORT + 0x30) == 0, "the report is not for VMPL 0");
	expect(is_all(AT_REPORT + REPORT_LEN, BUFFER - REPORT_LEN, CANARY),
	       "written behind the report");
	expect(is_all(AT_MANIFEST + manifest_len, BUFFER - manifest_len, CANARY),
	       "written behind the manifest");
	expect(certs ? is_all(AT_CERTS + CERTS - 64, 64, 0) : is_all(AT_CERTS, CERTS, CANARY),
	       "the certificates' buffer is not filled as it should be");
}

static void test_attest_good(void)
{
	uint8_t ek[VTPM_MANIFEST_LEN];
	struct doorbell_regs regs;
	uint32_t offset;

	expect_attested(ATTEST_SERVICES, NULL, ALL_MANIFEST_LEN, true);
	expect(get32(AT_MANIFEST + 0x10) == ALL_MANIFEST_LEN && get32(AT_MANIFEST + 0x14) == 2,
	       "the GUID table's header is wrong");
	expect(!memcmp(ram + AT_MANIFEST + 24, vtpm_guid, 16), "the vTPM is not first");
	offset = get32(AT_MANIFEST + 24 + 16);
	expect(offset == 72 && get32(AT_MANIFEST + 24 + 20) == VTPM_MANIFEST_LEN,
	       "the vTPM's entry is wrong");
	memcpy(ek, ram + AT_MANIFEST + 72, sizeof(ek));
	verdict("ATTEST_SERVICES: report, GUID table and certificates");

	expect_attested(ATTEST_SINGLE, vtpm_guid, VTPM_MANIFEST_LEN, true);
	expect(!memcmp(ek, ram + AT_MANIFEST, sizeof(ek)), "another EK than in the table");
	verdict("ATTEST_SINGLE_SERVICE: the vTPM's manifest is its EK");

	expect_attested(ATTEST_SINGLE, uefi_mm_guid, 8, true);
	expect(is_all(AT_MANIFEST, 8, 0), "version or flags are not 0");
	verdict("ATTEST_SINGLE_SERVICE: the UEFI MM service's manifest");

	tpm_run(&tpm_transients, 0);
	expect(ram[AT_TPM + 4 + 10 + 5 + 3] == 1, "%u transient objects",
	       ram[AT_TPM + 4 + 10 + 5 + 3]);
	verdict("the EK was made once and keeps its slot");

	put_operation(NULL);
	put32(AT_OP + 0x38, 0);
	put64(AT_OP + 0x30, 0x123);
	regs = attest(ATTEST_SERVICES);
	expect_code(regs.rax, SUCCESS);
	expect_sizes(&regs, ALL_MANIFEST_LEN, 0, REPORT_LEN);
	verdict("ATTEST_SERVICES: no certificates where none are wanted");
}

static void test_attest_short(void)
{
	struct doorbell_regs regs;

	put_operation(NULL);
	put32(AT_OP + 0x08, REPORT_LEN - 1);
	regs = attest(ATTEST_SERVICES);
	expect_code(regs.rax, INVALID_PARAMETER);
	expect_sizes(&regs, ALL_MANIFEST_LEN, CERTS, REPORT_LEN);
	expect_untouched();
	verdict("ATTEST: a report's buffer one byte short tells the sizes");

	put_operation(NULL);
	put32(AT_OP + 0x28, ALL_MANIFEST_LEN - 1);
	regs = attest(ATTEST_SERVICES);
	expect_code(regs.rax, INVALID_PARAMETER);
	expect_sizes(&regs, ALL_MANIFEST_LEN, CERTS, REPORT_LEN);
	expect_untouched();
	verdict("ATTEST: a manifest's buffer one byte short tells the sizes");

	put_operation(NULL);
	put32(AT_OP + 0x38, CERTS_NEEDED - 1);
	regs = attest(ATTEST_SERVICES);
	expect_code(regs.rax, INVALID_PARAMETER);
	expect_sizes(&regs, ALL_MANIFEST_LEN, CERTS_NEEDED, UINT64_MAX);
	expect_untouched();
	verdict("ATTEST: too small a certificates' buffer tells pages, and leaves R8 alone");

	put_operation(NULL);
	put32(AT_OP + 0x08, REPORT_LEN);
	put32(AT_OP + 0x28, ALL_MANIFEST_LEN);
	put32(AT_OP + 0x38, CERTS_NEEDED);
	regs = attest(ATTEST_SERVICES);
	expect_code(regs.rax, SUCCESS);
	expect_sizes(&regs, ALL_MANIFEST_LEN, CERTS_NEEDED, REPORT_LEN);
	verdict("ATTEST: buffers that just fit are enough");
}

/* One field of the operation structure is wrong. */
static void test_attest_fields(void)
{
	const struct {
		const char *name;
		uint32_t offset, len;
		uint64_t value, code;
	} fields[] = {
		{ "a nonce of 0 bytes", 0x18, 4, 0, INVALID_PARAMETER },
		{ "a nonce of 63 bytes", 0x18, 4, 63, INVALID_PARAMETER },
		{ "a nonce of 65 bytes", 0x18, 4, 65, INVALID_PARAMETER },
		{ "a nonce of 65600 bytes", 0x18, 4, 0x10040, INVALID_PARAMETER },
		{ "a nonce that crosses a page", 0x10, 8, AT_NONCE - 0x100 + PAGE - 63,
		  INVALID_PARAMETER },
		{ "a nonce behind the RAM", 0x10, 8, ram_size, INVALID_PARAMETER },
		{ "a report not on a page's start", 0x00, 8, AT_REPORT + 8, INVALID_PARAMETER },
		{ "a manifest not on a page's start", 0x20, 8, AT_MANIFEST + 8, INVALID_PARAMETER },
		{ "certificates not on a page's start", 0x30, 8, AT_CERTS + 8, INVALID_PARAMETER },
		{ "a report behind the RAM", 0x00, 8, ram_size, INVALID_ADDRESS },
		{ "a report that crosses the RAM's end", 0x00, 8, ram_size - PAGE,
		  INVALID_ADDRESS },
		{ "a report at the end of all addresses", 0x00, 8, UINT64_MAX - PAGE + 1,
		  INVALID_ADDRESS },
		{ "a report of 2^32 - 1 bytes", 0x08, 4, UINT32_MAX, INVALID_ADDRESS },
		{ "a manifest behind the RAM", 0x20, 8, ram_size, INVALID_ADDRESS },
		{ "a manifest that crosses the RAM's end", 0x20, 8, ram_size - PAGE,
		  INVALID_ADDRESS },
		{ "a manifest of 2^32 - 1 bytes", 0x28, 4, UINT32_MAX, INVALID_ADDRESS },
		{ "certificates behind the RAM", 0x30, 8, ram_size, INVALID_ADDRESS },
		{ "certificates that cross the RAM's end", 0x30, 8, ram_size - PAGE,
		  INVALID_ADDRESS },
		{ "certificates of 0x4001 bytes", 0x38, 4, CERTS + 1, INVALID_PARAMETER },
		{ "certificates of 2^32 - 1 bytes", 0x38, 4, UINT32_MAX, INVALID_PARAMETER },
		{ "manifest version 1", 0x50, 4, 1, INVALID_PARAMETER },
		{ "an unknown service", 0x40, 1, 0xec, UNSUPPORTED_PROTOCOL },
	};
	uint64_t value;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		put_operation(vtpm_guid);
		value = htole64(fields[i].value);
		memcpy(ram + AT_OP + fields[i].offset, &value, fields[i].len);
		expect_refused(ATTEST_SINGLE, fields[i].code);
		verdict("ATTEST_SINGLE_SERVICE refuses %s", fields[i].name);
		if (fields[i].offset >= 0x40)
			continue;
		put_operation(NULL);
		memcpy(ram + AT_OP + fields[i].offset, &value, fields[i].len);
		expect_refused(ATTEST_SERVICES, fields[i].code);
		verdict("ATTEST_SERVICES refuses %s", fields[i].name);
	}
}

static void test_attest_reserved(void)
{
	static const uint8_t reserved[] = {
		0x0c, 0x0d, 0x0e, 0x0f, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
		0x2c, 0x2d, 0x2e, 0x2f, 0x3c, 0x3d, 0x3e, 0x3f, 0x54, 0x55, 0x56, 0x57,
	};
	size_t i;

	for (i = 0; i < sizeof(reserved); i++) {
		put_operation(vtpm_guid);
		ram[AT_OP + reserved[i]] = 1;
		expect_refused(ATTEST_SINGLE, INVALID_PARAMETER);
		verdict("ATTEST_SINGLE_SERVICE refuses a reserved byte 0x%x that is not 0",
			reserved[i]);
		if (reserved[i] >= 0x40)
			continue;
		put_operation(NULL);
		ram[AT_OP + reserved[i]] = 0x80;
		expect_refused(ATTEST_SERVICES, INVALID_PARAMETER);
		verdict("ATTEST_SERVICES refuses a reserved byte 0x%x that is not 0", reserved[i]);
	}
}

static void test_attest_structure(void)
{
	const struct {
		const char *name;
		uint64_t rax, rcx, code;
	} calls[] = {
		{ "a structure that crosses a page", ATTEST_SERVICES, AT_NEXT_PAGE - 0x3f,
		  INVALID_PARAMETER },
		{ "a longer structure that crosses a page", ATTEST_SINGLE, AT_NEXT_PAGE - 0x57,
		  INVALID_PARAMETER },
		{ "a structure behind the RAM", ATTEST_SERVICES, ram_size, INVALID_PARAMETER },
		{ "a structure at the end of all addresses", ATTEST_SERVICES, UINT64_MAX - 0x10,
		  INVALID_PARAMETER },
		{ "call 2 as an unknown protocol", CALL(1, 2), AT_OP, UNSUPPORTED_PROTOCOL },
		{ "call 0xffffffff as an unknown protocol", CALL(1, 0xffffffff), AT_OP,
		  UNSUPPORTED_PROTOCOL },
	};
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		put_operation(vtpm_guid);
		/* The same one where it is asked for: only the place is wrong. */
		if (calls[i].rcx < ram_size)
			memmove(ram + calls[i].rcx, ram + AT_OP, 0x58);
		expect_code(call_with(calls[i].rax, calls[i].rcx).rax, calls[i].code);
		expect_untouched();
		verdict("ATTEST refuses %s", calls[i].name);
	}
}

/* What the TPM's own state does to attestation; leaves the TPM started. */
static void test_startup(void)
{
	put_operation(NULL);
	expect_refused(ATTEST_SERVICES, INVALID_REQUEST);
	verdict("ATTEST_SERVICES before TPM2_Startup is INVALID_REQUEST");

	put_operation(uefi_mm_guid);
	expect_code(attest(ATTEST_SINGLE).rax, SUCCESS);
	verdict("ATTEST_SINGLE_SERVICE of another service needs no TPM");

	tpm_run(&tpm_startup, 0);
	tpm_run(&tpm_set_endorsement_auth, 0);
	put_operation(NULL);
	expect_refused(ATTEST_SERVICES, INVALID_REQUEST);
	tpm_run(&tpm_clear_endorsement_auth, 0);
	verdict("ATTEST_SERVICES with endorsement auth set is INVALID_REQUEST");
}

static void run_attest(void)
{
	test_startup();
	test_attest_good();
	test_attest_short();
	test_attest_fields();
	test_attest_reserved();
	test_attest_structure();
	expect_attested(ATTEST_SERVICES, NULL, ALL_MANIFEST_LEN, true);
	verdict("a good call after all the bad ones works");
}

static void run_no_certs(void)
{
	tpm_run(&tpm_startup, 0);
	expect_attested(ATTEST_SERVICES, NULL, ALL_MANIFEST_LEN, false);
	verdict("a host without certificates: RDX is 0, the buffer is left alone");
}

static void run_unpowered(void)
{
	put_tpm_request(AT_TPM, tpm_startup.bytes, tpm_startup.len);
	expect_code(call_with(VTPM_CMD, AT_TPM).rax, INVALID_REQUEST);
	verdict("VTPM_CMD without power is INVALID_REQUEST");
	put_operation(NULL);
	expect_refused(ATTEST_SERVICES, INVALID_REQUEST);
	verdict("ATTEST_SERVICES without power is INVALID_REQUEST");
	expect_code(call_with(VTPM_QUERY, 0).rax, SUCCESS);
	verdict("VTPM_QUERY needs no power");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} runs[] = {
		{ "attest", run_attest },
		{ "no-certs", run_no_certs },
		{ "unpowered", run_unpowered },
	};
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; argc == 4 && i < sizeof(runs) / sizeof(runs[0]); i++) {
		if (strcmp(runs[i].name, argv[3]))
			continue;
		guest_connect(argv[1], argv[2]);
		runs[i].run();
		return verdict_count();
	}
	fprintf(stderr, "usage: test_emu_attest RAM DOORBELL attest|no-certs|unpowered\n");
	return 2;
}
