/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Verifying the evidence that somebody gave svsmd, as 'svsmctl verify' does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/work.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/evidence/verify_inputs.h"
#include "lib/show/json.h"
#include "lib/show/verify_json.h"

#define EXIT_REJECTED	3
#define WORDS_MAX	(2 * FAULT_TEXT_MAX)

static const char *given(const char *text)
{
	return *text ? text : NULL;
}

static int put_verdict(const struct appraisal *appraisal)
{
	const struct appraisal_line *line = appraisal_first_objection(appraisal);
	char words[WORDS_MAX];

	if (appraisal->verdict == VERDICT_ACCEPTED)
		return work_say("the evidence is accepted", EXIT_SUCCESS);
	(void)snprintf(words, sizeof(words), "the evidence is rejected: %s: %s",
		       line ? line->name : "lines",
		       !line ? "there are too many" : *line->reason ? line->reason : "not reached");
	return work_say(words, EXIT_REJECTED);
}

static int verify(struct verify_inputs *inputs)
{
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	struct evidence_verification verification;
	const char *text;

	(void)evidence_verify(&inputs->params, &verification); /* the verdict is in it */
	object = verify_json(&verification, inputs->evidence, true);
	text = json_document(object);
	if (work_write(WORK_OUT_FD, text, strlen(text)) < 0 ||
	    work_write(WORK_OUT_FD, "\n", 1) < 0)
		return work_say("the verdict cannot be written down", EXIT_FAILURE);
	return put_verdict(&verification.appraisal);
}

int work_verify(int argc, char **argv)
{
	_cleanup_(verify_inputs_deinit) struct verify_inputs inputs = { .evidence = NULL };
	uint8_t challenge[EVIDENCE_CHALLENGE_MAX];
	const size_t digits = argc ? strlen(argv[0]) : 0;
	struct fault fault = FAULT_NONE;

	if (argc != 5 || digits % 2 || digits < 2 * EVIDENCE_CHALLENGE_MIN ||
	    digits > 2 * EVIDENCE_CHALLENGE_MAX || hex_decode(argv[0], challenge, digits / 2) < 0)
		return 2;
	if (verify_inputs_read(&(struct verify_paths){
			.bundle = "/dev/fd/4",
			.policy = given(argv[1]),
			.binding = given(argv[2]),
			.ark = given(argv[3]),
			.store = given(argv[4]),
		}, &inputs, &fault) < 0)
		return work_say(fault.text, EXIT_FAILURE);
	inputs.params.challenge = challenge;
	inputs.params.challenge_size = digits / 2;
	inputs.params.now = time(NULL);
	return verify(&inputs);
}
