/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The list of services, asked for once.
 */
#include "daemon/service_view.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/errand.h"
#include "lib/base/fault.h"
#include "lib/format/service_list.h"
#include "lib/sys/boot_clock.h"

struct service_view {
	struct worker *worker;
	service_view_fn reply;
	struct errand *errand;		/* NULL: none is under way */
	sd_bus_message *waiting[SERVICE_VIEW_WAITING_MAX];
	size_t count;
	bool is_known;
	struct service_list list;	/* then */
	char why_not[ERRAND_WORDS_MAX];	/* else, until @retry */
	uint64_t retry;			/* ms since this boot */
};

/* Whoever is gone needs no answer. */
static void answer_all(struct service_view *view)
{
	sd_bus_error error = SD_BUS_ERROR_MAKE_CONST(SD_BUS_ERROR_FAILED, view->why_not);

	while (view->count) {
		sd_bus_message *message = view->waiting[--view->count];

		if (view->is_known)
			(void)view->reply(message, &view->list);
		else
			(void)sd_bus_reply_method_error(message, &error);
		sd_bus_message_unref(message);
	}
}

static void on_done(void *user, const struct errand_result *result)
{
	struct service_view *view = user;
	struct fault fault = FAULT_NONE;

	view->errand = NULL;
	view->is_known = result->is_done &&
		!service_list_decode(result->text, result->size, &view->list, &fault);
	if (!view->is_known) {
		(void)snprintf(view->why_not, sizeof(view->why_not), "%.*s",
			       ERRAND_WORDS_MAX - 1, result->is_done ? fault.text : result->words);
		view->retry = boot_clock_ms() + SERVICE_VIEW_RETRY_MS;
	}
	answer_all(view);
}

static int ask(struct service_view *view)
{
	if (view->errand)
		return 0;
	return errand_add(&(struct errand_request){
			.worker = view->worker,
			.arguments = { "services" },
			.size_max = SERVICE_LIST_SIZE_MAX,
			.done = on_done,
			.user = view,
		}, &view->errand);
}

int service_view_answer(struct service_view *view, sd_bus_message *message, sd_bus_error *error)
{
	int r;

	if (view->is_known)
		return view->reply(message, &view->list);
	if (!view->errand && boot_clock_ms() < view->retry)
		return sd_bus_error_set(error, SD_BUS_ERROR_FAILED, view->why_not);
	if (view->count == SERVICE_VIEW_WAITING_MAX)
		return sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
					"too many wait for the list: try again later");
	r = ask(view);
	if (r < 0)
		return r;
	view->waiting[view->count++] = sd_bus_message_ref(message);
	return 1;
}

int service_view_new(struct worker *worker, service_view_fn reply, struct service_view **ret)
{
	struct service_view *view = calloc(1, sizeof(*view));

	if (!view)
		return -ENOMEM;
	view->worker = worker;
	view->reply = reply;
	*ret = view;
	return 0;
}

void service_view_free(struct service_view *view)
{
	if (!view)
		return;
	errand_cancel(view->errand);
	while (view->count)
		sd_bus_message_unref(view->waiting[--view->count]);
	free(view);
}
