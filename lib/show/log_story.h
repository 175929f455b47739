/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The logs of a boot as people want them: every event decoded to a line, with what
 * its digest proves, and what follows for the whole: Secure Boot, signers, kernel
 * command line, sections of the UKI, phases.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/eventlog.h"
#include "lib/policy/consistency.h"

#define LOG_STORY_ALL_PCRS	0xffffffu
#define LOG_STORY_COMMAND_LINE_MAX	4096u	/* Linux takes 2048 */
#define LOG_STORY_TYPE_SIZE	16
#define LOG_STORY_EVENTS_MAX	200000u	/* IMA's logs; what is beyond is counted */

struct event_facts;
struct fault;
struct json_object;
struct log_file;
struct log_set;

struct story_digest {
	uint16_t algorithm;
	uint16_t size;
	uint8_t value[EVENTLOG_DIGEST_MAX];
};

struct story_event {
	size_t file;			/* its log in the set */
	size_t number;
	size_t offset;
	uint32_t pcr;
	uint32_t nv_index;
	uint32_t type;
	enum eventlog_content content;
	enum consistency consistency;
	const char *why;
	const char *kind;
	const char *by;			/* or NULL */
	char *line;
	char *subject;
	struct json_object *facts;
	struct story_digest *digests;	/* the one to show first */
	size_t digest_count;
};

struct log_story {
	struct story_event *events;
	size_t count;
	size_t capacity;
	size_t omitted;			/* beyond LOG_STORY_EVENTS_MAX */
	size_t contradicted;
	uint32_t pcrs;			/* those that were asked for */
	const char *secure_boot;	/* "on", "off", "?": not in the logs */
	bool is_separated;		/* what firmware measures of it has ended */
	char *command_line;		/* or NULL: no log has its text */
	bool is_command_line_proven;
	size_t command_lines;		/* that were measured; the last is kept */
	struct json_object *signers, *sections, *phases;	/* arrays of texts */
};

/*
 * One event of @set, decoded; @facts is room for it.  To be given to
 * log_story_event_deinit().  0, or -ENOMEM.
 */
int log_story_event_read(const struct log_set *set, const struct log_file *file,
			 const struct eventlog_event *event, struct consistency_checker *checker,
			 struct event_facts *facts, struct story_event *ret);
void log_story_event_deinit(struct story_event *event);

/* Reads all events of @set about @pcrs.  0, or -errno. */
int log_story_read(struct log_story *story, struct log_set *set, uint32_t pcrs,
		   struct fault *fault);

/*
 * Puts the command line @text, of whoever knows it, where a UKI's section .cmdline was measured
 * of which the log has the digest alone; where that is not of @text, it puts nothing.  0, or
 * -ENOMEM.
 */
int log_story_know_command_line(struct log_story *story, const char *text);

/* Its type's name, "systemd", "IMA", or a number; written to @space or static. */
const char *log_story_type_name(const struct story_event *event,
				char space[static LOG_STORY_TYPE_SIZE]);

/* Adds "bank" and "digest", which are null where @digest is NULL. */
void log_story_add_digest(struct json_object *object, const struct story_digest *digest);

/* New documents: see Documentation/eventlog.md. */
struct json_object *log_story_event_json(const struct story_event *event);
struct json_object *log_story_json(const struct log_story *story);

void log_story_deinit(struct log_story *story);
