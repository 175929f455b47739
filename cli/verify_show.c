/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Showing a verification.
 */
#include "cli/verify_show.h"

#include <stdio.h>

#include "cli/json.h"
#include "cli/verify_explain.h"
#include "lib/base/hex.h"
#include "lib/format/evidence.h"
#include "lib/policy/evidence_verify.h"

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

static bool is_objection(const struct appraisal_line *line)
{
	return line->state == APPRAISAL_FAILED || line->state == APPRAISAL_NOT_REACHED;
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

static struct json_object *line_json(const struct appraisal_line *line, bool is_explained)
{
	const struct verify_explanation *explanation = verify_explain(line->name);
	struct json_object *object = json_new_object();

	json_add(object, "line", json_new_text(line->name));
	json_add(object, "state", json_new_text(appraisal_state_name(line->state)));
	json_add(object, "reason", json_new_text(*line->reason ? line->reason : NULL));
	if (is_explained) {
		json_add(object, "asks", json_new_text(explanation->meaning));
		json_add(object, "remedy", json_new_text(is_objection(line) ? explanation->remedy :
									      NULL));
	}
	return object;
}

static struct json_object *identity_json(const struct evidence_identity *identity)
{
	struct json_object *object = json_new_object();

	json_add(object, "report_id", json_new_hex(identity->report_id,
						   sizeof(identity->report_id)));
	json_add(object, "chip_id", json_new_hex(identity->chip_id, sizeof(identity->chip_id)));
	json_add(object, "measurement", json_new_hex(identity->measurement,
						     sizeof(identity->measurement)));
	json_add(object, "report_digest", json_new_hex(identity->report_digest,
						       sizeof(identity->report_digest)));
	json_add(object, "ek_name", json_new_hex(identity->ek_name.bytes, identity->ek_name.size));
	json_add(object, "ak_name", json_new_hex(identity->ak_name.bytes, identity->ak_name.size));
	json_add(object, "reset_count", json_new_number(identity->reset_count));
	json_add(object, "restart_count", json_new_number(identity->restart_count));
	json_add(object, "clock", json_new_number(identity->clock));
	json_add(object, "is_safe", json_new_bool(identity->is_safe));
	return object;
}

static struct json_object *facts_json(const struct evidence *evidence)
{
	struct json_object *object = json_new_object();
	size_t i;

	for (i = 0; i < evidence->fact_count; i++)
		json_add(object, evidence->facts[i].key, json_new_text(evidence->facts[i].value));
	return object;
}

struct json_object *verify_json(const struct evidence_verification *verification,
				const struct evidence *evidence, bool is_explained)
{
	const struct appraisal *appraisal = &verification->appraisal;
	const bool is_accepted = appraisal->verdict == VERDICT_ACCEPTED;
	struct json_object *object = json_new_object(), *lines = json_new_array();
	struct json_object *waived = json_new_array();
	const struct appraisal_line *line = appraisal_first_objection(appraisal);
	size_t i;

	for (i = 0; i < appraisal->count; i++)
		json_append(lines, line_json(&appraisal->lines[i], is_explained));
	json_add(object, "is_accepted", json_new_bool(is_accepted));
	json_add(object, "objection", is_accepted || !line ? NULL : json_new_text(line->name));
	line = NULL;
	while ((line = appraisal_next_waived(appraisal, line)))
		json_append(waived, json_new_text(line->name));
	json_add(object, "waived", waived);
	json_add(object, "lines", lines);
	json_add(object, "identity", is_accepted ? identity_json(&verification->identity) : NULL);
	json_add(object, "facts", is_accepted ? facts_json(evidence) : NULL);
	return object;
}
