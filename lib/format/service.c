/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of known services.
 */
#include "lib/format/service.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#define VTPM_GUID                                                                                  \
	GUID_INIT(0xc476f1eb, 0x0123, 0x45a5, 0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3)

const struct guid service_vtpm = VTPM_GUID;

static const struct {
	struct guid guid;
	const char *name;
	const char *description;
} known[] = {
	{ VTPM_GUID, "vtpm", "virtual TPM 2.0" },
	{ GUID_INIT(0xa4453a59, 0x9e1b, 0x4787, 0xa0, 0x33, 0x19, 0x86, 0xd6, 0xad, 0xbe, 0x55),
	  "uefi-mm", "UEFI variable store" },
	{ GUID_INIT(0x0cc20f93, 0xafaa, 0x4013, 0x9f, 0xb6, 0x9d, 0x16, 0xfc, 0x42, 0xce, 0xae),
	  "reboot", "reboot" },
};

#define KNOWN_COUNT	(sizeof(known) / sizeof(known[0]))

const char *service_name(const struct guid *guid)
{
	size_t i;

	for (i = 0; i < KNOWN_COUNT; i++)
		if (guid_is_equal(guid, &known[i].guid))
			return known[i].name;
	return NULL;
}

const char *service_description(const struct guid *guid)
{
	size_t i;

	for (i = 0; i < KNOWN_COUNT; i++)
		if (guid_is_equal(guid, &known[i].guid))
			return known[i].description;
	return NULL;
}

int service_find(const char *text, struct guid *ret)
{
	struct guid guid;
	size_t i;

	for (i = 0; i < KNOWN_COUNT; i++) {
		if (!strcmp(text, known[i].name)) {
			*ret = known[i].guid;
			return 0;
		}
	}
	/* The null GUID stands for all services wherever one is asked for. */
	if (guid_parse(text, &guid) < 0 || guid_is_null(&guid))
		return -ENOENT;
	*ret = guid;
	return 0;
}
