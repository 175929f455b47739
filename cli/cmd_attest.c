/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl attest: ask the SVSM to attest its services under the caller's nonce,
 * check what a guest can check, and leave the evidence in a new folder.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/attestation.h"
#include "cli/commands.h"
#include "cli/device.h"
#include "cli/json.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/format/service.h"
#include "lib/policy/report_data.h"
#include "lib/sys/staged_dir.h"

enum { OPTION_NONCE, OPTION_OUT, OPTION_SERVICE, OPTION_JSON };

static void cleanup_attestation(struct attestation *attestation)
{
	svsm_dev_answer_deinit(&attestation->answer);
}

/* Everything on the command line is judged before the SVSM is asked for anything. */
static int parse_values(const struct command *command, const char *const values[],
			struct attestation *attestation)
{
	int r;

	if (!values[OPTION_NONCE] || !values[OPTION_OUT] || !*values[OPTION_OUT]) {
		say_usage(command->name, "--nonce and --out are needed");
		return -EINVAL;
	}
	r = hex_decode(values[OPTION_NONCE], attestation->request.nonce,
		       sizeof(attestation->request.nonce));
	if (r == -EMSGSIZE) {
		say_usage(command->name, "--nonce: %zu characters, but a nonce has %u hexadecimal "
			  "digits (64 bytes), as 'openssl rand -hex 64' prints them",
			  strlen(values[OPTION_NONCE]), 2 * SVSM_DEV_NONCE_SIZE);
		return r;
	}
	if (r < 0) {
		say_usage(command->name, "--nonce: has a character that is no hexadecimal digit");
		return r;
	}
	if (!values[OPTION_SERVICE])
		return 0;
	attestation->is_single = true;
	r = service_find(values[OPTION_SERVICE], &attestation->request.guid);
	if (r < 0)
		say_usage(command->name, "--service: '%s' is neither a GUID nor the name of a "
			  "service that is known (vtpm, uefi-mm, reboot)", values[OPTION_SERVICE]);
	return r;
}

/*
 * What the bytes mean, and whether they belong together.  Certificates that make
 * no sense are the host's doing and cost nothing: the report can be verified with
 * AMD's own copies.  Everything else must be right.
 */
static int check(struct attestation *attestation, struct fault *fault)
{
	const struct svsm_dev_answer *answer = &attestation->answer;
	int r;

	r = snp_report_parse(answer->report, answer->report_size, &attestation->report, fault);
	if (r < 0)
		return r;
	if (report_data_check(&attestation->report, attestation->request.nonce, answer->manifest,
			      answer->manifest_size, fault) != VERDICT_ACCEPTED)
		return -EKEYREJECTED;
	r = cert_table_parse(answer->certs, answer->certs_size, &attestation->certs,
			     &attestation->certs_fault);
	attestation->are_certs_malformed = r < 0;
	if (attestation->is_single)
		return 0;
	r = services_manifest_parse(answer->manifest, answer->manifest_size,
				    &attestation->services, fault);
	if (r < 0)
		return r;
	if (!services_manifest_find(&attestation->services, &service_vtpm))
		return fault_set(fault, -ENXIO, "services manifest: does not name the vTPM");
	return 0;
}

static int write_certs(const struct attestation *attestation, struct staged_dir *dir,
		       struct fault *fault)
{
	enum cert_kind kind;
	int r;

	if (!attestation->answer.certs_size)
		return 0;
	r = staged_dir_write(dir, "certs.bin", attestation->answer.certs,
			     attestation->answer.certs_size, fault);
	for (kind = CERT_VCEK; !r && kind <= CERT_ARK; kind++) {
		const struct cert_entry *entry = cert_table_find(&attestation->certs, kind);
		char name[16];

		if (!entry)
			continue;
		(void)snprintf(name, sizeof(name), "%s.der", cert_kind_name(kind));
		r = staged_dir_write(dir, name, entry->data, entry->size, fault);
	}
	return r;
}

static int write_files(const struct attestation *attestation, struct json_object *summary,
		       struct staged_dir *dir, struct fault *fault)
{
	const struct svsm_dev_answer *answer = &attestation->answer;
	_cleanup_(cleanup_free) char *text = NULL;
	int length, r;

	length = asprintf(&text, "%s\n", json_document(summary));
	if (length < 0) {
		text = NULL;
		return fault_set(fault, -ENOMEM, "attest.json: out of memory");
	}
	r = staged_dir_write(dir, "nonce.bin", attestation->request.nonce,
			     sizeof(attestation->request.nonce), fault);
	if (!r)
		r = staged_dir_write(dir, "report.bin", answer->report, answer->report_size, fault);
	if (!r)
		r = staged_dir_write(dir, "manifest.bin", answer->manifest, answer->manifest_size,
				     fault);
	if (!r)
		r = write_certs(attestation, dir, fault);
	if (!r)
		r = staged_dir_write(dir, "attest.json", text, (size_t)length, fault);
	if (!r)
		r = staged_dir_publish(dir, fault);
	return r;
}

static const char *folder_remedy(int error)
{
	switch (error) {
	case -EEXIST:
		return "name a folder that does not exist yet: nothing is ever overwritten";
	case -ENOENT:
		return "create its parent folder first";
	case -EACCES:
		return "choose a place where you may write";
	}
	return NULL;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(cleanup_attestation) struct attestation attestation = { .is_single = false };
	_cleanup_(staged_dir_cleanup) struct staged_dir *dir = NULL;
	_cleanup_(cleanup_json) struct json_object *summary = NULL;
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	struct fault fault = FAULT_NONE;
	int r;

	if (parse_values(command, values, &attestation) < 0)
		return EXIT_USAGE;

	r = svsm_dev_open(device_address(), SVSM_DEV_REQUEST, &dev, &fault);
	if (r < 0) {
		say_error(command->name, &fault, device_remedy(r));
		return EXIT_NO;
	}
	/* A request is dear: first see that its answer can be kept. */
	r = staged_dir_new(values[OPTION_OUT], &dir, &fault);
	if (r < 0) {
		say_error(command->name, &fault, folder_remedy(r));
		return EXIT_NO;
	}
	r = svsm_dev_attest(dev, &attestation.request, &attestation.answer, &fault);
	if (r < 0) {
		say_error(command->name, &fault, device_remedy(r));
		return EXIT_NO;
	}
	r = check(&attestation, &fault);
	if (r < 0) {
		say_error(command->name, &fault,
			  "nothing was written; do not trust this SVSM or its driver");
		return EXIT_NO;
	}
	if (attestation.are_certs_malformed)
		say_note(command->name, "%s; certs.bin is kept as it came",
			 attestation.certs_fault.text);

	summary = attestation_json(&attestation);
	r = write_files(&attestation, summary, dir, &fault);
	if (r < 0) {
		say_error(command->name, &fault, folder_remedy(r));
		return EXIT_NO;
	}
	if (values[OPTION_JSON])
		json_print(summary);
	else
		attestation_print(&attestation, values[OPTION_OUT]);
	return EXIT_DONE;
}

const struct command attest_command = {
	.name = "attest",
	.summary = "have the SVSM attest its services under a nonce",
	.details = "Writes report.bin, manifest.bin, nonce.bin, attest.json and, where the host "
		   "gave them,\ncerts.bin and the certificates into a new folder, which appears "
		   "complete or not at all.\nREPORT_DATA, VMPL and the manifest are checked; the "
		   "signature is not verified.\n",
	.options =
		{
			[OPTION_NONCE] = {"nonce", "HEX",
					  "the verifier's challenge: 128 hexadecimal digits"},
			[OPTION_OUT] = {"out", "DIR", "folder to create"},
			[OPTION_SERVICE] = {"service", "NAME|GUID", "attest this service alone"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.run = run,
};
