/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that wait for their errands.
 */
#include "daemon/call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct call {
	struct calls *calls;
	struct call *next;
	sd_bus_message *message;
	uid_t uid;
	call_fn reply;
	struct errand *errand;	/* NULL: over */
};

struct calls {
	struct worker *worker;
	struct call *first;
};

static void call_remove(struct call *call)
{
	struct call **at = &call->calls->first;

	while (*at != call)
		at = &(*at)->next;
	*at = call->next;
	errand_cancel(call->errand);
	sd_bus_message_unref(call->message);
	free(call);
}

static void on_done(void *user, const struct errand_result *result)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	struct call *call = user;
	int r;

	call->errand = NULL;
	if (result->is_done)
		r = call->reply(call->message, result, &error);
	else
		r = sd_bus_error_set(&error, SD_BUS_ERROR_FAILED, result->words);
	/* Whoever is gone needs no answer. */
	if (r < 0 && sd_bus_error_is_set(&error))
		(void)sd_bus_reply_method_error(call->message, &error);
	else if (r < 0)
		(void)sd_bus_reply_method_errno(call->message, r, NULL);
	sd_bus_error_free(&error);
	call_remove(call);
}

int calls_new(struct worker *worker, struct calls **ret)
{
	struct calls *calls = calloc(1, sizeof(*calls));

	if (!calls)
		return -ENOMEM;
	calls->worker = worker;
	*ret = calls;
	return 0;
}

bool calls_has_room(const struct calls *calls, uid_t uid)
{
	size_t all = 0, others = 0, own = 0;
	const struct call *call;

	for (call = calls->first; call; call = call->next) {
		all++;
		others += call->uid != 0;
		own += call->uid == uid;
	}
	return all < CALLS_MAX && (!uid || (others < CALLS_OF_OTHERS && own < CALLS_OF_USER));
}

int calls_add(struct calls *calls, const struct call_request *request)
{
	struct call *call = calloc(1, sizeof(*call));
	struct errand_request errand = {
		.worker = calls->worker,
		.size_max = request->size_max,
		.done = on_done,
		.user = call,
	};
	int r;

	if (!call)
		return -ENOMEM;
	memcpy(errand.arguments, request->arguments, sizeof(errand.arguments));
	r = errand_add(&errand, &call->errand);
	if (r < 0) {
		free(call);
		return r;
	}
	call->calls = calls;
	call->message = sd_bus_message_ref(request->message);
	call->uid = request->uid;
	call->reply = request->reply;
	call->next = calls->first;
	calls->first = call;
	return 0;
}

void calls_free(struct calls *calls)
{
	if (!calls)
		return;
	while (calls->first)
		call_remove(calls->first);
	free(calls);
}
