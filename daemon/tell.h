/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmd tells the administrator, each thing with the ID of its kind: an entry with
 * fields where standard error is the journal, as say() says it where it is not.
 */
#pragma once

#include "daemon/message.h"

void tell(enum message message, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

/* The state has changed: with the fields SVSM_STATE, _BEFORE, _ASSURANCE, _EVENT, _CAUSE. */
void tell_change(const struct trust *trust, const struct trust *before);

/* That vTPM and disk do not fit, by the verdict about its birth record; not if it was so before. */
void tell_birth(const char *verdict, const char *before);
