/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl respond: open a verifier's challenge with the TPM, which shows that the AK of
 * this guest and the EK that the SVSM's report names are in one TPM.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/vtpm.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/evidence/credential_answer.h"
#include "lib/format/credential_file.h"
#include "lib/sys/file.h"
#include "lib/sys/whole_file.h"

enum { OPTION_CHALLENGE, OPTION_OUT, OPTION_TCTI };

static int read_challenge(const char *path, struct credential_challenge *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct fault reason = FAULT_NONE;
	int r = file_read(path, &text, fault);

	if (r < 0)
		return r;
	r = credential_file_decode_challenge(text.data, text.size, ret, &reason);
	return r < 0 ? fault_set_at(fault, r, reason.offset, "%s: %s", path, reason.text) : 0;
}

static int put_text(const char *path, const struct buffer *text, struct fault *fault)
{
	if (path)
		return whole_file_create(path, 0600, text->data, text->size, fault);
	/* What does not reach standard output fails the program at its end. */
	(void)fwrite(text->data, 1, text->size, stdout);
	return 0;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(credential_answer_wipe) struct buffer text =
		BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct credential_challenge challenge;
	struct fault fault = FAULT_NONE;
	struct vtpm vtpm;
	int r;

	if (!values[OPTION_CHALLENGE]) {
		say_usage(command->name, "--challenge is needed");
		return EXIT_USAGE;
	}
	r = read_challenge(values[OPTION_CHALLENGE], &challenge, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	r = vtpm_find(values[OPTION_TCTI], &vtpm, &fault);
	if (!r)
		r = credential_answer_make(&challenge, vtpm.tcti, &text, &fault);
	if (r < 0) {
		say_error(command->name, &fault, vtpm_remedy(r));
		return EXIT_NO;
	}
	r = put_text(values[OPTION_OUT], &text, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command respond_command = {
	.name = "respond",
	.summary = "answer a verifier's challenge to show that AK and EK are in one TPM",
	.details = "The challenge is made by 'svsmctl challenge new' from this guest's evidence, "
		   "the response is for\n'svsmctl challenge accept'.  The TPM makes its EK once "
		   "more for it, which takes it a while.\n",
	.options =
		{
			[OPTION_CHALLENGE] = {"challenge", "FILE", "the verifier's challenge"},
			[OPTION_OUT] = {"out", "FILE", "file to create; else standard output"},
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM, instead of the SVSM's chip"},
		},
	.run = run,
};
