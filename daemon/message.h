/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kinds of things that svsmd tells the journal, each with an ID that never changes: by
 * it, other programs find them, and people what to do (packaging/systemd/svsm.catalog, and
 * Documentation/runbook.md; tests/lint/messages holds the three together).
 */
#pragma once

#include "daemon/say.h"
#include "lib/policy/trust.h"

enum message {
	/* The state has become that; in the order of enum trust_state. */
	MESSAGE_STATE_UNKNOWN,
	MESSAGE_STATE_CONSISTENT,
	MESSAGE_STATE_TRUSTED,
	MESSAGE_STATE_DEGRADED,
	MESSAGE_STATE_FAILED,
	/* What it is made of cannot be had. */
	MESSAGE_APPRAISAL_UNABLE,
	MESSAGE_BLIND,			/* the PCRs cannot be looked at */
	MESSAGE_VERIFIER_UNREACHABLE,
	MESSAGE_VTPM_CHANGED,		/* it is not what the disk remembers of it */
	/* What people and programs are shown. */
	MESSAGE_BOOT_VERDICT,
	MESSAGE_NOT_SHOWN,
	/* What is done about it. */
	MESSAGE_REACTION,
	MESSAGE_REACTION_FAILED,
	MESSAGE_MACHINE_ENDS,
	/* What is kept. */
	MESSAGE_HISTORY_CUT,
	MESSAGE_NOT_KEPT,
	MESSAGE_PASSED_OVER,
	/* The service itself. */
	MESSAGE_SECOND_INSTANCE,
	MESSAGE_CONFIG_TAKEN,
	MESSAGE_CONFIG_REFUSED,
	MESSAGE_CANNOT_RUN,
	_MESSAGE_MAX,
};

/* 32 hexadecimal digits. */
const char *message_id(enum message message);
enum say_level message_level(enum message message);

/* That the state is now this one. */
enum message message_of_state(enum trust_state state);
