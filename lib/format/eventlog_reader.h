/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What eventlog.c asks of each format's reader.  For the readers only: everyone
 * else reads logs through eventlog.h.
 *
 * _is() looks at the first bytes and decides cheaply.  _open() stands before the
 * first event, with log->cursor at the log's start and log->format set.  _next()
 * reads one event to @ret, whose number and offset are set, moves log->cursor
 * behind it and returns 1; 0 at the end; or -errno, and then nothing has moved.
 */
#pragma once

#include "lib/format/eventlog.h"

bool eventlog_json_is(const struct cursor *start);
int eventlog_json_open(struct eventlog *log, struct fault *fault);
int eventlog_json_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault);

bool eventlog_cel_is(const struct cursor *start);
int eventlog_cel_open(struct eventlog *log, struct fault *fault);
int eventlog_cel_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault);

bool eventlog_ima_is(const struct cursor *start);
int eventlog_ima_open(struct eventlog *log, struct fault *fault);
int eventlog_ima_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault);

bool eventlog_ascii_is(const struct cursor *start);
int eventlog_ascii_open(struct eventlog *log, struct fault *fault);
int eventlog_ascii_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault);

int eventlog_tcg_open(struct eventlog *log, struct fault *fault);
int eventlog_tcg_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault);

/* Whether an opened agile log, whose Spec ID event does not tell, is a CC-EL by its events. */
bool eventlog_tcg_has_tee_events(const struct eventlog *log);
