/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl challenge accept: a response held against the state, once, and the record of it.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/binding_record.h"
#include "lib/format/credential_file.h"
#include "lib/policy/binding_signature.h"
#include "lib/policy/credential_exchange.h"
#include "lib/sys/file.h"
#include "lib/sys/folder.h"
#include "lib/sys/whole_file.h"

enum { OPTION_STATE, OPTION_RESPONSE, OPTION_OUT, OPTION_VERIFIER, OPTION_SIGN };

#define KEY_FILE_MAX	(64u * 1024)

/* What was read of a secret or a key is wiped. */
static void cleanup_text(struct buffer *text)
{
	if (text->data)
		explicit_bzero(text->data, text->capacity);
	buffer_deinit(text);
}

static int read_state(const char *path, struct credential_state *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct fault reason = FAULT_NONE;
	int r = file_read(path, &text, fault);

	if (r == -ENOENT)
		return fault_set(fault, r, "%s: there is no such file; the first response, right "
				 "or wrong, uses a state up: make a new challenge", path);
	if (r < 0)
		return r;
	r = credential_file_decode_state(text.data, text.size, ret, &reason);
	return r < 0 ? fault_set_at(fault, r, reason.offset, "%s: %s", path, reason.text) : 0;
}

static int read_response(const char *path, struct credential_response *ret, struct fault *fault)
{
	_cleanup_(cleanup_text) struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct fault reason = FAULT_NONE;
	int r = file_read(path, &text, fault);

	if (r < 0)
		return r;
	r = credential_file_decode_response(text.data, text.size, ret, &reason);
	return r < 0 ? fault_set_at(fault, r, reason.offset, "%s: %s", path, reason.text) : 0;
}

/*
 * Only one who removes the state may go on: however many ask at once, a challenge is
 * answered once.  So it is gone after a wrong answer too.
 */
static int accept_once(const char *const values[], const char *verifier,
		       struct binding_record *ret, struct fault *fault)
{
	_cleanup_(credential_response_deinit) struct credential_response response = {
		.secret = SECRET_NONE,
	};
	struct credential_state state;
	int r;

	r = read_response(values[OPTION_RESPONSE], &response, fault);
	if (!r)
		r = read_state(values[OPTION_STATE], &state, fault);
	if (r < 0)
		return r;
	if (unlink(values[OPTION_STATE]) < 0)
		return fault_set(fault, -errno, "%s: cannot be used up: %s", values[OPTION_STATE],
				 error_text(errno));
	return credential_exchange_end(&state, &response, verifier, time(NULL), ret, fault);
}

static int sign(const char *path, const struct buffer *key, struct binding_record *record,
		struct fault *fault)
{
	struct fault reason = FAULT_NONE;
	int r;

	if (!path)
		return 0;
	r = binding_signature_make(record, key->data, key->size, &reason);
	return r < 0 ? fault_set(fault, r, "%s: %s", path, reason.text) : 0;
}

/* The key is tried first: when it is of no use, the state shall still be there. */
static int read_key(const char *path, struct buffer *ret, struct fault *fault)
{
	struct binding_record trial = { .time = 0 };
	int r = path ? file_read(path, ret, fault) : 0;

	return r < 0 ? r : sign(path, ret, &trial, fault);
}

/* Likewise where the record would find no place. */
static int check_folder(const char *path, struct fault *fault)
{
	char folder[PATH_MAX];
	int r = folder_of(path, folder, fault);

	if (r < 0)
		return r;
	if (access(folder, W_OK) < 0)
		return fault_set(fault, -errno, "%s: cannot be written: %s; nothing is used up",
				 path, error_text(errno));
	return 0;
}

static int accept_response(const char *const values[], struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(BINDING_RECORD_SIZE_MAX);
	_cleanup_(cleanup_text) struct buffer key = BUFFER_INIT(KEY_FILE_MAX);
	char host[BINDING_RECORD_VERIFIER_MAX + 1] = "";
	struct binding_record record;
	int r;

	if (gethostname(host, sizeof(host) - 1) < 0 || !*host)
		strcpy(host, "unknown");
	r = read_key(values[OPTION_SIGN], &key, fault);
	if (!r)
		r = check_folder(values[OPTION_OUT], fault);
	if (!r)
		r = accept_once(values, values[OPTION_VERIFIER] ?: host, &record, fault);
	if (!r)
		r = sign(values[OPTION_SIGN], &key, &record, fault);
	if (r < 0)
		return r;
	r = binding_record_encode(&record, &text);
	if (r < 0)
		return fault_set(fault, r, "binding record: cannot be written down: is the "
				 "verifier's name UTF-8?");
	return whole_file_write(values[OPTION_OUT], text.data, text.size, fault);
}

static int run(const struct command *command, const char *const values[])
{
	struct fault fault = FAULT_NONE;

	if (!values[OPTION_STATE] || !values[OPTION_RESPONSE] || !values[OPTION_OUT]) {
		say_usage(command->name, "--state, --response and --out are needed");
		return EXIT_USAGE;
	}
	if (accept_response(values, &fault) < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command challenge_accept_command = {
	.name = "challenge accept",
	.summary = "check a guest's response and write a record of it",
	.details =
		"The state is removed, whatever the answer is.  The record is yours: keep it where "
		"no guest\ncan write, or sign it and demand the signature by 'svsmctl verify "
		"--binding-key'.\n",
	.options =
		{
			[OPTION_STATE] = {"state", "FILE",
					  "what 'svsmctl challenge new' remembered"},
			[OPTION_RESPONSE] = {"response", "FILE", "what 'svsmctl respond' wrote"},
			[OPTION_OUT] = {"out", "FILE", "where the record goes"},
			[OPTION_VERIFIER] = {"verifier", "NAME",
					     "who has seen it, not this host's name"},
			[OPTION_SIGN] =
				{"sign", "PEM",
				 "sign the record by this private key (Ed25519, P-256, P-384)"},
		},
	.run = run,
};
