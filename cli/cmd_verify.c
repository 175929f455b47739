/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl verify: an evidence bundle, from AMD's root to the last measured event, on any
 * machine and without a network.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <time.h>

#include "cli/cert_place.h"
#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/verify_show.h"
#include "cli/verify_verdict.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/evidence/verify_inputs.h"
#include "lib/format/time_span.h"
#include "lib/format/verdict_record.h"
#include "lib/show/json.h"
#include "lib/show/verify_json.h"

enum {
	OPTION_NONCE,
	OPTION_POLICY,
	OPTION_CERT,
	OPTION_ARK,
	OPTION_CRL,
	OPTION_BINDING,
	OPTION_BINDING_KEY,
	OPTION_TIME,
	OPTION_JSON,
	OPTION_EXPLAIN,
	OPTION_VERDICT,
	OPTION_SIGN,
	OPTION_VALID,
	OPTION_VERIFIER,
};

#define VALID_DEFAULT	"1d"

#define OPERAND_BUNDLE	COMMAND_OPTIONS_MAX
#define CERTS		(COMMAND_OPTIONS_MAX + 1)

struct challenge {
	uint8_t bytes[EVIDENCE_CHALLENGE_MAX];
	size_t size;
};

static int parse_challenge(const struct command *command, const char *text,
			   struct challenge *ret)
{
	size_t digits = text ? strlen(text) : 0;

	if (!text) {
		say_usage(command->name, "--nonce is needed: evidence without one may be of any "
			  "time");
		return -EINVAL;
	}
	if (digits % 2 || digits < 2 * EVIDENCE_CHALLENGE_MIN ||
	    digits > 2 * EVIDENCE_CHALLENGE_MAX || hex_decode(text, ret->bytes, digits / 2) < 0) {
		say_usage(command->name, "--nonce: '%s' is not %d to %d bytes in hexadecimal digits",
			  text, EVIDENCE_CHALLENGE_MIN, EVIDENCE_CHALLENGE_MAX);
		return -EINVAL;
	}
	ret->size = digits / 2;
	return 0;
}

static int parse_time(const struct command *command, const char *text, int64_t *ret)
{
	struct tm parts = { .tm_sec = 0 };
	const char *end;

	if (!text) {
		*ret = time(NULL);
		return 0;
	}
	end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);
	if (!end || *end) {
		say_usage(command->name, "--time: '%s' is not like 2027-01-31T12:00:00Z", text);
		return -EINVAL;
	}
	*ret = timegm(&parts);
	return 0;
}

static int parse_verdict(const struct command *command, const char *const values[],
			 uint64_t *ret_valid)
{
	const char *valid = values[OPTION_VALID] ?: VALID_DEFAULT;
	uint64_t ms;

	if (!values[OPTION_VERDICT] != !values[OPTION_SIGN]) {
		say_usage(command->name, "--verdict and --sign: only together, since a verdict "
			  "counts by its signature");
		return -EINVAL;
	}
	if ((values[OPTION_VALID] || values[OPTION_VERIFIER]) && !values[OPTION_VERDICT]) {
		say_usage(command->name, "--valid, --verifier: only with --verdict");
		return -EINVAL;
	}
	if (time_span_parse(valid, &ms) < 0 || ms < 1000 ||
	    ms / 1000 > VERDICT_RECORD_VALID_MAX) {
		say_usage(command->name, "--valid: '%s' is no span of time from 1s to 30d", valid);
		return -EINVAL;
	}
	*ret_valid = ms / 1000;
	return 0;
}

static int verify(const struct command *command, const char *const values[],
		  const struct challenge *challenge, int64_t now, uint64_t valid)
{
	_cleanup_(verify_inputs_deinit) struct verify_inputs inputs;
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	char store[PATH_MAX];
	struct verify_paths paths = {
		.bundle = values[OPERAND_BUNDLE],
		.policy = values[OPTION_POLICY],
		.ark = values[OPTION_ARK],
		.crl = values[OPTION_CRL],
		.binding = values[OPTION_BINDING],
		.binding_key = values[OPTION_BINDING_KEY],
		.certs = values + CERTS,
		.cert_count = COMMAND_OPERANDS_MAX - 1,
	};
	struct evidence_verification verification;
	struct fault fault = FAULT_NONE;
	int r;

	inputs = (struct verify_inputs){ .evidence = NULL };
	r = cert_place_path(store, &fault);
	if (!r)
		paths.store = store;
	if (!r || r == -ENOENT)
		r = verify_inputs_read(&paths, &inputs, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return r == -EKEYREJECTED ? EXIT_NO : EXIT_USAGE;
	}
	inputs.params.challenge = challenge->bytes;
	inputs.params.challenge_size = challenge->size;
	inputs.params.now = now;
	(void)evidence_verify(&inputs.params, &verification); /* the verdict is in it */
	if (values[OPTION_VERDICT])
		r = verify_verdict_write(&(struct verify_verdict_request){
				.path = values[OPTION_VERDICT],
				.key = values[OPTION_SIGN],
				.verifier = values[OPTION_VERIFIER],
				.valid = valid,
				.challenge = challenge->bytes,
				.challenge_size = challenge->size,
				.bundle = inputs.bundle.data,
				.bundle_size = inputs.bundle.size,
				.now = now,
			}, &verification, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_USAGE;
	}

	if (values[OPTION_JSON]) {
		object = verify_json(&verification, inputs.evidence, values[OPTION_EXPLAIN]);
		json_print(object);
	} else {
		verify_print(&verification, inputs.evidence, values[OPTION_EXPLAIN]);
	}
	return verification.appraisal.verdict == VERDICT_ACCEPTED ? EXIT_DONE : EXIT_NO;
}

static int run(const struct command *command, const char *const values[])
{
	struct challenge challenge;
	uint64_t valid;
	int64_t now;

	if (parse_challenge(command, values[OPTION_NONCE], &challenge) < 0 ||
	    parse_time(command, values[OPTION_TIME], &now) < 0 ||
	    parse_verdict(command, values, &valid) < 0)
		return EXIT_USAGE;
	if (values[OPTION_BINDING_KEY] && !values[OPTION_BINDING]) {
		say_usage(command->name, "--binding-key: only with --binding");
		return EXIT_USAGE;
	}
	return verify(command, values, &challenge, now, valid);
}

const struct command verify_command = {
	.name = "verify",
	.summary = "verify an evidence bundle against a policy, offline",
	.details =
		"BUNDLE is what 'svsmctl attest' wrote.  Every question is a line with a reason; "
		"the last\nline is the verdict.  Without a policy no launch measurement is "
		"trusted, so nothing is\naccepted; without --binding nothing is either, unless the "
		"policy waives it.\nExit status 0 accepted, 1 rejected, 2 an input cannot be "
		"read.\n",
	.options =
		{
			[OPTION_NONCE] = {"nonce", "HEX",
					  "the challenge that the bundle must answer"},
			[OPTION_POLICY] = {"policy", "FILE",
					   "what is demanded, see svsm-policy(5)"},
			[OPTION_CERT] = {"cert", "FILE",
					 "certificates beside the bundle's, PEM or DER",
					 .is_repeatable = true},
			[OPTION_ARK] = {"ark", "FILE",
					"trust this root, and no other (an emulated SVSM's)"},
			[OPTION_CRL] = {"crl", "FILE", "the root's revocation list, PEM or DER"},
			[OPTION_BINDING] = {"binding", "FILE",
					    "the record that 'svsmctl challenge accept' wrote"},
			[OPTION_BINDING_KEY] = {"binding-key", "PEM",
						"demand that this public key signed the record"},
			[OPTION_TIME] = {"time", "TIME",
					 "verify as of then (2027-01-31T12:00:00Z), not as of now"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
			[OPTION_EXPLAIN] = {"explain", NULL,
					    "say what a line that failed asks, and what to do"},
			[OPTION_VERDICT] = {"verdict", "FILE",
					    "sign the answer for the guest, into a new file"},
			[OPTION_SIGN] = {"sign", "PEM",
					 "by this private key (Ed25519, P-256, P-384)"},
			[OPTION_VALID] = {"valid", "TIME",
					  "how long it holds once the guest has it (1d)"},
			[OPTION_VERIFIER] = {"verifier", "NAME", "name to sign it with"},
		},
	.operands = "BUNDLE",
	.operands_min = 1,
	.operands_max = 1,
	.run = run,
};
