/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an SMBIOS structure table says of the machine (DMTF DSP0134, section 7): the texts
 * that name it, and how many structures there are.  Firmware blanks serial numbers and
 * the like before it measures (TCG PC Client Platform Firmware Profile, section 3.3.4.2).
 */
#include "lib/format/decode.h"

#include "lib/base/cursor.h"
#include "lib/format/event_facts.h"
#include "lib/format/smbios.h"

#define TYPE_OEM_STRINGS	11
#define OEM_STRINGS_SHOWN_MAX	16

static const struct field {
	uint8_t type, offset;
	const char *key;
} fields[] = {
	{ 0, 0x04, "BIOS vendor" },
	{ 0, 0x05, "BIOS version" },
	{ 0, 0x08, "BIOS date" },
	{ 1, 0x04, "system manufacturer" },
	{ 1, 0x05, "system product" },
	{ 1, 0x06, "system version" },
	{ 1, 0x19, "system SKU" },
	{ 1, 0x1a, "system family" },
	{ 2, 0x04, "board manufacturer" },
	{ 2, 0x05, "board product" },
	{ 2, 0x06, "board version" },
	{ 3, 0x04, "chassis manufacturer" },
	{ 3, 0x06, "chassis version" },
	{ 4, 0x07, "processor manufacturer" },
	{ 4, 0x10, "processor version" },
	{ 17, 0x17, "memory manufacturer" },
	{ 17, 0x1a, "memory part" },
};

#define FIELDS_COUNT	(sizeof(fields) / sizeof(fields[0]))

static void add_structure(const struct smbios_structure *structure, struct event_facts *facts)
{
	const uint8_t *text;
	size_t i, size;

	for (i = 0; i < FIELDS_COUNT; i++) {
		if (fields[i].type != structure->type)
			continue;
		text = smbios_string_at(structure, fields[i].offset, &size);
		if (text)
			event_facts_add_utf8(facts, fields[i].key, text, size);
	}
	for (i = 1; structure->type == TYPE_OEM_STRINGS && i <= OEM_STRINGS_SHOWN_MAX; i++) {
		text = smbios_string(structure, (unsigned int)i, &size);
		if (text)
			event_facts_add_utf8(facts, "OEM string", text, size);
	}
}

void decode_smbios(struct cursor *data, struct event_facts *facts)
{
	struct smbios_structure structure = { .type = 0 };
	unsigned int count = 0;
	const char *product;

	while (structure.type != SMBIOS_TYPE_END) {
		if (smbios_next(data, &structure) < 0) {
			event_facts_fail(facts, "SMBIOS structure %u breaks off", count);
			break;
		}
		count++;
		add_structure(&structure, facts);
	}
	/* Room that was set aside for the table is measured as well. */
	if (cursor_left(data) && !facts->reason[0] && !cursor_is_filled_with(data, 0))
		event_facts_fail(facts, "there is more behind the last SMBIOS structure");
	cursor_skip(data, cursor_left(data));
	event_facts_add(facts, "structures", "%u", count);
	product = event_facts_find(facts, "system product");
	event_facts_say(facts, "SMBIOS: %u structures%s%s", count, product ? ", of " : "",
			product ?: "");
}
