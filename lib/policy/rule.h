/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One of a policy's demands on events while the logs are gone through: what is still
 * true of it, and the first event that speaks against it.  For event_rules.c and the
 * rules themselves.
 *
 * What a log says of an event is believed as far as its digest, which is in a proven
 * PCR, covers it; types and descriptions are covered by nothing.  So a rule must know of
 * each event of its PCRs, whatever it is called, that it hides nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/policy_file.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/consistency.h"

struct eventlog_digest;
struct eventlog_event;

enum rule_log { RULE_FIRMWARE, RULE_SYSTEMD, RULE_IMA, _RULE_LOG_MAX };

struct rule_event {
	enum rule_log log;
	const struct eventlog_event *event;
	const struct eventlog_digest *digest;	/* of the bank that is proven */
	struct consistency_proof proof;
};

struct rule {
	bool is_failed;
	char reason[APPRAISAL_REASON_MAX];	/* then */
	size_t satisfied;	/* events that are as they should be */
	/* What has been met on the way; which rule uses it says what for. */
	bool is_separated;
	bool is_content_next;
};

/* Takes one event of a PCR that the rule reads. */
typedef void (*rule_take)(struct rule *rule, const struct policy_events *policy,
			  const struct rule_event *event);

/* The rules; each file tells what its PCRs can hold. */
void rule_secure_boot(struct rule *rule, const struct policy_events *policy,
		      const struct rule_event *event);
void rule_dbx(struct rule *rule, const struct policy_events *policy,
	      const struct rule_event *event);
void rule_signers(struct rule *rule, const struct policy_events *policy,
		  const struct rule_event *event);
void rule_images(struct rule *rule, const struct policy_events *policy,
		 const struct rule_event *event);
void rule_command_line(struct rule *rule, const struct policy_events *policy,
		       const struct rule_event *event);
void rule_files(struct rule *rule, const struct policy_events *policy,
		const struct rule_event *event);

/* Whether an event of PCR 8 or 12 is a command line. */
enum rule_line {
	RULE_LINE_UNKNOWN,	/* it may be: what was measured is not in the log */
	RULE_LINE_NONE,
	RULE_LINE_READ,
};

/* And which. */
enum rule_line rule_line_read(const struct rule_event *event,
			      char ret[static POLICY_COMMAND_LINE_MAX]);

/* Whether an event of PCR 11 is the name of a UKI's section that holds the command line. */
bool rule_is_line_section(const struct rule_event *event);

/* Whether an event of PCR 4 is proven to be no image. */
bool rule_is_no_image(const struct rule_event *event);

/* "firmware", "systemd" or "IMA". */
const char *rule_log_name(enum rule_log log);

/* The rule fails, because of @event (NULL: of none); only the first reason is kept. */
void rule_fail(struct rule *rule, const struct rule_event *event, const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));

/* Whether the event's digest, in the proven bank, is of these bytes. */
bool rule_digest_is(const struct rule_event *event, const void *data, size_t size);

/* Whether it is a separator, by its digest: firmware has handed over. */
bool rule_is_separator(const struct rule_event *event);

/* Whether it is the separator that tells of an error of the firmware. */
bool rule_is_error(const struct rule_event *event);

/* Whether all of it is proven to be text in bytes that are not zero, or one zero behind. */
bool rule_is_text(const struct rule_event *event);
