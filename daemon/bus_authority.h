/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether whoever sent a message may do what it asks for: root may all; for others polkit is
 * asked, without blocking anybody; where there is no polkit, they may not.
 */
#pragma once

#include <sys/types.h>
#include <systemd/sd-bus.h>

/* What is done once it is clear that they may; its result is a method handler's. */
typedef int (*bus_authority_fn)(sd_bus_message *message, uid_t uid, void *user,
				sd_bus_error *error);

/* Who sent it, by the bus.  0, or -errno. */
int bus_authority_sender(sd_bus_message *message, uid_t *ret);

/*
 * To be returned from a method handler.  @then is called from within, or later; it replies.
 * Others get AccessDenied.
 */
int bus_authority_ask(sd_bus_message *message, const char *action, bus_authority_fn then,
		      void *user, sd_bus_error *error);
