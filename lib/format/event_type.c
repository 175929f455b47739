/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of event types.
 */
#include "lib/format/event_type.h"

#include <errno.h>
#include <stddef.h>
#include <strings.h>

/* Intel TXT's SINIT logs from the first on, Linux's Secure Launch from the second. */
#define TXT_EVENTS		0x400u
#define SECURE_LAUNCH_EVENTS	0x500u
#define DYNAMIC_EVENTS_END	0x600u

#define EFI_EVENTS		0x80000000u
#define EFI_EVENTS_END		0x80001000u
#define NAMED(type)		{ type, #type }

static const struct {
	uint32_t type;
	const char *name;
} types[] = {
	NAMED(EV_PREBOOT_CERT),
	NAMED(EV_POST_CODE),
	{ 0x02, "EV_UNUSED" },
	NAMED(EV_NO_ACTION),
	NAMED(EV_SEPARATOR),
	NAMED(EV_ACTION),
	NAMED(EV_EVENT_TAG),
	NAMED(EV_S_CRTM_CONTENTS),
	NAMED(EV_S_CRTM_VERSION),
	NAMED(EV_CPU_MICROCODE),
	NAMED(EV_PLATFORM_CONFIG_FLAGS),
	NAMED(EV_TABLE_OF_DEVICES),
	NAMED(EV_COMPACT_HASH),
	NAMED(EV_IPL),
	NAMED(EV_IPL_PARTITION_DATA),
	NAMED(EV_NONHOST_CODE),
	NAMED(EV_NONHOST_CONFIG),
	NAMED(EV_NONHOST_INFO),
	NAMED(EV_OMIT_BOOT_DEVICE_EVENTS),
	NAMED(EV_POST_CODE2),
	{ 0x402, "TXT HASH_START" },
	{ 0x403, "TXT COMBINED_HASH" },
	{ 0x404, "TXT MLE_HASH" },
	{ 0x40a, "TXT BIOSAC_REG_DATA" },
	{ 0x40b, "TXT CPU_SCRTM_STAT" },
	{ 0x40c, "TXT LCP_CONTROL_HASH" },
	{ 0x40d, "TXT ELEMENTS_HASH" },
	{ 0x40e, "TXT STM_HASH" },
	{ 0x40f, "TXT OSSINITDATA_CAP_HASH" },
	{ 0x410, "TXT SINIT_PUBKEY_HASH" },
	{ 0x411, "TXT LCP_HASH" },
	{ 0x502, "SLAUNCH" },
	{ 0x503, "SLAUNCH_START" },
	{ 0x504, "SLAUNCH_END" },
	NAMED(EV_EFI_VARIABLE_DRIVER_CONFIG),
	NAMED(EV_EFI_VARIABLE_BOOT),
	NAMED(EV_EFI_BOOT_SERVICES_APPLICATION),
	NAMED(EV_EFI_BOOT_SERVICES_DRIVER),
	NAMED(EV_EFI_RUNTIME_SERVICES_DRIVER),
	NAMED(EV_EFI_GPT_EVENT),
	NAMED(EV_EFI_ACTION),
	NAMED(EV_EFI_PLATFORM_FIRMWARE_BLOB),
	NAMED(EV_EFI_HANDOFF_TABLES),
	NAMED(EV_EFI_PLATFORM_FIRMWARE_BLOB2),
	NAMED(EV_EFI_HANDOFF_TABLES2),
	NAMED(EV_EFI_VARIABLE_BOOT2),
	NAMED(EV_EFI_GPT_EVENT2),
	NAMED(EV_EFI_HCRTM_EVENT),
	NAMED(EV_EFI_VARIABLE_AUTHORITY),
	NAMED(EV_EFI_SPDM_FIRMWARE_BLOB),
	NAMED(EV_EFI_SPDM_FIRMWARE_CONFIG),
	NAMED(EV_EFI_SPDM_DEVICE_POLICY),
	NAMED(EV_EFI_SPDM_DEVICE_AUTHORITY),
};

#define TYPES_COUNT	(sizeof(types) / sizeof(types[0]))

const char *event_type_name(uint32_t type)
{
	size_t i;

	for (i = 0; i < TYPES_COUNT; i++)
		if (types[i].type == type)
			return types[i].name;
	return NULL;
}

int event_type_find(const char *name, uint32_t *ret)
{
	size_t i;

	for (i = 0; i < TYPES_COUNT; i++) {
		if (strcasecmp(types[i].name, name))
			continue;
		*ret = types[i].type;
		return 0;
	}
	return -ENOENT;
}

bool event_type_is_dynamic(uint32_t type)
{
	return type >= TXT_EVENTS && type < DYNAMIC_EVENTS_END;
}

bool event_type_is_plausible(uint32_t type)
{
	return type <= EV_POST_CODE2 || event_type_is_dynamic(type) ||
	       (type >= EFI_EVENTS && type < EFI_EVENTS_END);
}
