/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guest without a CPU.  See emu_guest.h.
 */
#include "tests/integration/emu_guest.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

uint8_t *ram;
uint64_t ram_size;
static int bell;
static unsigned int passed, failed;

/* ---- results --------------------------------------------------------------- */

static char problem[256];

bool expect(bool claim, const char *format, ...)
{
	va_list args;

	if (!claim && !problem[0]) {
		va_start(args, format);
		vsnprintf(problem, sizeof(problem), format, args);
		va_end(args);
	}
	return claim;
}

void verdict(const char *format, ...)
{
	char name[160];
	va_list args;

	va_start(args, format);
	vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	if (problem[0]) {
		failed++;
		printf("not ok %s: %s\n", name, problem);
	} else {
		passed++;
		printf("ok %s\n", name);
	}
	problem[0] = 0;
}

static void fatal(const char *what)
{
	fprintf(stderr, "emu_guest: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* ---- the guest ------------------------------------------------------------- */

void put32(uint64_t at, uint32_t value)
{
	value = htole32(value);
	memcpy(ram + at, &value, sizeof(value));
}

void put64(uint64_t at, uint64_t value)
{
	value = htole64(value);
	memcpy(ram + at, &value, sizeof(value));
}

uint32_t get32(uint64_t at)
{
	uint32_t value;

	memcpy(&value, ram + at, sizeof(value));
	return le32toh(value);
}

bool is_all(uint64_t at, size_t len, uint8_t byte)
{
	while (len--)
		if (ram[at + len] != byte)
			return false;
	return true;
}

void write_port(const void *bytes, size_t len)
{
	if (send(bell, bytes, len, MSG_NOSIGNAL) != (ssize_t)len)
		fatal("the doorbell is gone");
}

bool wait_done(unsigned int ms)
{
	const struct timespec nap = { .tv_nsec = 200000 };
	uint32_t *done = (uint32_t *)(void *)(ram + AT_REGS + 4);
	unsigned int i;

	for (i = 0; i < ms * 5; i++) {
		if (__atomic_load_n(done, __ATOMIC_ACQUIRE))
			return true;
		nanosleep(&nap, NULL);
	}
	return false;
}

void put_regs(const struct doorbell_regs *regs)
{
	memcpy(ram + AT_REGS, regs, sizeof(*regs));
}

void call(struct doorbell_regs *regs)
{
	const uint64_t address = htole64(AT_REGS);

	regs->magic = DOORBELL_MAGIC;
	regs->done = 0;
	regs->ca_gpa = AT_CA;
	ram[AT_CA] = 1;
	put_regs(regs);
	write_port(&address, sizeof(address));
	if (!wait_done(ANSWER_MS)) {
		errno = ETIMEDOUT;
		fatal("no answer to a call");
	}
	memcpy(regs, ram + AT_REGS, sizeof(*regs));
	expect(ram[AT_CA] == 0, "call_pending was not taken");
}

struct doorbell_regs call_with(uint64_t rax, uint64_t rcx)
{
	struct doorbell_regs regs = { .rax = rax, .rcx = rcx };

	call(&regs);
	return regs;
}

void expect_code(uint64_t code, uint64_t wanted)
{
	expect(code == wanted, "result 0x%" PRIx64 " instead of 0x%" PRIx64, code, wanted);
}

/* ---- vTPM ------------------------------------------------------------------ */

const struct tpm_bytes tpm_startup = {
	12, { 0x80, 1, 0, 0, 0, 12, 0, 0, 1, 0x44, 0, 0 },
};
const struct tpm_bytes tpm_get_random = {
	12, { 0x80, 1, 0, 0, 0, 12, 0, 0, 1, 0x7b, 0, 16 },
};

void put_tpm_request(uint64_t at, const uint8_t *command, uint32_t len)
{
	memset(ram + at, CANARY, PAGE);
	put32(at, 8);
	ram[at + 4] = 0;
	put32(at + 5, len);
	memcpy(ram + at + 9, command, len);
}

uint32_t tpm_code(uint64_t at)
{
	uint32_t code;

	memcpy(&code, ram + at + 4 + 6, sizeof(code));
	return be32toh(code);
}

void expect_tpm(uint64_t at, uint32_t code)
{
	const uint32_t len = get32(at);

	if (!expect(len >= 10 && len <= PAGE - 4, "response of %u bytes", len))
		return;
	expect(tpm_code(at) == code, "TPM says 0x%x instead of 0x%x", tpm_code(at), code);
	expect(is_all(at + 4 + len, PAGE - 4 - len, POISON),
	       "the page's rest was not written back as poison");
}

void tpm_run(const struct tpm_bytes *command, uint32_t code)
{
	put_tpm_request(AT_TPM, command->bytes, command->len);
	expect_code(call_with(VTPM_CMD, AT_TPM).rax, SUCCESS);
	expect_tpm(AT_TPM, code);
}

void guest_connect(const char *ram_path, const char *bell_path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat status;
	int fd;

	fd = open(ram_path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) < 0)
		fatal(ram_path);
	ram_size = (uint64_t)status.st_size;
	ram = mmap(NULL, ram_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (ram == MAP_FAILED)
		fatal(ram_path);
	close(fd);
	bell = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", bell_path);
	if (bell < 0 || connect(bell, (const struct sockaddr *)&address, sizeof(address)) < 0)
		fatal(bell_path);
}

int verdict_count(void)
{
	printf("%u passed, %u failed\n", passed, failed);
	return failed || !passed;
}
