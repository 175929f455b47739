/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How far this guest is to be trusted, as it changes while the guest runs.  Pure: what
 * happened is an event, what time it is a parameter.  Documentation/svsmd.md has the table
 * of states and events, and argues each cell.
 *
 * Memory of zeros is the state in which nothing is known.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TRUST_CAUSE_MAX		256	/* with the terminating zero */

enum trust_state {
	TRUST_UNKNOWN = 0,	/* nothing was shown in this boot */
	TRUST_CONSISTENT,	/* the guest finds nothing wrong with itself: no proof */
	TRUST_TRUSTED,		/* a verifier says so, or self does where the rules allow that */
	TRUST_DEGRADED,		/* it was better, and what held it there is missing */
	TRUST_FAILED,		/* something is shown to be wrong */
	_TRUST_STATE_MAX,
};

/* Who stands behind the state. */
enum trust_assurance {
	TRUST_BY_NOBODY = 0,
	TRUST_BY_SELF,
	TRUST_BY_REMOTE,
	_TRUST_ASSURANCE_MAX,
};

enum trust_event_kind {
	TRUST_SELF_GOOD,	/* a self-appraisal accepted */
	TRUST_SELF_BAD,		/* it rejected */
	TRUST_SELF_UNABLE,	/* it could not be made, or lacked what it needs */
	TRUST_REMOTE_GOOD,	/* a verdict: signed, fresh, bound to challenge, EK and boot */
	TRUST_REMOTE_BAD,	/* the same, a rejection */
	TRUST_REMOTE_UNREACHABLE,	/* the verifier did not answer: grace begins */
	TRUST_GRACE_OVER,	/* and has not for too long */
	TRUST_VERDICT_EXPIRED,
	TRUST_IDENTITY_CHANGED,	/* another EK, AK or report id in one boot */
	TRUST_PCR_MOVED,	/* and no log says by what */
	TRUST_RESET,		/* somebody who may forgets all of it */
	_TRUST_EVENT_MAX,
};

struct trust_event {
	enum trust_event_kind kind;
	const char *cause;		/* in words, for people; cut at TRUST_CAUSE_MAX */
	uint64_t valid_ms;		/* of TRUST_REMOTE_GOOD: how long it holds */
};

/* What the configuration says. */
struct trust_rules {
	bool may_trust_self;	/* by name: a good self-appraisal is called trusted */
	bool has_verifier;	/* one is configured: without a verdict it is not all right */
	uint64_t grace_ms;	/* for a verifier that cannot be reached */
};

/* @real is for people, and may jump; @boot runs on in suspend, and is compared. */
struct trust_time {
	int64_t real;		/* seconds since 1970 */
	uint64_t boot;		/* ms since this boot */
};

struct trust {
	enum trust_state state;
	enum trust_assurance assurance;
	enum trust_event_kind event;	/* that led here; unless @cause is empty */
	char cause[TRUST_CAUSE_MAX];
	int64_t since;			/* real time of the last change of state */
	bool is_self_good;		/* as of the last self-appraisal that could be made */
	bool lacks_self, lacks_remote;	/* why it is degraded */
	bool has_verdict;		/* a good one that has not expired */
	uint64_t verdict_until;		/* then: ms since this boot */
	bool is_unreachable;		/* the verifier is, since: */
	uint64_t unreachable_since;	/* ms since this boot */
};

/*
 * Applies an event.  Whether state or assurance changed; cause and event are those of the
 * last change.
 */
bool trust_apply(struct trust *trust, const struct trust_rules *rules,
		 const struct trust_event *event, struct trust_time now);

/*
 * What time alone brings: TRUST_VERDICT_EXPIRED or TRUST_GRACE_OVER, whichever is due.
 * True: @ret is to be applied.
 */
bool trust_due(const struct trust *trust, const struct trust_rules *rules, uint64_t boot_ms,
	       enum trust_event_kind *ret);

/* When something will next be due, ms since this boot; UINT64_MAX: nothing will. */
uint64_t trust_next_due(const struct trust *trust, const struct trust_rules *rules);

/* "degraded", "remote", "self-good": for text and records alike.  And back; -ENOENT. */
const char *trust_state_name(enum trust_state state);
const char *trust_assurance_name(enum trust_assurance assurance);
const char *trust_event_name(enum trust_event_kind kind);
int trust_state_find(const char *name, enum trust_state *ret);
int trust_assurance_find(const char *name, enum trust_assurance *ret);
int trust_event_find(const char *name, enum trust_event_kind *ret);
