/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guest without a CPU: maps the RAM that svsm-emu made, rings its doorbell as
 * svsm_emu.ko would, and keeps count of what was as it should be.
 *
 * Results are lines "ok NAME" and "not ok NAME: why".
 */
#pragma once

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/emu/doorbell.h"

#define PAGE			0x1000u
#define CANARY			0xee
#define POISON			0xa5
#define ANSWER_MS		20000

#define SUCCESS			0x00000000ull
#define UNSUPPORTED_PROTOCOL	0x80000001ull
#define UNSUPPORTED_CALL	0x80000002ull
#define INVALID_ADDRESS		0x80000003ull
#define INVALID_PARAMETER	0x80000005ull
#define INVALID_REQUEST		0x80000006ull

#define CALL(protocol, number)	((uint64_t)(protocol) << 32 | (number))
#define QUERY_PROTOCOL		CALL(0, 6)
#define ATTEST_SERVICES		CALL(1, 0)
#define ATTEST_SINGLE		CALL(1, 1)
#define VTPM_QUERY		CALL(2, 0)
#define VTPM_CMD		CALL(2, 1)

/* Where the guest keeps what its calls need. */
#define AT_REGS			0x1000u
#define AT_CA			0x2000u
#define AT_TPM			0x10000u

extern uint8_t *ram;
extern uint64_t ram_size;

/* Exits when there is nothing to connect to. */
void guest_connect(const char *ram_path, const char *bell_path);

void put32(uint64_t at, uint32_t value);
void put64(uint64_t at, uint64_t value);
uint32_t get32(uint64_t at);
bool is_all(uint64_t at, size_t len, uint8_t byte);

/* The parts of a call, for those that do it wrong. */
void put_regs(const struct doorbell_regs *regs);
void write_port(const void *bytes, size_t len);
bool wait_done(unsigned int ms);

/* The call in @regs, registers in and out. */
void call(struct doorbell_regs *regs);
struct doorbell_regs call_with(uint64_t rax, uint64_t rcx);

/* TPM commands. */
struct tpm_bytes {
	uint32_t len;
	uint8_t bytes[64];
};

extern const struct tpm_bytes tpm_startup, tpm_get_random;

void put_tpm_request(uint64_t at, const uint8_t *command, uint32_t len);
uint32_t tpm_code(uint64_t at);
void tpm_run(const struct tpm_bytes *command, uint32_t code);

/* Notes the first thing that is not as it should be, for the next verdict. */
bool expect(bool claim, const char *format, ...) __attribute__((format(printf, 2, 3)));
void expect_code(uint64_t code, uint64_t wanted);
void expect_tpm(uint64_t at, uint32_t code);
void verdict(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the count; what main() returns. */
int verdict_count(void);
