/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making JSON of a verification.
 */
#include "lib/show/verify_json.h"

#include "lib/format/evidence.h"
#include "lib/policy/evidence_verify.h"
#include "lib/show/json.h"
#include "lib/show/verify_explain.h"

static bool is_objection(const struct appraisal_line *line)
{
	return line->state == APPRAISAL_FAILED || line->state == APPRAISAL_NOT_REACHED;
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
