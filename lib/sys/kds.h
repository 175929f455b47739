/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fetching from AMD's key distribution service, by libcurl, which is loaded when
 * something is fetched: nothing else pays for it or needs it.
 *
 * What is fetched comes from an untrusted network whatever the scheme.
 */
#pragma once

#include <stddef.h>

struct buffer;
struct fault;

#define KDS_ANSWER_MAX	(64u * 1024)	/* a chain of two has 5 KiB */

/*
 * Appends what @url has to @ret, whose limit bounds it.  Redirections are not followed.
 * 0; -ENOENT: there is no such thing (404); -EAGAIN: too many requests (429), and
 * @ret_retry_s is what the service says, 0 when it does not; -EOPNOTSUPP: no libcurl;
 * -E2BIG; -ETIMEDOUT; -EIO for all else.  On failure @ret may have grown.
 */
int kds_get(const char *url, struct buffer *ret, unsigned int *ret_retry_s, struct fault *fault);
