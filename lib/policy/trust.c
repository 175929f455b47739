/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * States, events, and what each makes of each.
 *
 * What was wrong once is not made right by a guest that says so itself: a tampered kernel
 * signs its own bill.  So "failed" is left by two things together, a verifier's verdict and
 * a self-appraisal, both later than what failed; or by somebody who may, by name.
 */
#include "lib/policy/trust.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *const state_names[_TRUST_STATE_MAX] = {
	[TRUST_UNKNOWN] = "unknown",
	[TRUST_CONSISTENT] = "consistent",
	[TRUST_TRUSTED] = "trusted",
	[TRUST_DEGRADED] = "degraded",
	[TRUST_FAILED] = "failed",
};

static const char *const assurance_names[_TRUST_ASSURANCE_MAX] = {
	[TRUST_BY_NOBODY] = "none",
	[TRUST_BY_SELF] = "self",
	[TRUST_BY_REMOTE] = "remote",
};

static const char *const event_names[_TRUST_EVENT_MAX] = {
	[TRUST_SELF_GOOD] = "self-good",
	[TRUST_SELF_BAD] = "self-bad",
	[TRUST_SELF_UNABLE] = "self-unable",
	[TRUST_REMOTE_GOOD] = "remote-good",
	[TRUST_REMOTE_BAD] = "remote-bad",
	[TRUST_REMOTE_UNREACHABLE] = "remote-unreachable",
	[TRUST_GRACE_OVER] = "grace-over",
	[TRUST_VERDICT_EXPIRED] = "verdict-expired",
	[TRUST_IDENTITY_CHANGED] = "identity-changed",
	[TRUST_PCR_MOVED] = "pcr-moved",
	[TRUST_RESET] = "reset",
};

/* What the event leaves behind, whatever the state. */
static void remember(struct trust *trust, const struct trust_event *event,
		     struct trust_time now)
{
	switch (event->kind) {
	case TRUST_SELF_GOOD:
		trust->is_self_good = true;
		trust->lacks_self = false;
		break;
	case TRUST_REMOTE_BAD: /* it was reached */
		trust->is_unreachable = trust->lacks_remote = false;
		/* fall through */
	case TRUST_SELF_BAD:
	case TRUST_IDENTITY_CHANGED:
	case TRUST_PCR_MOVED:
		trust->is_self_good = trust->has_verdict = false;
		break;
	case TRUST_SELF_UNABLE:
		trust->lacks_self = true;
		break;
	case TRUST_REMOTE_GOOD:
		trust->has_verdict = true;
		trust->verdict_until = now.boot > UINT64_MAX - event->valid_ms ?
			UINT64_MAX : now.boot + event->valid_ms;
		trust->is_unreachable = trust->lacks_remote = trust->lacks_self = false;
		break;
	case TRUST_REMOTE_UNREACHABLE:
		if (!trust->is_unreachable)
			trust->unreachable_since = now.boot;
		trust->is_unreachable = true;
		break;
	case TRUST_VERDICT_EXPIRED:
	case TRUST_GRACE_OVER:
		trust->has_verdict = false;
		trust->lacks_remote = true;
		break;
	case TRUST_RESET:
	case _TRUST_EVENT_MAX:
		break;
	}
}

/* What a guest is that has nothing wrong with it. */
static enum trust_state sound_state(const struct trust *trust, const struct trust_rules *rules)
{
	if (trust->lacks_self || trust->lacks_remote)
		return TRUST_DEGRADED;
	if (trust->has_verdict || rules->may_trust_self)
		return TRUST_TRUSTED;
	return TRUST_CONSISTENT;
}

static enum trust_state next_state(const struct trust *trust, const struct trust_rules *rules,
				   enum trust_event_kind kind)
{
	const enum trust_state state = trust->state;

	switch (kind) {
	case TRUST_SELF_BAD:
	case TRUST_REMOTE_BAD:
	case TRUST_IDENTITY_CHANGED:
	case TRUST_PCR_MOVED:
		return TRUST_FAILED;
	case TRUST_SELF_GOOD:
		return state == TRUST_FAILED && !trust->has_verdict ? TRUST_FAILED :
								      sound_state(trust, rules);
	case TRUST_REMOTE_GOOD:
		return state == TRUST_FAILED && !trust->is_self_good ? TRUST_FAILED :
								       TRUST_TRUSTED;
	case TRUST_SELF_UNABLE:
	case TRUST_GRACE_OVER:
	case TRUST_VERDICT_EXPIRED:
		return state == TRUST_UNKNOWN || state == TRUST_FAILED ? state : TRUST_DEGRADED;
	case TRUST_REMOTE_UNREACHABLE:
		return state;
	case TRUST_RESET:
	case _TRUST_EVENT_MAX:
		break;
	}
	return TRUST_UNKNOWN;
}

static enum trust_assurance assurance_of(const struct trust *trust, enum trust_state state)
{
	if (state == TRUST_UNKNOWN || state == TRUST_FAILED)
		return TRUST_BY_NOBODY;
	if (trust->has_verdict)
		return TRUST_BY_REMOTE;
	return trust->is_self_good && !trust->lacks_self ? TRUST_BY_SELF : TRUST_BY_NOBODY;
}

bool trust_apply(struct trust *trust, const struct trust_rules *rules,
		 const struct trust_event *event, struct trust_time now)
{
	enum trust_assurance assurance;
	enum trust_state state;
	bool is_changed;

	remember(trust, event, now);
	state = next_state(trust, rules, event->kind);
	assurance = assurance_of(trust, state);
	is_changed = state != trust->state || assurance != trust->assurance;
	if (state == TRUST_UNKNOWN && event->kind == TRUST_RESET)
		*trust = (struct trust){ .since = trust->since };
	if (!is_changed)
		return false;
	trust->state = state;
	trust->assurance = assurance;
	trust->event = event->kind;
	trust->since = now.real;
	(void)snprintf(trust->cause, sizeof(trust->cause), "%s",
		       event->cause ?: event_names[event->kind]); /* cut is fine */
	return true;
}

bool trust_due(const struct trust *trust, const struct trust_rules *rules, uint64_t boot_ms,
	       enum trust_event_kind *ret)
{
	if (boot_ms < trust_next_due(trust, rules))
		return false;
	*ret = trust->has_verdict && boot_ms >= trust->verdict_until ? TRUST_VERDICT_EXPIRED :
								       TRUST_GRACE_OVER;
	return true;
}

uint64_t trust_next_due(const struct trust *trust, const struct trust_rules *rules)
{
	uint64_t due = trust->has_verdict ? trust->verdict_until : UINT64_MAX;

	/* Once it is found to be over, nothing new comes of it. */
	if (trust->is_unreachable && !trust->lacks_remote && rules->has_verifier &&
	    trust->unreachable_since <= UINT64_MAX - rules->grace_ms &&
	    trust->unreachable_since + rules->grace_ms < due)
		due = trust->unreachable_since + rules->grace_ms;
	return due;
}

static const char *name_of(const char *const *names, size_t count, size_t index)
{
	return index < count ? names[index] : names[0];
}

static int find(const char *const *names, size_t count, const char *name, size_t *ret)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (strcmp(names[i], name))
			continue;
		*ret = i;
		return 0;
	}
	return -ENOENT;
}

const char *trust_state_name(enum trust_state state)
{
	return name_of(state_names, _TRUST_STATE_MAX, state);
}

const char *trust_assurance_name(enum trust_assurance assurance)
{
	return name_of(assurance_names, _TRUST_ASSURANCE_MAX, assurance);
}

const char *trust_event_name(enum trust_event_kind kind)
{
	return name_of(event_names, _TRUST_EVENT_MAX, kind);
}

int trust_state_find(const char *name, enum trust_state *ret)
{
	size_t index;
	int r = find(state_names, _TRUST_STATE_MAX, name, &index);

	if (!r)
		*ret = (enum trust_state)index;
	return r;
}

int trust_assurance_find(const char *name, enum trust_assurance *ret)
{
	size_t index;
	int r = find(assurance_names, _TRUST_ASSURANCE_MAX, name, &index);

	if (!r)
		*ret = (enum trust_assurance)index;
	return r;
}

int trust_event_find(const char *name, enum trust_event_kind *ret)
{
	size_t index;
	int r = find(event_names, _TRUST_EVENT_MAX, name, &index);

	if (!r)
		*ret = (enum trust_event_kind)index;
	return r;
}
