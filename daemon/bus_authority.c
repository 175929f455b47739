/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking polkit, by its own interface on the bus.
 */
#include "daemon/bus_authority.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define POLKIT		"org.freedesktop.PolicyKit1"
#define ALLOW_INTERACTION	1u
#define QUESTIONS_MAX	64	/* that polkit has not answered: each keeps a message */
#define QUESTIONS_OF_USER	8
#define TIMEOUT_US	(5 * 60 * 1000000ULL)	/* somebody may have to type a password */

struct question {
	struct question *next;
	sd_bus_message *message;
	uid_t uid;
	bus_authority_fn then;
	void *user;
};

static struct question *questions;	/* one loop, one thread */

static void question_free(void *user)
{
	struct question *question = user, **at = &questions;

	while (*at != question)
		at = &(*at)->next;
	*at = question->next;
	sd_bus_message_unref(question->message);
	free(question);
}

static int deny(sd_bus_error *error)
{
	return sd_bus_error_set(error, SD_BUS_ERROR_ACCESS_DENIED,
				"only root may, and those whom polkit allows it");
}

static int read_answer(sd_bus_message *reply)
{
	int is_authorized = 0, is_challenge = 0;

	if (sd_bus_message_is_method_error(reply, NULL) ||
	    sd_bus_message_enter_container(reply, 'r', "bba{ss}") < 0 ||
	    sd_bus_message_read(reply, "bb", &is_authorized, &is_challenge) < 0)
		return 0;
	return is_authorized;
}

static int on_answer(sd_bus_message *reply, void *user, sd_bus_error *unused)
{
	struct question *question = user;
	sd_bus_error error = SD_BUS_ERROR_NULL;
	int r;

	if (read_answer(reply))
		r = question->then(question->message, question->uid, question->user, &error);
	else
		r = deny(&error);
	if (r < 0 && sd_bus_error_is_set(&error))
		(void)sd_bus_reply_method_error(question->message, &error);
	else if (r < 0)
		(void)sd_bus_reply_method_errno(question->message, r, NULL);
	sd_bus_error_free(&error);
	return 0;
}

static int ask_polkit(struct question *question, const char *action)
{
	sd_bus *bus = sd_bus_message_get_bus(question->message);
	sd_bus_message *call = NULL;
	sd_bus_slot *slot = NULL;
	uint32_t flags = 0;
	int r;

	if (sd_bus_message_get_allow_interactive_authorization(question->message) > 0)
		flags |= ALLOW_INTERACTION;
	r = sd_bus_message_new_method_call(bus, &call, POLKIT,
					   "/org/freedesktop/PolicyKit1/Authority",
					   POLKIT ".Authority", "CheckAuthorization");
	if (r >= 0)
		r = sd_bus_message_append(call, "(sa{sv})sa{ss}us", "system-bus-name", 1, "name",
					  "s", sd_bus_message_get_sender(question->message),
					  action, 0, flags, "");
	if (r >= 0)
		r = sd_bus_call_async(bus, &slot, call, on_answer, question, TIMEOUT_US);
	sd_bus_message_unref(call);
	if (r < 0)
		return r;
	(void)sd_bus_slot_set_destroy_callback(slot, question_free); /* the slot is a good one */
	(void)sd_bus_slot_set_floating(slot, 1);
	sd_bus_slot_unref(slot);
	return 0;
}

static bool has_room(uid_t uid)
{
	const struct question *question;
	size_t all = 0, own = 0;

	for (question = questions; question; question = question->next) {
		all++;
		own += question->uid == uid;
	}
	return all < QUESTIONS_MAX && own < QUESTIONS_OF_USER;
}

int bus_authority_sender(sd_bus_message *message, uid_t *ret)
{
	sd_bus_creds *creds = NULL;
	int r;

	r = sd_bus_query_sender_creds(message, SD_BUS_CREDS_EUID, &creds);
	if (r >= 0)
		r = sd_bus_creds_get_euid(creds, ret);
	sd_bus_creds_unref(creds);
	return r;
}

int bus_authority_ask(sd_bus_message *message, const char *action, bus_authority_fn then,
		      void *user, sd_bus_error *error)
{
	struct question *question;
	uid_t uid;
	int r;

	r = bus_authority_sender(message, &uid);
	if (r < 0)
		return r;
	if (!uid)
		return then(message, uid, user, error);
	if (!has_room(uid))
		return sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
					"too many wait for polkit: try again later");
	question = calloc(1, sizeof(*question));
	if (!question)
		return -ENOMEM;
	*question = (struct question){ questions, sd_bus_message_ref(message), uid, then, user };
	questions = question;
	r = ask_polkit(question, action);
	if (r < 0) {
		question_free(question);
		return deny(error);
	}
	return 1;
}
