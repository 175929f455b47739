/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether an event's digests are of what the event says.  A log can be rewritten by
 * anyone who holds it: the PCRs prove the digests, and the digests prove the texts
 * only where they are the texts' (TCG PC Client Platform Firmware Profile, section
 * 10.4.1, says for which types).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct eventlog_event;
struct fault;

enum consistency {
	CONSISTENCY_CONTRADICTED = 0,	/* it must be the digest of this data, and is not */
	CONSISTENCY_NOT_EXTENDED,	/* no PCR knows of it: anyone can write such an event */
	CONSISTENCY_UNPROVEN,		/* the digest is of something that is not in the log */
	CONSISTENCY_PARTLY,		/* of a part of the data; the rest is unproven */
	CONSISTENCY_PROVEN,		/* the digest is of the data */
};

#define CONSISTENCY_VERDICTS	5

/* Owns the hashers. */
struct consistency_checker;

/* 0, or -ENOMEM. */
int consistency_new(struct consistency_checker **ret, struct fault *fault);

/* Judges one event; @ret_why, a static text, may be NULL. */
enum consistency consistency_check(struct consistency_checker *checker,
				   const struct eventlog_event *event, const char **ret_why);

/* What the digests of an event are of. */
struct consistency_proof {
	enum consistency verdict;
	const char *why;	/* static */
	const uint8_t *data;	/* of the event, or static; NULL: not there as it was hashed */
	size_t size;
};

/* The same, and which bytes all digests that can be computed here are of. */
void consistency_prove(struct consistency_checker *checker, const struct eventlog_event *event,
		       struct consistency_proof *ret);

/* "contradicted", "not extended", "unproven", "partly proven", "proven" */
const char *consistency_name(enum consistency consistency);

/* Accepts NULL. */
void consistency_free(struct consistency_checker *checker);
void consistency_cleanup(struct consistency_checker **checker);
