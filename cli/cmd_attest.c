/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl attest: collect all evidence about this guest under a verifier's challenge, as
 * one bundle.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/attest_raw.h"
#include "cli/attest_summary.h"
#include "cli/attest_told.h"
#include "cli/bus.h"
#include "cli/commands.h"
#include "cli/device.h"
#include "cli/json_print.h"
#include "cli/log_places.h"
#include "cli/options.h"
#include "cli/pcr_selection.h"
#include "cli/say.h"
#include "cli/vtpm.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/evidence/collect.h"
#include "lib/policy/ephemeral_key.h"
#include "lib/show/json.h"
#include "lib/sys/file.h"
#include "lib/sys/whole_file.h"

enum {
	OPTION_NONCE,
	OPTION_OUT,
	OPTION_PCRS,
	OPTION_FULL,
	OPTION_AK,
	OPTION_EPHEMERAL_KEY,
	OPTION_TCTI,
	OPTION_JSON,
	OPTION_RAW,
	OPTION_SERVICE,
};

#define KEY_FILE_MAX	65536

/* What the command line comes to; @request points into it. */
struct setting {
	uint8_t challenge[EVIDENCE_CHALLENGE_MAX];
	uint8_t key[EPHEMERAL_KEY_MAX];
	struct vtpm vtpm;
	struct collect_request request;
};

static void take_note(void *user, const char *text)
{
	say_note(user, "%s", text);
}

static int parse_challenge(const char *name, const char *text, struct setting *setting)
{
	size_t digits = text ? strlen(text) : 0;

	if (!text) {
		say_usage(name, "--nonce is needed");
		return -EINVAL;
	}
	if (digits % 2 || digits < 2 * EVIDENCE_CHALLENGE_MIN ||
	    digits > 2 * EVIDENCE_CHALLENGE_MAX) {
		say_usage(name, "--nonce: %zu characters, but a nonce has %d to %d hexadecimal "
			  "digits (%d to %d bytes), as 'openssl rand -hex 32' prints them", digits,
			  2 * EVIDENCE_CHALLENGE_MIN, 2 * EVIDENCE_CHALLENGE_MAX,
			  EVIDENCE_CHALLENGE_MIN, EVIDENCE_CHALLENGE_MAX);
		return -EMSGSIZE;
	}
	if (hex_decode(text, setting->challenge, digits / 2) < 0) {
		say_usage(name, "--nonce: has a character that is no hexadecimal digit");
		return -EBADMSG;
	}
	setting->request.challenge = (struct evidence_bytes){ setting->challenge, digits / 2 };
	return 0;
}

/* Everything on the command line is judged before anything is asked for. */
static int parse(const char *name, const char *const values[], struct setting *setting)
{
	const char *ak = values[OPTION_AK] ?: "ecc";
	struct fault fault = FAULT_NONE;
	int r;

	setting->request.notes = (struct note_taker){ take_note, (void *)name };
	setting->request.is_full = !!values[OPTION_FULL];
	if (values[OPTION_SERVICE]) {
		say_usage(name, "--service: only with --raw, evidence is of all services");
		return -EINVAL;
	}
	if (values[OPTION_JSON] && !values[OPTION_OUT]) {
		say_usage(name, "--json: only with --out, the bundle itself is on standard output");
		return -EINVAL;
	}
	r = parse_challenge(name, values[OPTION_NONCE], setting);
	if (r < 0)
		return r;
	setting->request.is_selection_chosen = !!values[OPTION_PCRS];
	r = pcr_selection_parse(values[OPTION_PCRS] ?: PCR_SELECTION_DEFAULT,
				&setting->request.selection, &fault);
	if (r < 0) {
		say_usage(name, "--pcrs: %s", fault.text);
		return r;
	}
	if (strcmp(ak, "ecc") && strcmp(ak, "rsa")) {
		say_usage(name, "--ak: '%s' is neither ecc nor rsa", ak);
		return -EINVAL;
	}
	setting->request.kind = strcmp(ak, "ecc") ? TPM_AK_RSA : TPM_AK_ECC;
	return 0;
}

static int read_key(const char *path, struct setting *setting, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(KEY_FILE_MAX);
	size_t size;
	int r;

	if (!path)
		return 0;
	r = file_read(path, &bytes, fault);
	if (!r)
		r = ephemeral_key_read(bytes.data, bytes.size, setting->key, &size, fault);
	if (!r)
		setting->request.ephemeral_key = (struct evidence_bytes){ setting->key, size };
	return r;
}

static int find_tpm(const char *tcti, struct setting *setting, struct fault *fault)
{
	int r = vtpm_find(tcti, &setting->vtpm, fault);

	if (r < 0)
		return r;
	setting->request.tcti = setting->vtpm.tcti;
	setting->request.logs = log_places();
	collect_log_paths_complete(&setting->request.logs, &setting->vtpm);
	return 0;
}

static const char *write_remedy(int error)
{
	switch (error) {
	case -EEXIST:
		return "name a file that does not exist yet: nothing is ever overwritten";
	case -ENOENT:
		return "create its folder first";
	case -EACCES:
		return "choose a place where you may write";
	}
	return NULL;
}

/* What the reader should do about a collection that failed, or NULL. */
static const char *collect_remedy(enum collect_stage stage, int error)
{
	switch (stage) {
	case COLLECT_KEY:
		return error == -EKEYREJECTED ?
			       "free that handle with 'tpm2_evictcontrol -C o -c HANDLE', or take "
			       "the other --ak" : vtpm_remedy(error);
	case COLLECT_ASK:
		return device_remedy(error);
	case COLLECT_CHECK:
		return "nothing was written; do not trust this SVSM or its driver";
	case COLLECT_QUOTE:
		return error == -ESTALE ? "try again when less is being measured" :
					  "nothing was written";
	case COLLECT_SEAL:
		break;
	}
	return NULL;
}

static int write_bundle(const char *name, const struct setting *setting,
			const struct collection *collection, const char *const values[],
			struct fault *fault)
{
	const struct buffer *bundle = &collection->bundle;
	const char *path = values[OPTION_OUT];
	int r;

	if (!path) {
		/* What does not reach standard output fails the program at its end. */
		(void)fwrite(bundle->data, 1, bundle->size, stdout);
		say_note(name, "the report came by %s (transport %s)",
			 collection->info.address, collection->info.transport);
		return 0;
	}
	r = whole_file_create(path, 0644, bundle->data, bundle->size, fault);
	if (r < 0)
		return r;
	if (values[OPTION_JSON]) {
		_cleanup_(json_cleanup) struct json_object *summary =
			attest_summary_json(&setting->request, collection, path);

		json_print(summary);
	} else {
		attest_summary_print(&setting->request, collection, path);
	}
	return 0;
}

/* A request to the secure processor is dear: what can fail without one does so first. */
static int prepare(const char *const values[], struct setting *setting, struct svsm_dev **ret_dev,
		   struct fault *fault, const char **ret_remedy)
{
	const char *path = values[OPTION_OUT];
	int r;

	*ret_remedy = NULL;
	r = read_key(values[OPTION_EPHEMERAL_KEY], setting, fault);
	if (r < 0)
		return r;
	if (path && !access(path, F_OK)) {
		*ret_remedy = write_remedy(-EEXIST);
		return fault_set(fault, -EEXIST, "%s: exists already", path);
	}
	r = svsm_dev_open(device_address(), SVSM_DEV_REQUEST, ret_dev, fault);
	if (r < 0) {
		*ret_remedy = device_remedy(r);
		return r;
	}
	r = find_tpm(values[OPTION_TCTI], setting, fault);
	if (r < 0)
		*ret_remedy = vtpm_remedy(r);
	return r;
}

/* As svsmd collects it: nothing of it was chosen here. */
static int run_told(const char *name, const struct setting *setting, const char *const values[])
{
	_cleanup_(buffer_deinit) struct buffer bundle = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	const char *path = values[OPTION_OUT];
	struct fault fault = FAULT_NONE;
	int r;

	r = attest_told(&setting->request.challenge, &bundle, &fault);
	if (r < 0) {
		say_error(name, &fault, bus_remedy_for_user(r));
		return EXIT_NO;
	}
	if (!path) {
		/* What does not reach standard output fails the program at its end. */
		(void)fwrite(bundle.data, 1, bundle.size, stdout);
		say_note(name, "svsmd has collected it");
		return EXIT_DONE;
	}
	r = whole_file_create(path, 0644, bundle.data, bundle.size, &fault);
	if (r < 0) {
		say_error(name, &fault, write_remedy(r));
		return EXIT_NO;
	}
	attest_summary_print_told(path, bundle.size);
	return EXIT_DONE;
}

/* What svsmd takes no wish for. */
static bool is_plain(const char *const values[])
{
	return !values[OPTION_PCRS] && !values[OPTION_FULL] && !values[OPTION_AK] &&
	       !values[OPTION_EPHEMERAL_KEY] && !values[OPTION_TCTI] && !values[OPTION_JSON];
}

static int run_raw(const struct command *command, const char *const values[])
{
	int option;

	for (option = OPTION_PCRS; option <= OPTION_TCTI; option++) {
		if (!values[option])
			continue;
		say_usage(command->name, "--%s: not with --raw", command->options[option].name);
		return EXIT_USAGE;
	}
	return attest_raw(&(struct attest_raw_request){
		.name = command->name,
		.nonce = values[OPTION_NONCE],
		.out = values[OPTION_OUT],
		.service = values[OPTION_SERVICE],
		.is_json = !!values[OPTION_JSON],
	});
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(collection_deinit) struct collection collection = COLLECTION_NONE;
	_cleanup_(svsm_dev_cleanup) struct svsm_dev *dev = NULL;
	struct setting setting = { .request.tcti = NULL };
	struct fault fault = FAULT_NONE;
	const char *remedy;
	int r;

	if (values[OPTION_RAW])
		return run_raw(command, values);
	if (parse(command->name, values, &setting) < 0)
		return EXIT_USAGE;
	r = prepare(values, &setting, &dev, &fault, &remedy);
	if (r == -EACCES && geteuid()) {
		if (is_plain(values))
			return run_told(command->name, &setting, values);
		remedy = "run as root: svsmd, which collects for others, takes no such options";
	}
	if (r < 0) {
		say_error(command->name, &fault, remedy);
		return EXIT_NO;
	}
	r = collect(&setting.request, dev, &collection, &fault);
	if (r < 0) {
		say_error(command->name, &fault, collect_remedy(collection.stage, r));
		return EXIT_NO;
	}
	r = write_bundle(command->name, &setting, &collection, values, &fault);
	if (r < 0) {
		say_error(command->name, &fault, write_remedy(r));
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command attest_command = {
	.name = "attest",
	.summary = "collect all evidence about this guest under a verifier's challenge",
	.details = "Writes one bundle: SNP report, services manifest, certificates, AK, TPM quote, "
		   "PCRs and event\nlogs, bound to the nonce and to each other.  Nothing is proven "
		   "here: 'svsmctl verify' does that,\non the verifier's machine.  With --raw: one "
		   "attestation as it came, into a new folder.\n",
	.options =
		{
			[OPTION_NONCE] = {"nonce", "HEX",
					  "the verifier's challenge, 16 to 64 bytes (--raw: 64)"},
			[OPTION_OUT] = {"out", "FILE",
					"file to create (--raw: folder); else standard output"},
			[OPTION_PCRS] = {"pcrs", "LIST",
					 "PCRs to quote: " PCR_SELECTION_DEFAULT
					 " (default), sha256:0-7,11+sha384:0-7"},
			[OPTION_FULL] = {"full", NULL, "with the log of IMA"},
			[OPTION_AK] = {"ak", "ecc|rsa", "kind of attestation key (default: ecc)"},
			[OPTION_EPHEMERAL_KEY] = {"ephemeral-key", "FILE",
						  "public key, PEM or DER, to bind to the report"},
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM, instead of the SVSM's chip"},
			[OPTION_JSON] = {"json", NULL, "print the summary as JSON (needs --out)"},
			[OPTION_RAW] = {"raw", NULL,
					"one attestation alone, under the nonce itself"},
			[OPTION_SERVICE] = {"service", "NAME|GUID",
					    "with --raw: attest this service alone"},
		},
	.run = run,
};
