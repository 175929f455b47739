/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Each command of sealing and unsealing, spoilt in each way that tcti_fault.c knows, for
 * seal_faults.sh:
 *
 *	test_seal_faults TOKEN KEY [SIGNATURES]
 *
 * The TPM is that of $TCTI_FAULT_NEXT, the PIN $PIN.  The result is an error or, where the
 * fault is one that can be got over, the key; and neither an object nor a session is left in
 * the TPM.  Prints "ok" or "not ok" for each kind of fault.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_context.h"
#include "tests/integration/seal_world.h"

#define COMMANDS_MAX	20

#define CODE_FLUSH	0x165u

enum outcome {
	FAILS,		/* but for taking something out of the TPM, which is tried again */
	SUCCEEDS,
	EITHER,		/* what is lost may have been of no use */
};

struct kind {
	const char *name;
	enum outcome outcome;
};

static const struct kind kinds[] = {
	{ "fail", FAILS }, { "retry", FAILS }, { "storm", SUCCEEDS }, { "cut", FAILS },
	{ "head", FAILS }, { "noise", EITHER }, { "garbage", FAILS }, { "lost", FAILS },
};

static struct buffer key = BUFFER_INIT(64);
static const char *tcti, *signatures;
static char log_path[64];

/* How many things the TPM still has, which are taken out; -1: it cannot be asked. */
static int clean_up(void)
{
	static const TPM2_HANDLE ranges[] = {
		TPM2_TRANSIENT_FIRST, TPM2_LOADED_SESSION_FIRST, TPM2_ACTIVE_SESSION_FIRST,
	};
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	TPMS_CAPABILITY_DATA capability;
	TPMI_YES_NO more;
	int count = 0;
	size_t i, j;

	if (tpm_open(getenv("TCTI_FAULT_NEXT"), &tpm, NULL) < 0)
		return -1;
	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (TPM_CALL(tpm, Tss2_Sys_GetCapability, NULL, TPM2_CAP_HANDLES, ranges[i], 10,
			     &more, &capability, NULL))
			return -1;
		for (j = 0; j < capability.data.handles.count; j++)
			(void)TPM_CALL(tpm, Tss2_Sys_FlushContext,
				       capability.data.handles.handle[j]); /* counted already */
		count += (int)capability.data.handles.count;
	}
	return count;
}

/* The code of the N-th command that passed through; 0: there were fewer. */
static unsigned int code_of(unsigned int number)
{
	FILE *log = fopen(log_path, "re");
	unsigned int code = 0, i;

	for (i = 0; log && i < number; i++)
		if (fscanf(log, "%x", &code) != 1)
			code = 0;
	if (log)
		(void)fclose(log);
	return code;
}

static int run(const struct svsm_token *token, bool does_seal, struct fault *fault)
{
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	_cleanup_(secret_deinit) struct secret secret = SECRET_NONE;
	struct svsm_token new = *token;
	int r = tpm_open(tcti, &tpm, fault);

	if (r < 0)
		return r;
	if (does_seal) {
		r = secret_init(&secret, key.size);
		if (!r)
			memcpy(secret.bytes, key.data, key.size);
		return r < 0 ? r : seal_world_enroll(tpm, &secret, getenv("PIN"), &new, fault);
	}
	r = seal_world_open(tpm, token, signatures, getenv("PIN"), &secret, NULL, fault);
	if (!r && !secret_is(&secret, key.data, key.size))
		r = fault_set(fault, -EBADF, "it gave another key");
	if (r < 0 && secret.bytes)
		r = fault_set(fault, -EBADF, "it failed and gave a key");
	return r;
}

static bool is_expected(const struct kind *kind, unsigned int number, int r)
{
	if (r == -EBADF)
		return false;
	if (kind->outcome == EITHER)
		return true;
	if (r == 0)
		return kind->outcome == SUCCEEDS || code_of(number) == CODE_FLUSH;
	return kind->outcome == FAILS;
}

/* True when all commands have been spoilt in turn and nothing was wrong. */
static bool try_kind(const struct kind *kind, const struct svsm_token *token, bool does_seal)
{
	unsigned int number;

	for (number = 1; number <= COMMANDS_MAX; number++) {
		struct fault fault = FAULT_NONE;
		char text[32];
		int r, left;

		(void)snprintf(text, sizeof(text), "%u:%s", number, kind->name);
		(void)setenv("TCTI_FAULT", text, 1);
		(void)unlink(log_path); /* the first time there is none */
		r = run(token, does_seal, &fault);
		left = clean_up();
		if (!code_of(number))
			break;
		if (is_expected(kind, number, r) && !left && (!r || *fault.text))
			continue;
		printf("not ok %s %s, command %u (0x%03x): %d, '%s', %d left\n",
		       does_seal ? "sealing" : "unsealing", text, number, code_of(number), r,
		       fault.text, left);
		return false;
	}
	printf("ok %s: '%s' at each of %u commands\n", does_seal ? "sealing" : "unsealing",
	       kind->name, number - 1);
	return number > 1;
}

int main(int argc, char **argv)
{
	struct fault fault = FAULT_NONE;
	struct svsm_token token;
	bool is_good = true;
	size_t i;

	tcti = getenv("FAULT_TCTI");
	if (argc < 3 || !tcti || !getenv("TCTI_FAULT_NEXT")) {
		fprintf(stderr, "see the head of the source\n");
		return 2;
	}
	signatures = argc > 3 ? argv[3] : NULL;
	(void)setenv("TSS2_LOG", "all+NONE", 0); /* then it is noisy, no more */
	(void)snprintf(log_path, sizeof(log_path), "faults.%d", (int)getpid());
	(void)setenv("TCTI_FAULT_LOG", log_path, 1);
	if (seal_world_read_token(argv[1], &token, &fault) < 0 ||
	    file_read(argv[2], &key, &fault) < 0) {
		fprintf(stderr, "%s\n", fault.text);
		return 1;
	}
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		is_good &= try_kind(&kinds[i], &token, false);
		is_good &= try_kind(&kinds[i], &token, true);
	}
	(void)unlink(log_path);
	buffer_deinit(&key);
	return is_good ? 0 : 1;
}
