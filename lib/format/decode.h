/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an event says: its data, decoded to facts.  Data that cannot be decoded is
 * shown in hexadecimal, with the reason; nothing is guessed.
 *
 * An event may say anything: whether its digest covers what it says is for
 * lib/policy/consistency.h.
 */
#pragma once

struct cursor;
struct event_facts;
struct eventlog_event;

void decode_event(const struct eventlog_event *event, struct event_facts *ret);

/*
 * The decoders by what events are about; each takes the event's data at its start.
 * For decode.c and each other only.
 */
void decode_variable(const struct eventlog_event *event, struct cursor *data,
		     struct event_facts *facts);
void decode_image(const struct eventlog_event *event, struct cursor *data,
		  struct event_facts *facts);
void decode_gpt(const struct eventlog_event *event, struct cursor *data,
		struct event_facts *facts);
void decode_blob(const struct eventlog_event *event, struct cursor *data,
		 struct event_facts *facts);
void decode_tables(const struct eventlog_event *event, struct cursor *data,
		   struct event_facts *facts);
/* A structure table, which is all that is left of the data. */
void decode_smbios(struct cursor *data, struct event_facts *facts);
void decode_tag(const struct eventlog_event *event, struct cursor *data,
		struct event_facts *facts);
void decode_no_action(const struct eventlog_event *event, struct cursor *data,
		      struct event_facts *facts);
void decode_ipl(const struct eventlog_event *event, struct cursor *data,
		struct event_facts *facts);
void decode_systemd(const struct eventlog_event *event, struct cursor *data,
		    struct event_facts *facts);
void decode_ima(const struct eventlog_event *event, struct cursor *data,
		struct event_facts *facts);
