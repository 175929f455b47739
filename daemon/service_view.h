/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the SVSM offers, as the driver lists it.  It is asked for once, when somebody wants to
 * know, and told from memory from then on: who may call without leave must not cost anybody
 * anything.  The list is a hint: only a report that is verified says what there is.
 */
#pragma once

#include <systemd/sd-bus.h>

struct service_list;
struct service_view;
struct worker;

#define SERVICE_VIEW_WAITING_MAX	64	/* calls that wait for the first list */
#define SERVICE_VIEW_RETRY_MS		60000	/* a failure is the answer for so long */

/* Sends the reply to @message; its result is a method handler's. */
typedef int (*service_view_fn)(sd_bus_message *message, const struct service_list *list);

/* 0, or -ENOMEM.  @worker must outlive it. */
int service_view_new(struct worker *worker, service_view_fn reply, struct service_view **ret);

/* To be returned from a method handler: the reply is sent now, or later. */
int service_view_answer(struct service_view *view, sd_bus_message *message, sd_bus_error *error);

/* Accepts NULL. */
void service_view_free(struct service_view *view);
