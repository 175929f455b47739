/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Showing a verification.
 */
#include "cli/verify_show.h"

#include <stdio.h>

#include "lib/base/hex.h"
#include "lib/format/evidence.h"
#include "lib/policy/evidence_verify.h"
#include "lib/show/verify_explain.h"

#define HEX_MAX	128	/* bytes that are shown at once */

static void print_bytes(const char *name, const uint8_t *bytes, size_t size)
{
	char text[HEX_TEXT_SIZE(HEX_MAX)];

	printf("%-22s %s\n", name, hex_encode(bytes, size < HEX_MAX ? size : HEX_MAX, text));
}

static void print_identity(const struct evidence_identity *identity)
{
	print_bytes("report id", identity->report_id, sizeof(identity->report_id));
	print_bytes("chip id", identity->chip_id, sizeof(identity->chip_id));
	print_bytes("measurement", identity->measurement, sizeof(identity->measurement));
	print_bytes("report digest", identity->report_digest, sizeof(identity->report_digest));
	print_bytes("EK name", identity->ek_name.bytes, identity->ek_name.size);
	print_bytes("AK name", identity->ak_name.bytes, identity->ak_name.size);
	printf("%-22s %u resets, %u restarts, %llu ms%s\n", "TPM", identity->reset_count,
	       identity->restart_count, (unsigned long long)identity->clock,
	       identity->is_safe ? "" : " (the clock may have been turned back)");
}

/* The guest's own words; the decoder let no control character through. */
static void print_facts(const struct evidence *evidence)
{
	size_t i;

	for (i = 0; i < evidence->fact_count; i++)
		printf("says %-17s %s\n", evidence->facts[i].key, evidence->facts[i].value);
}

static void print_line(const struct appraisal_line *line, bool is_explained)
{
	const struct verify_explanation *explanation = verify_explain(line->name);

	printf("%-22s %-11s%s%s\n", line->name, appraisal_state_name(line->state),
	       *line->reason ? "  " : "", line->reason);
	if (is_explained && line->state == APPRAISAL_FAILED)
		printf("%-22s   asks: %s\n%-22s   do: %s\n", "", explanation->meaning, "",
		       explanation->remedy);
}

static void print_verdict(const struct appraisal *appraisal)
{
	const struct appraisal_line *line;

	if (appraisal->verdict != VERDICT_ACCEPTED) {
		line = appraisal_first_objection(appraisal);
		printf("REJECTED: %s: %s\n", line ? line->name : "lines",
		       !line ? "there are too many" : *line->reason ? line->reason : "not reached");
		return;
	}
	line = appraisal_next_waived(appraisal, NULL);
	if (!line) {
		puts("ACCEPTED");
		return;
	}
	printf("ACCEPTED, with what the policy waives:");
	for (; line; line = appraisal_next_waived(appraisal, line))
		printf(" %s", line->name);
	putchar('\n');
}

void verify_print(const struct evidence_verification *verification,
		  const struct evidence *evidence, bool is_explained)
{
	const struct appraisal *appraisal = &verification->appraisal;
	size_t i;

	for (i = 0; i < appraisal->count; i++)
		print_line(&appraisal->lines[i], is_explained);
	if (appraisal->verdict == VERDICT_ACCEPTED) {
		print_identity(&verification->identity);
		print_facts(evidence);
	}
	print_verdict(appraisal);
}
