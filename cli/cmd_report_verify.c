/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl report verify: from a report to AMD's root, every step told.
 */
#include <errno.h>
#include <stddef.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/report.h"
#include "cli/report_file.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_certs.h"
#include "lib/policy/snp_verify.h"
#include "lib/show/json.h"
#include "lib/sys/file.h"

#define CERT_FILE_MAX	(256u * 1024)

enum { OPTION_REPORT, OPTION_CERT, OPTION_ARK, OPTION_JSON };

static int read_file(const char *path, struct snp_certs *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(CERT_FILE_MAX);
	struct fault reason = FAULT_NONE;
	int r;

	r = file_read(path, &bytes, fault);
	if (r < 0)
		return r;
	r = snp_certs_add(ret, bytes.data, bytes.size, &reason);
	return r < 0 ? fault_set(fault, r, "%s: %s", path, reason.text) : 0;
}

/*
 * A file with a leaf in it is evidence, from whom is to be judged: no more than the
 * leaf is taken from it.  The CAs are the verifier's to bring, so that one look at
 * the command line tells where the chain is from.
 */
static int read_certs(const struct command *command, const char *path, struct snp_certs *certs,
		      struct fault *fault)
{
	_cleanup_(snp_certs_deinit) struct snp_certs file = { .count = 0 };
	struct fault reason = FAULT_NONE;
	int r;

	r = read_file(path, &file, fault);
	if (r < 0)
		return r;
	if (snp_certs_count_leaves(&file) && snp_certs_count_leaves(&file) < file.count)
		say_note(command->name, "%s: the CA certificates beside the leaf are not used; "
			 "give them by a --cert of their own", path);
	r = snp_certs_move(certs, &file, snp_certs_count_leaves(&file), &reason);
	return r < 0 ? fault_set(fault, r, "%s: %s", path, reason.text) : 0;
}

/* A root is trusted by name of its file: one certificate, so that it is clear which. */
static int read_ark(const char *path, struct snp_certs *arks, struct fault *fault)
{
	int r = path ? read_file(path, arks, fault) : 0;

	if (!r && arks->count > 1)
		return fault_set(fault, -E2BIG, "%s: %zu certificates, where one is to be trusted",
				 path, arks->count);
	return r;
}

static int read_all(const struct command *command, const char *const values[],
		    struct snp_certs *certs, struct snp_certs *arks, struct fault *fault)
{
	const char *const *path = values + COMMAND_OPTIONS_MAX;
	int r = 0;
	size_t i;

	for (i = 0; !r && i < COMMAND_OPERANDS_MAX && path[i]; i++)
		r = read_certs(command, path[i], certs, fault);
	return r ?: read_ark(values[OPTION_ARK], arks, fault);
}

static int tell(const char *const values[], const struct report_file *file,
		const struct snp_verification *verification)
{
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	struct report_runtime judged, *runtime = NULL;

	if (file->is_hcl) {
		report_judge_runtime(&file->hcl, verification, &judged);
		runtime = &judged;
	}
	if (values[OPTION_JSON]) {
		object = report_json_verification(verification, runtime);
		if (file->is_hcl)
			json_add(object, "hcl", report_json_hcl(&file->hcl));
		json_print(object);
	} else {
		if (file->is_hcl)
			report_print_hcl(&file->hcl);
		report_print_verification(verification, runtime);
	}
	return report_is_verified(verification, runtime) ? EXIT_DONE : EXIT_NO;
}

static int verify(const struct command *command, const char *const values[],
		  struct snp_certs *certs, struct snp_certs *arks)
{
	_cleanup_(report_file_deinit) struct report_file file = REPORT_FILE_NONE;
	struct snp_verification verification;
	struct snp_verify_params params = { .certs = certs, .now = time(NULL) };
	struct fault fault = FAULT_NONE;
	int r;

	r = report_file_read(values[OPTION_REPORT], &file, &fault);
	if (!r)
		r = read_all(command, values, certs, arks, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	params.report = file.report;
	params.report_size = file.report_size;
	params.ark = arks->count ? arks->items[0] : NULL;
	(void)snp_verify(&params, &verification); /* the verdict is in it */
	return tell(values, &file, &verification);
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(snp_certs_deinit) struct snp_certs certs = { .count = 0 };
	_cleanup_(snp_certs_deinit) struct snp_certs arks = { .count = 0 };

	if (!values[OPTION_REPORT] || !values[OPTION_CERT]) {
		say_usage(command->name, "--%s is missing",
			  values[OPTION_REPORT] ? "cert" : "report");
		return EXIT_USAGE;
	}
	return verify(command, values, &certs, &arks);
}

const struct command report_verify_command = {
	.name = "report verify",
	.summary = "verify an SNP report up to AMD's root",
	.details = "Certificates are given in any order and more than needed: which belong "
		   "together is found\nby their signatures.  From a file with a leaf in it only "
		   "the leaf is taken; CAs are given by\nfiles of their own.  A root counts when "
		   "it is one of AMD's that are pinned here, or the one\nthat --ark names.  Exit "
		   "status 1 when the report is not verified to a root.\n",
	.options =
		{
			[OPTION_REPORT] = {"report", "FILE",
					   "the report, 1184 bytes, or Azure's HCL report"},
			[OPTION_CERT] = {"cert", "FILE",
					 "certificates, PEM or DER: VCEK or VLEK, ASK or ASVK, ARK",
					 .is_repeatable = true},
			[OPTION_ARK] = {"ark", "FILE",
					"trust this root, and no other (an emulated SVSM's)"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.operands_max = COMMAND_OPERANDS_MAX,
	.run = run,
};
