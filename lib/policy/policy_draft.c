/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Drafting: the same reading of events as the rules', so that what is drafted passes.
 */
#include "lib/policy/policy_draft.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/decode.h"
#include "lib/format/efi_variable.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/x509_name.h"
#include "lib/policy/hasher.h"
#include "lib/policy/rule.h"

/* Adds a digest that is not there yet. */
static void add_digest(struct policy_draft *draft, struct policy_draft_digest *list,
		       size_t *count, const uint8_t *sha256, const struct eventlog_event *event)
{
	struct event_facts facts;
	size_t i;

	for (i = 0; i < *count; i++)
		if (!memcmp(list[i].sha256, sha256, POLICY_SHA256_SIZE))
			return;
	if (*count == POLICY_DRAFT_MAX) {
		draft->is_cut = true;
		return;
	}
	decode_event(event, &facts);
	memcpy(list[*count].sha256, sha256, POLICY_SHA256_SIZE);
	(void)snprintf(list[*count].what, POLICY_DRAFT_WHAT_MAX, "%.*s",
		       POLICY_DRAFT_WHAT_MAX - 1, facts.line);
	(*count)++;
}

static void take_variable(struct policy_draft *draft, const struct rule_event *event)
{
	uint8_t sha256[POLICY_SHA256_SIZE];
	struct efi_variable variable;
	size_t skipped = 0;
	char name[2];

	if (event->proof.verdict != CONSISTENCY_PROVEN || !event->proof.data ||
	    efi_variable_parse(event->proof.data, event->proof.size, &variable) < 0)
		return;
	if (efi_variable_is_global(&variable, "SecureBoot"))
		draft->has_secure_boot = variable.value_size == 1 && variable.value[0] == 1;
	if (event->event->type != EV_EFI_VARIABLE_AUTHORITY)
		return;
	/* The owner's GUID stands before the certificate, or does not. */
	if (x509_name_subject(variable.value, variable.value_size, name, sizeof(name)) < 0)
		skipped = GUID_SIZE;
	if (variable.value_size <= skipped ||
	    x509_name_subject(variable.value + skipped, variable.value_size - skipped, name,
			      sizeof(name)) < 0)
		return;
	hasher_sha256(variable.value + skipped, variable.value_size - skipped, sha256);
	add_digest(draft, draft->signers, &draft->signer_count, sha256, event->event);
}

static void take_line(struct policy_draft *draft, const struct rule_event *event)
{
	char text[POLICY_COMMAND_LINE_MAX];
	size_t i;

	if (rule_line_read(event, text) != RULE_LINE_READ)
		return;
	for (i = 0; i < draft->command_line_count; i++)
		if (!strcmp(draft->command_lines[i], text))
			return;
	if (draft->command_line_count == POLICY_DRAFT_MAX)
		draft->is_cut = true;
	else
		strcpy(draft->command_lines[draft->command_line_count++], text);
}

static void take(struct policy_draft *draft, const struct rule_event *event)
{
	switch (event->event->pcr) {
	case 4:
		if (!rule_is_no_image(event))
			add_digest(draft, draft->images, &draft->image_count, event->digest->data,
				   event->event);
		break;
	case 7:
		take_variable(draft, event);
		break;
	case 8:
	case 12:
		take_line(draft, event);
		break;
	case 11:
		draft->has_section_line |= rule_is_line_section(event);
		break;
	}
}

int policy_draft_read(const void *log, size_t size, struct policy_draft *ret,
		      struct fault *fault)
{
	_cleanup_(consistency_cleanup) struct consistency_checker *checker = NULL;
	struct eventlog_event event;
	struct eventlog reader;
	int r;

	memset(ret, 0, sizeof(*ret));
	r = eventlog_init(&reader, log, size, fault);
	if (!r)
		r = consistency_new(&checker, fault);
	if (r < 0)
		return r;
	while ((r = eventlog_next(&reader, &event, fault)) > 0) {
		struct rule_event given = { .event = &event };

		if (event.content == EVENTLOG_CONTENT_TCG && event.type == EV_NO_ACTION)
			continue;
		given.digest = eventlog_event_digest(&event, HASH_SHA256);
		if (!given.digest)
			return fault_set(fault, -EBADMSG, "event log: event %zu has no SHA-256 "
					 "digest", event.number);
		consistency_prove(checker, &event, &given.proof);
		take(ret, &given);
	}
	return r;
}
