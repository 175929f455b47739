/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Explanations by the name of a line, or by what it begins with.
 */
#include "lib/show/verify_explain.h"

#include <stddef.h>
#include <string.h>

/* A name that ends in '-' stands for all that begin with it; the first that fits counts. */
static const struct {
	const char *name;
	struct verify_explanation explanation;
} explanations[] = {
	{"bundle",
	 {"the file is a bundle, in the one form that it may have",
	  "take the file as 'svsmctl attest' wrote it; editors and JSON tools change it"}},
	{"challenge",
	 {"the bundle was made for this request",
	  "give the nonce that you sent; if you did, the answer is an old one, or "
	  "somebody else's"}},
	{"snp-report",
	 {"the report has the form that AMD defines",
	  "a newer firmware may write a newer version: update svsmctl"}},
	{"snp-signature",
	 {"the report was signed by the key in its certificate",
	  "the certificate may be for other patch levels: 'svsmctl certs fetch' "
	  "gets the one of the report; else the report was changed"}},
	{"snp-issuer",
	 {"AMD's intermediate has certified that key",
	  "give it by --cert, or 'svsmctl certs fetch'"}},
	{"snp-root-signature",
	 {"AMD's root has certified the intermediate",
	  "give the root by --cert, or 'svsmctl certs fetch'"}},
	{"snp-root",
	 {"the chain ends at a root that is trusted",
	  "only AMD's pinned roots count; --ark names another, as for an emulated SVSM"}},
	{"snp-validity",
	 {"all certificates are valid at the time of verification",
	  "check the clock, or --time; else fetch the certificates anew"}},
	{"snp-tcb",
	 {"the key is for the patch levels that the report tells",
	  "the host's firmware was updated: fetch the certificate for the new levels"}},
	{"snp-",
	 {"the report is genuine: made and signed by AMD's secure processor",
	  "a report that fails here is not AMD's, or was changed on its way"}},
	{"certificates",
	 {"every certificate in the bundle is of the chain that was used",
	  "the guest put in what nobody needs; or --ark names another root"}},
	{"crl",
	 {"AMD has revoked none of its keys that were used",
	  "'svsmctl certs fetch' gets the list in force; a revoked key means that this "
	  "processor's line of keys must not be trusted any more"}},
	{"report-vmpl",
	 {"the SVSM asked for the report, not the guest's system",
	  "the guest has no SVSM, or shows a report that it made itself"}},
	{"report-debug",
	 {"the host cannot read the guest's memory by the debugging interface",
	  "launch the guest with a policy that forbids debugging"}},
	{"report-measurement",
	 {"what was launched, firmware and SVSM, is one that is trusted",
	  "add the measurement to the policy after you have computed it from "
	  "the image; never copy it from the evidence alone"}},
	{"report-data",
	 {"the report is of this challenge, this AK and these services",
	  "the report is of another request or another guest: do not trust it"}},
	{"report-",
	 {"the genuine report says what the policy demands",
	  "see svsm-policy(5); patch levels are raised by the host's firmware"}},
	{"manifest",
	 {"the SVSM's list of services is whole, and has a TPM",
	  "attest all services; an SVSM without a vTPM cannot be used here"}},
	{"ek",
	 {"the TPM's endorsement key is of the template that an SVSM uses",
	  "the SVSM is of another make; update svsmctl, or do not trust it"}},
	{"ak-binding",
	 {"the attestation key was seen in the TPM that has that endorsement key",
	  "'svsmctl challenge new', 'respond' in the guest, 'challenge accept', then "
	  "--binding; once per TPM, and per boot if it is ephemeral"}},
	{"ak",
	 {"the attestation key signs nothing but what its TPM states",
	  "let 'svsmctl attest' make the key"}},
	{"qualified-signer",
	 {"the attestation key is a primary key of the endorsement hierarchy",
	  "let 'svsmctl attest' make the key"}},
	{"quote-signature",
	 {"the attestation key signed the quote", "the quote is another TPM's, or was changed"}},
	{"quote",
	 {"the TPM quoted these PCRs for this challenge, report and services",
	  "the quote is of another request, machine or time: do not trust it"}},
	{"pcrs", {"the PCR values are those that were quoted", "the values were changed"}},
	{"seal",
	 {"the attestation key signed the whole bundle",
	  "something was changed, perhaps only what is not proven otherwise"}},
	{"log-",
	 {"the log replays to the quoted PCRs",
	  "the log is of another boot, incomplete or changed; 'svsmctl eventlog verify' in "
	  "the guest tells where they part"}},
	{"logs",
	 {"logs are held against PCR values that are proven",
	  "first mend what failed above: quote-signature, quote or pcrs"}},
	{"policy-pcr-",
	 {"a PCR holds a value that the policy allows",
	  "'svsmctl eventlog diff' tells which event moved it; update the policy if "
	  "that was intended"}},
};

static const struct verify_explanation of_events = {
	"what the proven events tell is what the policy demands",
	"the line names the event; see svsm-policy(5), and update the policy if it was intended",
};

const struct verify_explanation *verify_explain(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(explanations) / sizeof(explanations[0]); i++) {
		const char *known = explanations[i].name;
		size_t length = strlen(known);

		if (known[length - 1] == '-' ? !strncmp(name, known, length) : !strcmp(name, known))
			return &explanations[i].explanation;
	}
	return &of_events;
}
