/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The calls of an SVSM.  See protocol.h.
 */
#include "tests/emu/protocol.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "tests/emu/attest.h"
#include "tests/emu/doorbell.h"
#include "tests/emu/wire.h"

#define PROTOCOL_CORE		0u
#define PROTOCOL_ATTEST		1u
#define PROTOCOL_VTPM		2u
#define PROTOCOL_VERSION	1u

#define CORE_QUERY_PROTOCOL	6u
#define VTPM_QUERY		0u
#define VTPM_CMD		1u

/*
 * The vTPM's buffer (58019, SVSM_VTPM_CMD): one page, request and response in one place.
 * Request: u32 platform command, u8 locality, u32 length, the TPM command.
 * Response: u32 length, the TPM's response.
 */
#define TPM_SEND_COMMAND	8u
#define REQUEST_LOCALITY	4u
#define REQUEST_LEN		5u
#define REQUEST_COMMAND		9u
#define REQUEST_COMMAND_MAX	(GUEST_PAGE - REQUEST_COMMAND)
#define RESPONSE_BYTES		4u
#define RESPONSE_BYTES_MAX	(GUEST_PAGE - RESPONSE_BYTES)

/* What the page holds behind a response: a reader that goes too far shall see it. */
#define POISON			0xa5

int svsm_power_on(struct svsm *svsm)
{
	int error = vtpm_power_on(&svsm->vtpm);

	return error < 0 ? error : psp_launch(&svsm->psp);
}

static uint64_t core_query_protocol(struct doorbell_regs *regs)
{
	const uint32_t protocol = regs->rcx >> 32, version = (uint32_t)regs->rcx;

	/* RCX: maximum and minimum version, or 0 for what is not offered. */
	regs->rcx = protocol <= PROTOCOL_VTPM && version == PROTOCOL_VERSION ?
		    (uint64_t)PROTOCOL_VERSION << 32 | PROTOCOL_VERSION : 0;
	return SVSM_SUCCESS;
}

/* What a faulty SVSM makes of the page after the TPM has answered. */
static void vtpm_spoil(struct fault *fault, uint8_t *page)
{
	uint64_t value;

	if (fault_take(fault, FAULT_VTPM_REPLY_LEN, &value))
		put_le32(page, (uint32_t)value);
	if (fault_take(fault, FAULT_TPM_TAG, &value))
		put_be16(page + RESPONSE_BYTES, (uint16_t)value);
	if (fault_take(fault, FAULT_VTPM_HEADER_LEN, &value))
		put_be32(page + RESPONSE_BYTES + 2, (uint32_t)value);
}

static uint64_t vtpm_answer(struct svsm *svsm, uint8_t *page, const uint8_t *response, size_t len)
{
	/* Too large for the page: COCONUT-SVSM succeeds and leaves the request in it. */
	if (len > RESPONSE_BYTES_MAX)
		return SVSM_SUCCESS;
	memset(page, POISON, GUEST_PAGE);
	put_le32(page, (uint32_t)len);
	memcpy(page + RESPONSE_BYTES, response, len);
	vtpm_spoil(&svsm->fault, page);
	return SVSM_SUCCESS;
}

static uint64_t vtpm_run(struct svsm *svsm, uint8_t *page)
{
	uint8_t tpm_error[] = { 0x80, 1, 0, 0, 0, 10, 0, 0, 0, 0 };
	const uint32_t len = get_le32(page + REQUEST_LEN);
	const uint8_t *response;
	size_t response_len;
	uint64_t value;

	if (page[REQUEST_LOCALITY] != 0 || len > REQUEST_COMMAND_MAX)
		return SVSM_INVALID_PARAMETER;
	if (fault_take(&svsm->fault, FAULT_VTPM_CODE, &value))
		return value;
	if (fault_take(&svsm->fault, FAULT_TPM_RC, &value)) {
		put_be32(tpm_error + 6, (uint32_t)value);
		return vtpm_answer(svsm, page, tpm_error, sizeof(tpm_error));
	}
	if (vtpm_process(&svsm->vtpm, 0, page + REQUEST_COMMAND, len, &response,
			 &response_len) < 0)
		return SVSM_INVALID_REQUEST;
	if (fault_take(&svsm->fault, FAULT_VTPM_ECHO, &value))
		return SVSM_SUCCESS;
	return vtpm_answer(svsm, page, response, response_len);
}

static uint64_t vtpm_cmd(struct svsm *svsm, const struct doorbell_regs *regs)
{
	uint8_t page[GUEST_PAGE];
	uint64_t result;

	/* The platform command is looked at before the rest of the page is. */
	if (!regs->rcx || !guest_read(&svsm->guest, regs->rcx, page, sizeof(uint32_t)) ||
	    get_le32(page) != TPM_SEND_COMMAND)
		return SVSM_INVALID_PARAMETER;
	if (!guest_read(&svsm->guest, regs->rcx, page, sizeof(page)))
		return SVSM_INVALID_ADDRESS;
	result = vtpm_run(svsm, page);
	if (result == SVSM_SUCCESS &&
	    !guest_write(&svsm->guest, regs->rcx, page, sizeof(page)))
		return SVSM_INVALID_ADDRESS;
	return result;
}

static uint64_t vtpm_call(struct svsm *svsm, uint32_t call, struct doorbell_regs *regs)
{
	uint64_t code;

	switch (call) {
	case VTPM_QUERY:
		if (fault_take(&svsm->fault, FAULT_QUERY_CODE, &code))
			return code;
		regs->rcx = VTPM_COMMANDS;
		regs->rdx = VTPM_FEATURES;
		return SVSM_SUCCESS;
	case VTPM_CMD:
		return vtpm_cmd(svsm, regs);
	default:
		return SVSM_UNSUPPORTED_CALL;
	}
}

/* The guest has put a specification into a page. */
static uint64_t set_fault(struct svsm *svsm, uint64_t gpa)
{
	char spec[GUEST_PAGE];

	if (!guest_read(&svsm->guest, gpa, spec, sizeof(spec)))
		return SVSM_INVALID_ADDRESS;
	spec[sizeof(spec) - 1] = 0;
	return fault_set(&svsm->fault, spec) ? SVSM_SUCCESS : SVSM_INVALID_PARAMETER;
}

static void fault_delay(struct fault *fault)
{
	struct timespec left = { 0 };
	uint64_t ms;

	if (!fault_take(fault, FAULT_DELAY_MS, &ms))
		return;
	left.tv_sec = (time_t)(ms / 1000);
	left.tv_nsec = (long)(ms % 1000 * 1000000);
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

bool protocol_call(struct svsm *svsm, struct doorbell_regs *regs)
{
	const uint32_t protocol = regs->rax >> 32, call = (uint32_t)regs->rax;
	uint64_t unused;

	if (regs->rax == DOORBELL_SET_FAULT) {
		regs->rax = set_fault(svsm, regs->rcx);
		return true;
	}
	if (fault_take(&svsm->fault, FAULT_NOT_RUN, &unused))
		return false;
	fault_delay(&svsm->fault);
	switch (protocol) {
	case PROTOCOL_CORE:
		regs->rax = call == CORE_QUERY_PROTOCOL ? core_query_protocol(regs) :
			    SVSM_UNSUPPORTED_CALL;
		break;
	case PROTOCOL_ATTEST:
		regs->rax = attest_call(svsm, call, regs);
		break;
	case PROTOCOL_VTPM:
		regs->rax = vtpm_call(svsm, call, regs);
		break;
	default:
		regs->rax = SVSM_UNSUPPORTED_PROTOCOL;
		break;
	}
	return true;
}
