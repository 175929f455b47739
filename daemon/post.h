/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests to the verifier of svsmd.conf, by libcurl: HTTPS alone, TLS 1.2 at least, the
 * configuration's own CA in place of the system's, no proxy, no redirect, and an end to
 * what is read, in bytes and in time.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"

struct fault;
struct post;
struct svsmd_conf;

#define POST_WHY_MAX	512

enum post_outcome {
	POST_UNREACHABLE = 0,	/* whatever is none of those below */
	POST_REFUSED,		/* 4xx: it will not */
	POST_WAIT,		/* 429 or 503: it will not now */
	POST_DONE,		/* 200, and @body is JSON */
};

struct post_result {
	enum post_outcome outcome;
	uint32_t wait_s;		/* 0: it did not say */
	struct buffer body;		/* with the caller's limit */
	char why[POST_WHY_MAX];		/* unless done: which URL, what, and what to do */
};

/* For all requests of one exchange, over one connection.  0, or -errno. */
int post_new(const struct svsmd_conf *conf, struct post **ret, struct fault *fault);

/* Posts @size bytes of JSON to @path below the verifier's URL. */
void post_send(struct post *post, const char *path, const void *data, size_t size,
	       struct post_result *ret);

/* Accepts NULL. */
void post_free(struct post *post);
