/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing down what a machine shows as what shall be demanded: what changes with every
 * boot or update is left out, what is left out is said.
 */
#include "cli/policy_document.h"

#include <stdbool.h>
#include <stdio.h>

#include "cli/policy_source.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"
#include "lib/format/tcb.h"
#include "lib/show/json.h"

#define TEXT_MAX	512

/* PCRs that firmware and boot loader alone extend, and updates of the system do not change. */
#define PCRS_PROPOSED	(1u << 7 | 1u << 12 | 1u << 14)

static void add_comment(struct json_object *comments, const char *text)
{
	json_append(comments, json_new_text(text));
}

static struct json_object *one_hex(const void *data, size_t size)
{
	struct json_object *list = json_new_array();

	json_append(list, json_new_hex(data, size));
	return list;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
	while (size && !bytes[size - 1])
		size--;
	return !size;
}

static struct json_object *tcb_document(enum snp_product product, const struct tcb *tcb)
{
	struct json_object *object = json_new_object();

	if (product == SNP_PRODUCT_TURIN)
		json_add(object, "fmc", json_new_number(tcb->fmc));
	json_add(object, "bootloader", json_new_number(tcb->bootloader));
	json_add(object, "tee", json_new_number(tcb->tee));
	json_add(object, "snp", json_new_number(tcb->snp));
	json_add(object, "microcode", json_new_number(tcb->microcode));
	return object;
}

static void add_tcb(struct json_object *report, const char *key, enum snp_product product,
		    uint64_t version)
{
	struct tcb tcb;

	if (tcb_decode(product, version, &tcb) == 0)
		json_add(report, key, tcb_document(product, &tcb));
}

static struct json_object *report_document(const struct policy_source *source)
{
	struct json_object *object = json_new_object(), *comments = json_new_array();
	const struct snp_report *report = &source->report;
	bool can_debug = report->policy & SNP_POLICY_DEBUG;
	bool can_migrate = report->policy & SNP_POLICY_MIGRATE_MA;

	json_add(object, "comment", comments);
	add_comment(comments, "The measurement is of the firmware and SVSM that were launched: "
			      "compare it with one that was computed from their images.");
	if (source->product == SNP_PRODUCT_UNKNOWN)
		add_comment(comments, "The report does not name its processor, so no patch levels "
				      "are demanded: add minimum_tcb.");
	else
		add_comment(comments, "Raise minimum_tcb when AMD publishes a security update: "
				      "this is how older keys are retired.");
	if (can_debug)
		add_comment(comments, "This guest can be DEBUGGED by the host and is refused.");
	if (can_migrate)
		add_comment(comments, "This guest can be migrated by an agent and is refused.");
	json_add(object, "measurements",
		 one_hex(report->measurement, sizeof(report->measurement)));
	add_tcb(object, "minimum_tcb", source->product, report->reported_tcb);
	add_tcb(object, "minimum_committed_tcb", source->product, report->committed_tcb);
	add_tcb(object, "minimum_launch_tcb", source->product, report->launch_tcb);
	json_add(object, "minimum_guest_svn", json_new_number(report->guest_svn));
	if (!is_zero(report->id_key_digest, sizeof(report->id_key_digest)))
		json_add(object, "id_key_digests",
			 one_hex(report->id_key_digest, sizeof(report->id_key_digest)));
	if (report->key_info & SNP_KEY_INFO_AUTHOR_KEY)
		json_add(object, "author_key_digests",
			 one_hex(report->author_key_digest, sizeof(report->author_key_digest)));
	if (!is_zero(report->host_data, sizeof(report->host_data)))
		json_add(object, "host_data",
			 json_new_hex(report->host_data, sizeof(report->host_data)));
	json_add(object, "debug", json_new_text("forbidden"));
	json_add(object, "migration", json_new_text("forbidden"));
	json_add(object, "crl", json_new_text("if-given"));
	return object;
}

static struct json_object *vtpm_document(void)
{
	struct json_object *object = json_new_object();

	json_add(object, "comment",
		 json_new_text("'svsmctl challenge' proves that the key which signs quotes is "
			       "the SVSM's."));
	json_add(object, "ak_binding", json_new_text("required"));
	return object;
}

/* Of the bank that quotes are made of; a PCR that nothing has extended is left out. */
static struct json_object *pcrs_document(const struct policy_source *source)
{
	struct json_object *object = json_new_object(), *bank = json_new_object();
	unsigned int pcr;
	char number[8];
	size_t i;

	json_add(object, "comment",
		 json_new_text("PCR 7 is the state of Secure Boot, 12 what was added to a UKI, 14 "
			       "shim's lists. Others change with updates: see the rules below."));
	json_add(object, "sha256", bank);
	for (i = 0; i < source->pcrs.count; i++) {
		const struct pcr_values_bank *values = &source->pcrs.banks[i];

		for (pcr = 0; values->algorithm == HASH_SHA256 && pcr < EVENTLOG_PCRS; pcr++) {
			if (!(values->present & PCRS_PROPOSED & 1u << pcr) ||
			    is_zero(values->pcrs[pcr], values->digest_size))
				continue;
			(void)snprintf(number, sizeof(number), "%u", pcr);
			json_add(bank, number, one_hex(values->pcrs[pcr], values->digest_size));
		}
	}
	return object;
}

static void add_digests(struct json_object *events, struct json_object *comments,
			const char *key, const struct policy_draft_digest *digests, size_t count)
{
	struct json_object *list;
	char text[TEXT_MAX];
	size_t i;

	if (!count)
		return;
	list = json_new_array();
	for (i = 0; i < count; i++) {
		(void)snprintf(text, sizeof(text), "%s %zu: %s", key, i + 1, digests[i].what);
		add_comment(comments, text);
		json_append(list, json_new_hex(digests[i].sha256, POLICY_SHA256_SIZE));
	}
	json_add(events, key, list);
}

static struct json_object *events_document(const struct policy_draft *draft)
{
	struct json_object *object = json_new_object(), *comments = json_new_array(), *lines;
	size_t i;

	json_add(object, "comment", comments);
	if (!draft->has_secure_boot)
		add_comment(comments, "Secure Boot is OFF here, so nothing about it is demanded.");
	if (draft->is_cut)
		add_comment(comments, "The log has more than fits here: the rest is refused.");
	if (draft->has_secure_boot)
		json_add(object, "secure_boot", json_new_text("required"));
	add_digests(object, comments, "signers", draft->signers, draft->signer_count);
	add_digests(object, comments, "uki", draft->images, draft->image_count);
	if (draft->has_section_line) {
		add_comment(comments, "command_line: the UKI has one whose text is in no log, so "
				      "none is demanded; write it down exactly to demand it.");
		return object;
	}
	if (!draft->command_line_count)
		return object;
	lines = json_new_array();
	for (i = 0; i < draft->command_line_count; i++)
		json_append(lines, json_new_text(draft->command_lines[i]));
	add_comment(comments, "command_line: '*' stands for anything.");
	json_add(object, "command_line", lines);
	return object;
}

static struct json_object *logs_document(const struct policy_source *source)
{
	struct json_object *object = json_new_object();

	json_add(object, "firmware", json_new_text(source->has_draft ? "required" : "optional"));
	return object;
}

struct json_object *policy_document(const struct policy_source *source)
{
	struct json_object *object = json_new_object(), *comments = json_new_array();
	char text[TEXT_MAX];

	json_add(object, "comment", comments);
	(void)snprintf(text, sizeof(text), "Drawn by 'svsmctl policy new' from %s.", source->from);
	add_comment(comments, text);
	add_comment(comments, "It demands what that machine shows. Whether that is good is for you "
			      "to say: review every line. See svsm-policy(5).");
	json_add(object, "version", json_new_number(POLICY_VERSION));
	json_add(object, "report", report_document(source));
	json_add(object, "vtpm", vtpm_document());
	if (source->pcrs.count)
		json_add(object, "pcrs", pcrs_document(source));
	json_add(object, "logs", logs_document(source));
	if (source->has_draft)
		json_add(object, "events", events_document(&source->draft));
	return object;
}
