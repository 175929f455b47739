/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl birth record: once per boot, move the vTPM's counter and the disk's record on.
 */
#include <errno.h>
#include <stdbool.h>

#include "cli/birth.h"
#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/provenance.h"
#include "cli/say.h"
#include "cli/vtpm.h"
#include "lib/base/cleanup.h"
#include "lib/show/json.h"
#include "lib/sys/tpm.h"

enum { OPTION_ACCEPT, OPTION_TCTI, OPTION_JSON };

/* Verdicts that say that something is wrong, which a person may have an explanation for. */
static bool parse_accepted(const char *name, const char *text, enum birth_verdict *ret)
{
	*ret = BIRTH_UNKNOWN;
	if (!text)
		return true;
	if (!birth_verdict_find(text, ret) && *ret != BIRTH_UNKNOWN && *ret != BIRTH_NO_RECORD &&
	    *ret != BIRTH_INDEX_FOREIGN && *ret != BIRTH_SAME)
		return true;
	say_usage(name, "--accept: '%s' is none of not-authentic, remade, index-gone, tpm-behind, "
		  "disk-behind", text);
	return false;
}

/* Whether it is worth a request to the secure processor to go on. */
static bool may_advance(const struct birth *birth, enum birth_verdict accepted)
{
	switch (birth->verdict) {
	case BIRTH_SAME:
		return !birth->is_of_this_boot;
	case BIRTH_NO_RECORD:
	case BIRTH_INDEX_GONE:
		return true;
	case BIRTH_UNKNOWN:
	case BIRTH_INDEX_FOREIGN:
		return false;
	default:
		return birth->verdict == accepted;
	}
}

static const char *advance_remedy(int error)
{
	switch (error) {
	case -ENOSPC:
		return "free an NV index that nothing needs: 'tpm2_getcap handles-nv-index' lists "
		       "them, 'tpm2_nvundefine' frees one";
	case -EACCES:
		return "run as root, and without a password on the owner's and the endorsement "
		       "hierarchy";
	case -EAGAIN:
		return "try again in a minute";
	}
	return NULL;
}

/* 0, also when there is nothing to do: the view tells. */
static int advance(const char *name, struct tpm *tpm, enum birth_verdict accepted,
		   struct birth_view *view)
{
	struct provenance provenance;
	struct fault fault = FAULT_NONE;
	int r;

	if (!may_advance(&view->birth, accepted))
		return 0;
	provenance_prove(name, tpm, &provenance);
	if (provenance.verdict != VERDICT_ACCEPTED) {
		say_error(name, &provenance.fault, provenance.remedy);
		return provenance.error;
	}
	r = birth_advance(tpm, &provenance, accepted, view, &fault);
	if (r == -EKEYREJECTED)
		return 0; /* the view tells that as well */
	if (r < 0)
		say_error(name, &fault, advance_remedy(r));
	return r;
}

static int show(const char *name, const struct birth_view *view, bool is_json)
{
	struct fault fault = FAULT_NONE;

	if (is_json) {
		_cleanup_(json_cleanup) struct json_object *document = birth_json(view);

		json_print(document);
	} else {
		birth_print(view);
	}
	if (view->birth.verdict == BIRTH_SAME && view->birth.is_of_this_boot)
		return EXIT_DONE;
	(void)fault_set(&fault, -EKEYREJECTED, "%s: %s", birth_verdict_name(view->birth.verdict),
			view->birth.reason);
	say_error(name, &fault, *view->birth.remedy ? view->birth.remedy : NULL);
	return EXIT_NO;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(birth_view_deinit) struct birth_view view = BIRTH_VIEW_NONE;
	_cleanup_(cleanup_close) int lock = -1;
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	struct fault fault = FAULT_NONE;
	enum birth_verdict accepted;
	struct vtpm vtpm;
	int r;

	if (!parse_accepted(command->name, values[OPTION_ACCEPT], &accepted))
		return EXIT_USAGE;
	r = vtpm_find(values[OPTION_TCTI], &vtpm, &fault);
	if (!r)
		r = birth_lock(&lock, &fault);
	if (!r)
		r = tpm_open(vtpm.tcti, &tpm, &fault);
	if (!r) {
		birth_look(tpm, NULL, &view);
		r = view.error;
		fault = view.fault;
	}
	if (r < 0) {
		say_error(command->name, &fault, vtpm_remedy(r));
		return EXIT_NO;
	}
	if (advance(command->name, tpm, accepted, &view) < 0)
		return EXIT_NO;
	return show(command->name, &view, !!values[OPTION_JSON]);
}

const struct command birth_record_command = {
	.name = "birth record",
	.summary = "once per boot: count it in the vTPM, and write the record",
	.details = "Proves first that the TPM is the SVSM's, by one attestation.  Does nothing the "
		   "second time in\na boot.  Where vTPM and record do not fit together it changes "
		   "neither, but for --accept with\nthe verdict's own name: then the record begins "
		   "anew, and nothing is known to persist.\n",
	.options =
		{
			[OPTION_ACCEPT] = {"accept", "VERDICT",
					   "begin anew although 'birth show' says VERDICT"},
			[OPTION_TCTI] = {"tcti", "TCTI", "the TPM, instead of the SVSM's chip"},
			[OPTION_JSON] = {"json", NULL, "print JSON"},
		},
	.run = run,
};
