/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Method calls that are answered by an errand: so many at a time of one user, and so many of
 * all users but root, that some places are left for root.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>
#include <systemd/sd-bus.h>

#include "daemon/errand.h"

struct calls;

#define CALLS_MAX		32	/* of all */
#define CALLS_OF_OTHERS		24	/* of all but root */
#define CALLS_OF_USER		4	/* of one user but root */

/* Sends the reply to @message; its result is a method handler's. */
typedef int (*call_fn)(sd_bus_message *message, const struct errand_result *result,
		       sd_bus_error *error);

/* 0, or -ENOMEM.  @worker must outlive them. */
int calls_new(struct worker *worker, struct calls **ret);

/* Whether that user may have another one. */
bool calls_has_room(const struct calls *calls, uid_t uid);

struct call_request {
	sd_bus_message *message;
	uid_t uid;
	const char *arguments[WORK_ORDER_ARGUMENTS_MAX];
	size_t size_max;
	call_fn reply;		/* when the errand is done; else its words are the error */
};

/* 0, or -errno. */
int calls_add(struct calls *calls, const struct call_request *request);

/* Nobody is answered any more.  Accepts NULL. */
void calls_free(struct calls *calls);
