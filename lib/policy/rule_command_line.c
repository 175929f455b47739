/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rule about the kernel's command line, where boot loaders measure it:
 *
 *	PCR 8	GRUB: its commands, and the command line, which begins with the kernel's path
 *	PCR 11	systemd-stub: the UKI's section .cmdline: its name, and then its bytes, which
 *		are not in the log: only an exact text can be recognised by its digest
 *	PCR 12	systemd-boot and -stub: what was given instead, or added, in UTF-16
 *
 * GRUB's prefixes ("kernel_cmdline: ") and the event types are covered by no digest, so
 * what was measured decides.  An event of PCRs 8 and 12 that is unproven may hide one.
 */
#include "lib/policy/rule.h"

#include <stdio.h>
#include <string.h>

#include "lib/format/eventlog.h"
#include "lib/format/policy_file.h"
#include "lib/format/unicode.h"

#define PCR_GRUB	8
#define PCR_SECTIONS	11

/* Whether @text matches @pattern, whose '*' stands for any bytes, none too. */
static bool is_match(const char *pattern, const char *text)
{
	const char *star = NULL, *again = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			again = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++again;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

static void judge(struct rule *rule, const struct policy_events *policy,
		  const struct rule_event *event, const char *text)
{
	size_t i;

	for (i = 0; i < policy->command_line_count; i++)
		if (is_match(policy->command_lines[i], text)) {
			rule->satisfied++;
			return;
		}
	rule_fail(rule, event, "the policy does not allow this command line");
}

/* The bytes of the section: ukify writes the text as it is given, perhaps with its end. */
static void judge_section(struct rule *rule, const struct policy_events *policy,
			  const struct rule_event *event)
{
	static const struct {
		const char *bytes;
		size_t size;
	} ends[] = { { "", 0 }, { "", 1 }, { "\n", 1 }, { "\n", 2 } };
	char text[POLICY_COMMAND_LINE_MAX + 2];
	size_t i, j, length;

	for (i = 0; i < policy->command_line_count; i++) {
		length = strlen(policy->command_lines[i]);
		memcpy(text, policy->command_lines[i], length);
		for (j = 0; j < sizeof(ends) / sizeof(ends[0]); j++) {
			memcpy(text + length, ends[j].bytes, ends[j].size);
			if (!rule_digest_is(event, text, length + ends[j].size))
				continue;
			rule->satisfied++;
			return;
		}
	}
	rule_fail(rule, event, "the digest of the UKI's command line is of none that the policy "
		  "spells out");
}

bool rule_is_line_section(const struct rule_event *event)
{
	static const char name[] = ".cmdline"; /* measured with its zero */

	return rule_digest_is(event, name, sizeof(name));
}

static void take_section(struct rule *rule, const struct policy_events *policy,
			 const struct rule_event *event)
{
	if (rule->is_content_next) {
		rule->is_content_next = false;
		judge_section(rule, policy, event);
		return;
	}
	rule->is_content_next = rule_is_line_section(event);
}

/* Bytes without zeros: UTF-8, which is a command line where GRUB begins it with a path. */
static enum rule_line read_text(const struct rule_event *event,
				char ret[static POLICY_COMMAND_LINE_MAX])
{
	const struct consistency_proof *proof = &event->proof;

	if (event->event->pcr != PCR_GRUB || !proof->size ||
	    (proof->data[0] != '/' && proof->data[0] != '('))
		return RULE_LINE_NONE;
	if (proof->size >= POLICY_COMMAND_LINE_MAX)
		return RULE_LINE_UNKNOWN;
	memcpy(ret, proof->data, proof->size);
	ret[proof->size] = '\0';
	return RULE_LINE_READ;
}

enum rule_line rule_line_read(const struct rule_event *event,
			      char ret[static POLICY_COMMAND_LINE_MAX])
{
	const struct consistency_proof *proof = &event->proof;

	if (rule_is_separator(event) || rule_is_error(event))
		return RULE_LINE_NONE;
	if (rule_is_text(event))
		return read_text(event, ret);
	if (event->event->content != EVENTLOG_CONTENT_TCG || !proof->data ||
	    proof->verdict < CONSISTENCY_PARTLY || proof->size >= 2 * POLICY_COMMAND_LINE_MAX ||
	    !unicode_is_utf16(proof->data, proof->size))
		return RULE_LINE_UNKNOWN;
	(void)unicode_from_utf16(proof->data, proof->size, ret, POLICY_COMMAND_LINE_MAX);
	return RULE_LINE_READ;
}

void rule_command_line(struct rule *rule, const struct policy_events *policy,
		       const struct rule_event *event)
{
	char text[POLICY_COMMAND_LINE_MAX];

	if (event->event->pcr == PCR_SECTIONS) {
		take_section(rule, policy, event);
		return;
	}
	switch (rule_line_read(event, text)) {
	case RULE_LINE_UNKNOWN:
		rule_fail(rule, event, "it may be a command line, and what was measured is not in "
			  "the log");
		return;
	case RULE_LINE_NONE:
		return;
	case RULE_LINE_READ:
		judge(rule, policy, event, text);
		return;
	}
}
