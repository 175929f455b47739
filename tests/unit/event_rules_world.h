/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A policy's demands on events, held against a log: for the tests of the rules.
 */
#pragma once

#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "lib/format/policy_file.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/event_rules.h"
#include "tests/unit/boot_log.h"

#define ALL_PCRS	0xffffffu

/* Digests as a policy writes them. */
#define TIMES8(x)	x x x x x x x x
#define D0		TIMES8("d0d0d0d0")
#define D1		TIMES8("d1d1d1d1")
#define D2		TIMES8("d2d2d2d2")

static inline char *hex_of(const void *data, size_t size, char ret[static 65])
{
	uint8_t digest[32];
	size_t i;

	assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, data, size, digest, NULL), 1);
	for (i = 0; i < sizeof(digest); i++)
		(void)sprintf(ret + 2 * i, "%02x", digest[i]);
	return ret;
}

static inline struct policy *parse_events(const char *events)
{
	struct fault fault = FAULT_NONE;
	struct policy *policy;
	char text[8192];

	(void)snprintf(text, sizeof(text), "{\"version\":1,\"events\":{%s}}", events);
	if (policy_parse(text, strlen(text), &policy, &fault) < 0)
		fail_msg("%s: %s", text, fault.text);
	return policy;
}

struct expected {
	const char *events, *line;
	enum appraisal_state state;
	const char *reason;
};

static inline void assert_params(const struct event_rules_params *given,
				 const struct expected *expected)
{
	static struct appraisal appraisal;
	struct event_rules_params params = *given;
	struct policy *policy = parse_events(expected->events);
	uint8_t *copy = exact_copy(params.firmware.data ?: "", params.firmware.size);

	appraisal = (struct appraisal){ .count = 0 };
	params.policy = policy;
	if (params.firmware.data)
		params.firmware.data = copy;
	event_rules_check(&params, &appraisal);
	if (appraisal.count != 1 || strcmp(appraisal.lines[0].name, expected->line))
		fail_msg("%s: %zu lines", expected->events, appraisal.count);
	if (appraisal.lines[0].state != expected->state ||
	    !strstr(appraisal.lines[0].reason, expected->reason))
		fail_msg("%s: %s: %s", expected->events,
			 appraisal_state_name(appraisal.lines[0].state),
			 appraisal.lines[0].reason);
	policy_free(policy);
	free(copy);
}

static inline void assert_log(const struct bytes *log, const char *events, const char *line,
			      enum appraisal_state state, const char *reason)
{
	const struct event_rules_params params = {
		.firmware = { log->data, log->size },
		.banks = { { HASH_SHA256, ALL_PCRS } },
		.bank_count = 1,
	};

	assert_params(&params, &(struct expected){ events, line, state, reason });
}
