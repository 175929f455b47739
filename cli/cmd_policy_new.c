/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl policy new: a policy that the machine would meet as it is, to be reviewed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/device.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/policy_document.h"
#include "cli/policy_source.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/show/json.h"
#include "lib/sys/whole_file.h"

enum { OPTION_EVIDENCE, OPTION_REPORT, OPTION_LOG, OPTION_TCTI, OPTION_OUT };

static int read_source(const struct command *command, const char *const values[],
		       struct policy_source *ret, struct fault *fault)
{
	const struct policy_machine machine = { values[OPTION_TCTI], values[OPTION_LOG] };

	if (values[OPTION_EVIDENCE])
		return policy_source_read_bundle(values[OPTION_EVIDENCE], ret, fault);
	if (values[OPTION_REPORT])
		return policy_source_read_files(values[OPTION_REPORT], values[OPTION_LOG], ret,
						fault);
	return policy_source_read_machine(command->name, &machine, ret, fault);
}

/* An existing policy may have been reviewed: it is not written over. */
static int write_out(struct json_object *document, const char *path, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(1u << 20);
	const char *body = json_document(document);
	int r;

	r = buffer_append(&text, body, strlen(body));
	if (!r)
		r = buffer_append(&text, "\n", 1);
	if (r < 0)
		return fault_set(fault, r, "policy: out of memory");
	return whole_file_create(path, 0644, text.data, text.size, fault);
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(cleanup_free) struct policy_source *source = calloc(1, sizeof(*source));
	_cleanup_(json_cleanup) struct json_object *document = NULL;
	struct fault fault = FAULT_NONE;
	int r;

	if (values[OPTION_EVIDENCE] && (values[OPTION_REPORT] || values[OPTION_LOG])) {
		say_usage(command->name, "--evidence: has the report and the log already");
		return EXIT_USAGE;
	}
	if (values[OPTION_TCTI] && (values[OPTION_EVIDENCE] || values[OPTION_REPORT])) {
		say_usage(command->name, "--tcti: is of this machine, which is not asked then");
		return EXIT_USAGE;
	}
	if (!source) {
		say_note(command->name, "out of memory");
		return EXIT_NO;
	}
	r = read_source(command, values, source, &fault);
	if (r < 0) {
		say_error(command->name, &fault,
			  values[OPTION_EVIDENCE] || values[OPTION_REPORT] ? NULL :
									     device_remedy(r));
		return EXIT_NO;
	}
	document = policy_document(source);
	if (!values[OPTION_OUT]) {
		json_print(document);
	} else if (write_out(document, values[OPTION_OUT], &fault) < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	say_note(command->name, "it demands what was found, which nobody has judged: review it");
	return EXIT_DONE;
}

const struct command policy_new_command = {
	.name = "policy new",
	.summary = "draw a policy from a machine as it is",
	.details = "Without --evidence or --report it asks this machine's SVSM for a report, and "
		   "reads the\nSVSM's TPM and its log.  The policy has comments and is meant to be "
		   "reviewed: a machine\nthat was broken into draws a policy that likes it.\n",
	.options =
		{
			[OPTION_EVIDENCE] = {"evidence", "BUNDLE", "of 'svsmctl attest'"},
			[OPTION_REPORT] = {"report", "FILE", "an SNP report, 1184 bytes"},
			[OPTION_LOG] = {"log", "FILE", "firmware's event log (else: the TPM's)"},
			[OPTION_TCTI] = {"tcti", "TCTI", "how to reach the TPM (else: the SVSM's)"},
			[OPTION_OUT] = {"out", "FILE", "write there, where nothing is yet"},
		},
	.run = run,
};
