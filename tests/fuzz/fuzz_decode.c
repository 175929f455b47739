/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as an event's data: a byte for its content and PCR, four for its type.
 */
#include "tests/fuzz/walk_log.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t digest[32];
	struct eventlog_event event = { .digest_count = 1 };
	static struct consistency_checker *checker;
	static struct event_facts facts;
	struct cursor cursor;
	uint8_t first;
	size_t i;

	if (!checker)
		assert(!consistency_new(&checker, NULL)); /* kept for all inputs */
	cursor_init(&cursor, data, size);
	first = cursor_u8(&cursor);
	event.content = first >> 6;
	event.pcr = first & 0x1f;
	event.type = cursor_le32(&cursor);
	if (!cursor_ok(&cursor))
		return 0;
	event.digests[0] = (struct eventlog_digest){ 0x000b, sizeof(digest), digest };
	event.template = (const uint8_t *)"ima-ng";
	event.template_size = event.pcr & 1 ? 3 : 6;
	event.data_size = cursor_left(&cursor);
	event.data = cursor_bytes(&cursor, event.data_size);
	decode_event(&event, &facts);
	assert(facts.line[0] && facts.subject[0]);
	for (i = 0; i < facts.count; i++)
		assert(strlen(facts.facts[i].value) < sizeof(facts.space));
	assert(consistency_name(consistency_check(checker, &event, NULL)));
	return 0;
}
