/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl birth show: compare TPM and record, and change neither.
 */
#include "cli/birth.h"
#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/vtpm.h"
#include "lib/base/cleanup.h"
#include "lib/show/json.h"
#include "lib/sys/tpm.h"

enum { OPTION_TCTI, OPTION_JSON };

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(birth_view_deinit) struct birth_view view = BIRTH_VIEW_NONE;
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	struct fault fault = FAULT_NONE;
	struct vtpm vtpm;
	int r;

	r = vtpm_find(values[OPTION_TCTI], &vtpm, &fault);
	if (!r)
		r = tpm_open(vtpm.tcti, &tpm, &fault);
	if (r < 0) {
		say_error(command->name, &fault, vtpm_remedy(r));
		return EXIT_NO;
	}
	birth_look(tpm, NULL, &view);
	if (view.error) {
		say_error(command->name, &view.fault, vtpm_remedy(view.error));
		return EXIT_NO;
	}
	if (values[OPTION_JSON]) {
		_cleanup_(json_cleanup) struct json_object *document = birth_json(&view);

		json_print(document);
	} else {
		birth_print(&view);
	}
	return view.birth.verdict == BIRTH_SAME ? EXIT_DONE : EXIT_NO;
}

const struct command birth_show_command = {
	.name = "birth show",
	.summary = "compare the vTPM with the record on this disk",
	.details = "Asks the TPM little and the SVSM nothing.\n"
		   "Exit status 0: it is the same vTPM, and neither is older than the other.\n",
	.options =
		{
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM, instead of the SVSM's chip"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.run = run,
};
