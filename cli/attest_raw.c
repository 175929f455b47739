/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One attestation into a folder.
 */
#include "cli/attest_raw.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/attestation.h"
#include "cli/device.h"
#include "cli/json_print.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/format/service.h"
#include "lib/show/json.h"
#include "lib/sys/staged_dir.h"

static void cleanup_attestation(struct attestation *attestation)
{
	svsm_dev_answer_deinit(&attestation->answer);
}

/* Everything on the command line is judged before the SVSM is asked for anything. */
static int parse(const struct attest_raw_request *asked, struct attestation *attestation)
{
	int r;

	if (!asked->nonce || !asked->out || !*asked->out) {
		say_usage(asked->name, "--nonce and --out are needed");
		return -EINVAL;
	}
	r = hex_decode(asked->nonce, attestation->request.nonce,
		       sizeof(attestation->request.nonce));
	if (r == -EMSGSIZE) {
		say_usage(asked->name, "--nonce: %zu characters, but a nonce has %u hexadecimal "
			  "digits (64 bytes), as 'openssl rand -hex 64' prints them",
			  strlen(asked->nonce), 2 * SVSM_DEV_NONCE_SIZE);
		return r;
	}
	if (r < 0) {
		say_usage(asked->name, "--nonce: has a character that is no hexadecimal digit");
		return r;
	}
	if (!asked->service)
		return 0;
	attestation->is_single = true;
	r = service_find(asked->service, &attestation->request.guid);
	if (r < 0)
		say_usage(asked->name, "--service: '%s' is neither a GUID nor the name of a "
			  "service that is known (vtpm, uefi-mm, reboot)", asked->service);
	return r;
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

int attest_raw(const struct attest_raw_request *asked)
{
	_cleanup_(cleanup_attestation) struct attestation attestation = { .is_single = false };
	_cleanup_(staged_dir_cleanup) struct staged_dir *dir = NULL;
	_cleanup_(json_cleanup) struct json_object *summary = NULL;
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	struct fault fault = FAULT_NONE;
	int r;

	if (parse(asked, &attestation) < 0)
		return EXIT_USAGE;

	r = svsm_dev_open(device_address(), SVSM_DEV_REQUEST, &dev, &fault);
	if (r < 0) {
		say_error(asked->name, &fault, device_remedy(r));
		return EXIT_NO;
	}
	/* A request is dear: first see that its answer can be kept. */
	r = staged_dir_new(asked->out, &dir, &fault);
	if (r < 0) {
		say_error(asked->name, &fault, folder_remedy(r));
		return EXIT_NO;
	}
	r = svsm_dev_attest(dev, &attestation.request, &attestation.answer, &fault);
	if (r < 0) {
		say_error(asked->name, &fault, device_remedy(r));
		return EXIT_NO;
	}
	r = attestation_check(&attestation, &fault);
	if (r < 0) {
		say_error(asked->name, &fault,
			  "nothing was written; do not trust this SVSM or its driver");
		return EXIT_NO;
	}
	if (attestation.are_certs_malformed)
		say_note(asked->name, "%s; certs.bin is kept as it came",
			 attestation.certs_fault.text);

	summary = attestation_json(&attestation);
	r = write_files(&attestation, summary, dir, &fault);
	if (r < 0) {
		say_error(asked->name, &fault, folder_remedy(r));
		return EXIT_NO;
	}
	if (asked->is_json)
		json_print(summary);
	else
		attestation_print(&attestation, asked->out);
	return EXIT_DONE;
}
