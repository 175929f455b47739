/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A TCTI that counts the commands which pass through it, and spoils one of them.  Loaded
 * by tpm2-tss as "PATH/tcti_fault.so"; the environment says the rest, when it is opened:
 *
 *	TCTI_FAULT_NEXT	the TCTI behind it
 *	TCTI_FAULT_LOG	a file to which the code of each command is appended, a line each
 *	TCTI_FAULT	"N:KIND": what happens to the N-th command, once: who opens it anew to
 *			get over it meets nothing more, until another fault is asked for.  From
 *			0x100 on N is a command's code: the first one of it
 *
 *	fail	it is not sent; the reply is TPM_RC_FAILURE
 *	retry	it is not sent, nor is it when it comes again; TPM_RC_RETRY.  FlushContext,
 *		which is not given up so soon, is sent the 13th time
 *	storm	the same three times; then it is sent
 *	moved	it is not sent; TPM_RC_PCR_CHANGED
 *	extend	before it PCR TCTI_FAULT_PCR is extended, by another program as it were
 *	extends	the same before each command of that code, from the N-th command on
 *	cut	it is sent; half of the reply comes back, behind it rubbish that is not told
 *	head	it is sent; the first 13 bytes of the reply come back, likewise (of a reply
 *		without parameters: 9)
 *	noise	it is sent; what follows the reply's header is noise
 *	garbage	it is sent; the reply is noise
 *	lost	it is sent; no reply comes
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tss2/tss2_tcti.h>
#include <tss2/tss2_tctildr.h>
#include <tss2/tss2_tpm2_types.h>

#define MAGIC		0x5456534d4641554cull
#define HEADER_SIZE	10
#define CODE_OFFSET	6
#define STORM		3
#define STORM_OF_FLUSH	12
#define CODE_FLUSH	0x165
#define CODES		0x100

struct context {
	TSS2_TCTI_CONTEXT_COMMON_V1 common;
	TSS2_TCTI_CONTEXT *next;
	char log[256];
	char kind[16];
	unsigned long at;	/* the command that is spoilt; 0: none */
	unsigned long count;
	uint32_t code;		/* of the command that is under way */
	uint32_t refused;	/* the code that is answered by TPM_RC_RETRY */
	unsigned long refusals;
	bool is_answered;	/* by us: nothing was sent */
	uint32_t answer;
};

/* The fault that has happened; this library is unloaded between whiles. */
#define SPENT	"TCTI_FAULT_SPENT"

const TSS2_TCTI_INFO *Tss2_Tcti_Info(void);

static uint32_t be32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool is(const struct context *context, const char *kind)
{
	return context->count == context->at && !strcmp(context->kind, kind);
}

static void answer(struct context *context, uint32_t code)
{
	context->is_answered = true;
	context->answer = code;
}

/* TPM2_PCR_Extend of SHA-256 by a digest of ones. */
static void extend(struct context *context)
{
	uint8_t command[] = {
		0x80, 0x02, 0, 0, 0, 65, 0, 0, 0x01, 0x82, 0, 0, 0, 0, 0, 0, 0, 9,
		0x40, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0x0b, [33 ... 64] = 1,
	};
	const char *pcr = getenv("TCTI_FAULT_PCR");
	uint8_t reply[4096];
	size_t size = sizeof(reply);

	command[13] = (uint8_t)(pcr ? strtoul(pcr, NULL, 10) : 0);
	/* A test that waits for this to have happened fails where it did not. */
	if (!Tss2_Tcti_Transmit(context->next, sizeof(command), command))
		(void)Tss2_Tcti_Receive(context->next, &size, reply, TSS2_TCTI_TIMEOUT_BLOCK);
}

static bool must_extend(struct context *context)
{
	if (!context->at || context->count < context->at || strcmp(context->kind, "extends"))
		return false;
	if (context->count == context->at)
		context->refused = context->code;
	return context->code == context->refused;
}

static TSS2_RC transmit(TSS2_TCTI_CONTEXT *base, size_t size, const uint8_t *command)
{
	struct context *context = (struct context *)base;
	FILE *log = *context->log ? fopen(context->log, "ae") : NULL;

	context->code = be32(command + CODE_OFFSET);
	context->is_answered = false;
	if (log) {
		(void)fprintf(log, "%08x\n", context->code); /* missed where it is read */
		(void)fclose(log);
	}
	if (context->refusals && context->code == context->refused) {
		context->refusals--;
		answer(context, TPM2_RC_RETRY);
		return 0;
	}
	context->count++;
	if (context->at >= CODES && context->at == context->code)
		context->at = context->count;
	if (context->count == context->at)
		(void)setenv(SPENT, getenv("TCTI_FAULT"), 1); /* else it happens again */
	if (is(context, "extend") || must_extend(context))
		extend(context);
	if (is(context, "retry") || is(context, "storm")) {
		context->refused = context->code;
		context->refusals = is(context, "storm") ? STORM - 1 :
				    context->code == CODE_FLUSH ? STORM_OF_FLUSH - 1 : ~0ul;
		answer(context, TPM2_RC_RETRY);
	} else if (is(context, "fail")) {
		answer(context, TPM2_RC_FAILURE);
	} else if (is(context, "moved")) {
		answer(context, TPM2_RC_PCR_CHANGED);
	}
	return context->is_answered ? 0 : Tss2_Tcti_Transmit(context->next, size, command);
}

static void fill(uint8_t *at, size_t size)
{
	uint32_t noise = 12345;
	size_t i;

	for (i = 0; i < size; i++) {
		noise = noise * 1103515245 + 12345;
		at[i] = noise >> 16 & 0xff;
	}
}

static void shorten(uint8_t *reply, size_t *size, size_t left)
{
	fill(reply + left, *size - left);
	*size = left;
}

static TSS2_RC receive_answer(const struct context *context, size_t *size, uint8_t *reply)
{
	const uint8_t bytes[HEADER_SIZE] = {
		0x80, 0x01, 0, 0, 0, HEADER_SIZE, context->answer >> 24,
		context->answer >> 16 & 0xff, context->answer >> 8 & 0xff, context->answer & 0xff,
	};

	if (reply)
		memcpy(reply, bytes, sizeof(bytes));
	*size = sizeof(bytes);
	return 0;
}

static TSS2_RC receive(TSS2_TCTI_CONTEXT *base, size_t *size, uint8_t *reply, int32_t timeout)
{
	struct context *context = (struct context *)base;
	TSS2_RC rc;

	if (context->is_answered)
		return receive_answer(context, size, reply);
	rc = Tss2_Tcti_Receive(context->next, size, reply, timeout);
	if (rc || !reply)
		return rc;
	if (is(context, "cut"))
		shorten(reply, size, *size / 2);
	else if (is(context, "head"))
		shorten(reply, size, *size > HEADER_SIZE + 3 ? HEADER_SIZE + 3 : HEADER_SIZE - 1);
	else if (is(context, "noise"))
		fill(reply + HEADER_SIZE, *size - HEADER_SIZE);
	else if (is(context, "garbage"))
		fill(reply, *size);
	else if (is(context, "lost"))
		return TSS2_TCTI_RC_IO_ERROR;
	return 0;
}

static void finalize(TSS2_TCTI_CONTEXT *base)
{
	Tss2_TctiLdr_Finalize(&((struct context *)base)->next);
}

static TSS2_RC cancel(TSS2_TCTI_CONTEXT *base)
{
	return TSS2_TCTI_RC_NOT_IMPLEMENTED;
}

static TSS2_RC handles(TSS2_TCTI_CONTEXT *base, TSS2_TCTI_POLL_HANDLE *list, size_t *count)
{
	return TSS2_TCTI_RC_NOT_IMPLEMENTED;
}

static TSS2_RC locality(TSS2_TCTI_CONTEXT *base, uint8_t number)
{
	return TSS2_TCTI_RC_NOT_IMPLEMENTED;
}

static TSS2_RC initialize(TSS2_TCTI_CONTEXT *base, size_t *size, const char *options)
{
	const char *fault = getenv("TCTI_FAULT"), *log = getenv("TCTI_FAULT_LOG");
	const char *spent = getenv(SPENT);
	struct context *context = (struct context *)base;

	if (!base) {
		*size = sizeof(*context);
		return 0;
	}
	memset(context, 0, sizeof(*context));
	context->common = (TSS2_TCTI_CONTEXT_COMMON_V1){
		MAGIC, 1, transmit, receive, finalize, cancel, handles, locality,
	};
	if (fault && sscanf(fault, "%li:%15s", (long *)&context->at, context->kind) != 2)
		return TSS2_TCTI_RC_BAD_VALUE;
	if (fault && spent && !strcmp(fault, spent))
		context->at = 0;
	if (log)
		(void)snprintf(context->log, sizeof(context->log), "%s", log);
	return Tss2_TctiLdr_Initialize(getenv("TCTI_FAULT_NEXT"), &context->next);
}

const TSS2_TCTI_INFO *Tss2_Tcti_Info(void)
{
	static const TSS2_TCTI_INFO info = {
		.version = 1,
		.name = "fault",
		.description = "counts commands and spoils one",
		.config_help = "none: see the environment",
		.init = initialize,
	};

	return &info;
}
