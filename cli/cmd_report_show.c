/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl report show: what a report says, true or not.
 */
#include <stddef.h>

#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/report.h"
#include "cli/report_file.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/snp_report.h"
#include "lib/show/json.h"

enum { OPTION_REPORT, OPTION_JSON };

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(report_file_deinit) struct report_file file = REPORT_FILE_NONE;
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	struct fault fault = FAULT_NONE;
	struct snp_report report;
	int r;

	if (!values[OPTION_REPORT]) {
		say_usage(command->name, "--report is missing");
		return EXIT_USAGE;
	}
	r = report_file_read(values[OPTION_REPORT], &file, &fault);
	if (!r)
		r = snp_report_parse(file.report, file.report_size, &report, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	if (values[OPTION_JSON]) {
		object = report_json(&report, snp_report_product(&report));
		if (file.is_hcl)
			json_add(object, "hcl", report_json_hcl(&file.hcl));
		json_print(object);
	} else {
		if (file.is_hcl)
			report_print_hcl(&file.hcl);
		report_print(&report, snp_report_product(&report));
	}
	say_note(command->name, "nothing of this is proven: see 'svsmctl report verify'");
	return EXIT_DONE;
}

const struct command report_show_command = {
	.name = "report show",
	.summary = "print what an SNP report says",
	.details = "The signature is not verified.\n",
	.options =
		{
			[OPTION_REPORT] = {"report", "FILE",
					   "the report, 1184 bytes, or Azure's HCL report"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.run = run,
};
