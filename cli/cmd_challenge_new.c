/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl challenge new: a secret that only one TPM can open, and what to remember of it.
 */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/credential_file.h"
#include "lib/format/evidence.h"
#include "lib/policy/credential_exchange.h"
#include "lib/sys/file.h"
#include "lib/sys/whole_file.h"

enum { OPTION_EVIDENCE, OPTION_OUT, OPTION_STATE };

#define STATE_MODE	0600

static int read_evidence(const char *path, struct buffer *text, struct evidence **ret,
			 struct fault *fault)
{
	int r = file_read(path, text, fault);

	return r < 0 ? r : evidence_decode(text->data, text->size, ret, fault);
}

static int make(const char *path, struct buffer *ret_challenge, struct buffer *ret_state,
		struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	_cleanup_(evidence_cleanup) struct evidence *evidence = NULL;
	struct credential_challenge challenge;
	struct credential_state state;
	int r;

	r = read_evidence(path, &text, &evidence, fault);
	if (!r)
		r = credential_exchange_begin(evidence, time(NULL), &challenge, &state, fault);
	if (r < 0)
		return r;
	r = credential_file_encode_challenge(&challenge, ret_challenge);
	if (!r)
		r = credential_file_encode_state(&state, ret_state);
	return r < 0 ? fault_set(fault, r, "challenge: cannot be written down") : 0;
}

/* The state first: a challenge that nobody remembers is no use. */
static int put(const char *const values[], const struct buffer *challenge,
	       const struct buffer *state, struct fault *fault)
{
	int r;

	r = whole_file_create(values[OPTION_STATE], STATE_MODE, state->data, state->size, fault);
	if (r < 0)
		return r;
	r = whole_file_write(values[OPTION_OUT], challenge->data, challenge->size, fault);
	if (r < 0)
		(void)unlink(values[OPTION_STATE]); /* it was ours, and is of no use */
	return r;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(buffer_deinit) struct buffer challenge = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	_cleanup_(buffer_deinit) struct buffer state = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	int r;

	if (!values[OPTION_EVIDENCE] || !values[OPTION_OUT] || !values[OPTION_STATE]) {
		say_usage(command->name, "--evidence, --out and --state are needed");
		return EXIT_USAGE;
	}
	r = make(values[OPTION_EVIDENCE], &challenge, &state, &fault);
	if (!r)
		r = put(values, &challenge, &state, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command challenge_new_command = {
	.name = "challenge new",
	.summary = "make a challenge for the AK and EK of a bundle",
	.details = "The bundle may be a rejected one: nothing of it is believed but which keys it "
		   "is about.\nThe challenge goes to the guest and is no secret; the state stays "
		   "here, is readable by you\nalone, and is used once.\n",
	.options =
		{
			[OPTION_EVIDENCE] = {"evidence", "BUNDLE", "what 'svsmctl attest' wrote"},
			[OPTION_OUT] = {"out", "FILE", "where the challenge goes"},
			[OPTION_STATE] = {"state", "FILE", "file to create for what is remembered"},
		},
	.run = run,
};
