/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A piece of work whose result is a text, which svsmd hands on as it came: it bounds it, and
 * looks at no byte of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "daemon/worker.h"

struct errand;

#define ERRAND_WORDS_MAX	320
#define ERRAND_TIMEOUT_MS	(30 * 1000)

struct errand_result {
	bool is_done;
	char words[ERRAND_WORDS_MAX];	/* else: why not */
	const char *text;		/* ends with a zero behind @size bytes */
	size_t size;
};

/* Called once for each errand, not from within errand_add(). */
typedef void (*errand_fn)(void *user, const struct errand_result *result);

struct errand_request {
	struct worker *worker;
	const char *arguments[WORK_ORDER_ARGUMENTS_MAX];	/* up to NULL */
	size_t size_max;	/* of the text; a longer one is a failure */
	errand_fn done;
	void *user;
};

/* 0, or -errno.  @ret is for errand_cancel(), and gone once @done was called. */
int errand_add(const struct errand_request *request, struct errand **ret);

/* It is not called back.  Accepts NULL. */
void errand_cancel(struct errand *errand);
