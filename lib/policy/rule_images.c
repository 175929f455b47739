/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rule about PCR 4 (TCG PC Client Platform Firmware Profile, section 3.3.4.5): it
 * holds the Authenticode digest of every image that was started from a disk or network,
 * a UKI among them.  The digests themselves are compared; events call them what they
 * like.
 *
 * One image too many has had the machine, and anybody can extend a good one's digest
 * later: so all must be trusted, and what is none must prove it.
 */
#include "lib/policy/rule.h"

#include <string.h>

#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"

/* Proven bytes that are no PE image, whose first bytes are hashed too: "MZ". */
bool rule_is_no_image(const struct rule_event *event)
{
	const struct consistency_proof *proof = &event->proof;

	if (rule_is_separator(event) || rule_is_error(event) || rule_is_text(event))
		return true;
	return event->event->content == EVENTLOG_CONTENT_TCG && proof->data &&
	       proof->verdict >= CONSISTENCY_PARTLY &&
	       (proof->size < 2 || memcmp(proof->data, "MZ", 2));
}

void rule_images(struct rule *rule, const struct policy_events *policy,
		 const struct rule_event *event)
{
	if (event->digest->algorithm != HASH_SHA256)
		rule_fail(rule, event, "the policy's digests are SHA-256, which was not quoted");
	else if (policy_list_has(&policy->images, event->digest->data))
		rule->satisfied++;
	else if (!rule_is_no_image(event))
		rule_fail(rule, event, "the policy does not trust this image, or it is unproven "
			  "that it is none");
}
