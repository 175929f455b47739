/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A list of services as text, by which svsmd-worker tells svsmd what there is: a line
 * "GUID SIZE" for each, in the order of the list; the size is that of its manifest.  There is
 * one text for each list.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/guid.h"

struct buffer;
struct fault;

#define SERVICE_LIST_MAX	256
#define SERVICE_LIST_SIZE_MAX	(SERVICE_LIST_MAX * (GUID_TEXT_SIZE + 11u))	/* bytes of text */

struct service_list_entry {
	struct guid guid;
	uint32_t manifest_size;
};

struct service_list {
	struct service_list_entry entries[SERVICE_LIST_MAX];
	size_t count;
};

/* Appends the text to @out.  0, -E2BIG, -ENOMEM. */
int service_list_encode(const struct service_list *list, struct buffer *out);

/* 0; -EBADMSG: it is no such text; -E2BIG: too many.  @ret is untouched on failure. */
int service_list_decode(const void *data, size_t size, struct service_list *ret,
			struct fault *fault);
