/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hashing IMA's templates.
 */
#include "lib/policy/ima_template.h"

#include <string.h>

#include "lib/format/eventlog.h"
#include "lib/policy/hasher.h"

#define VIOLATION		0xff	/* every byte of what is extended */
#define LEGACY_DIGEST_SIZE	20
#define LEGACY_HEAD_SIZE	(LEGACY_DIGEST_SIZE + 4)
#define LEGACY_NAME_SIZE	256	/* of the name as it is hashed, padded with zeros */

bool ima_template_is_violation(const struct eventlog_event *event)
{
	const struct eventlog_digest *logged = &event->digests[0];
	size_t i;

	if (!event->digest_count)
		return false;
	for (i = 1; i < logged->size; i++)
		if (logged->data[i] != logged->data[0])
			return false;
	return logged->data[0] == 0x00 || logged->data[0] == VIOLATION;
}

static bool is_legacy(const struct eventlog_event *event)
{
	return event->template_size == 3 && !memcmp(event->template, "ima", 3) &&
	       event->data_size >= LEGACY_HEAD_SIZE &&
	       event->data_size <= LEGACY_HEAD_SIZE + LEGACY_NAME_SIZE;
}

void ima_template_hash(const struct eventlog_event *event, struct hasher *hasher, uint8_t *ret)
{
	static const uint8_t zeros[LEGACY_NAME_SIZE];

	if (is_legacy(event)) {
		size_t name_size = event->data_size - LEGACY_HEAD_SIZE;

		hasher_add(hasher, event->data, LEGACY_DIGEST_SIZE);
		hasher_add(hasher, event->data + LEGACY_HEAD_SIZE, name_size);
		hasher_add(hasher, zeros, LEGACY_NAME_SIZE - name_size);
	} else {
		hasher_add(hasher, event->data, event->data_size);
	}
	hasher_end(hasher, ret);
}

bool ima_template_digest(const struct eventlog_event *event, uint16_t algorithm, uint16_t size,
			 struct hasher *hasher, uint8_t *ret)
{
	const struct eventlog_digest *logged = eventlog_event_digest(event, algorithm);

	if (ima_template_is_violation(event)) {
		memset(ret, VIOLATION, size);
		return true;
	}
	if (logged && logged->size == size) {
		memcpy(ret, logged->data, size);
		return true;
	}
	if (event->content == EVENTLOG_CONTENT_IMA_TEXT || event->is_data_omitted)
		return false;
	ima_template_hash(event, hasher, ret);
	return true;
}
