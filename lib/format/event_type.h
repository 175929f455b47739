/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The event types of firmware's logs, and their names (TCG PC Client Platform
 * Firmware Profile, section 10.4.1; Intel TXT and Linux's Secure Launch for the
 * events of a dynamic launch).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum event_type {
	EV_PREBOOT_CERT = 0x00,
	EV_POST_CODE = 0x01,
	EV_NO_ACTION = 0x03,
	EV_SEPARATOR = 0x04,
	EV_ACTION = 0x05,
	EV_EVENT_TAG = 0x06,
	EV_S_CRTM_CONTENTS = 0x07,
	EV_S_CRTM_VERSION = 0x08,
	EV_CPU_MICROCODE = 0x09,
	EV_PLATFORM_CONFIG_FLAGS = 0x0a,
	EV_TABLE_OF_DEVICES = 0x0b,
	EV_COMPACT_HASH = 0x0c,
	EV_IPL = 0x0d,
	EV_IPL_PARTITION_DATA = 0x0e,
	EV_NONHOST_CODE = 0x0f,
	EV_NONHOST_CONFIG = 0x10,
	EV_NONHOST_INFO = 0x11,
	EV_OMIT_BOOT_DEVICE_EVENTS = 0x12,
	EV_POST_CODE2 = 0x13,
	EV_EFI_VARIABLE_DRIVER_CONFIG = 0x80000001u,
	EV_EFI_VARIABLE_BOOT = 0x80000002u,
	EV_EFI_BOOT_SERVICES_APPLICATION = 0x80000003u,
	EV_EFI_BOOT_SERVICES_DRIVER = 0x80000004u,
	EV_EFI_RUNTIME_SERVICES_DRIVER = 0x80000005u,
	EV_EFI_GPT_EVENT = 0x80000006u,
	EV_EFI_ACTION = 0x80000007u,
	EV_EFI_PLATFORM_FIRMWARE_BLOB = 0x80000008u,
	EV_EFI_HANDOFF_TABLES = 0x80000009u,
	EV_EFI_PLATFORM_FIRMWARE_BLOB2 = 0x8000000au,
	EV_EFI_HANDOFF_TABLES2 = 0x8000000bu,
	EV_EFI_VARIABLE_BOOT2 = 0x8000000cu,
	EV_EFI_GPT_EVENT2 = 0x8000000du,
	EV_EFI_HCRTM_EVENT = 0x80000010u,
	EV_EFI_VARIABLE_AUTHORITY = 0x800000e0u,
	EV_EFI_SPDM_FIRMWARE_BLOB = 0x800000e1u,
	EV_EFI_SPDM_FIRMWARE_CONFIG = 0x800000e2u,
	EV_EFI_SPDM_DEVICE_POLICY = 0x800000e3u,
	EV_EFI_SPDM_DEVICE_AUTHORITY = 0x800000e4u,
};

/* "EV_SEPARATOR"; NULL for a type that has no name here. */
const char *event_type_name(uint32_t type);

/* The type of that name, in either case.  0, or -ENOENT. */
int event_type_find(const char *name, uint32_t *ret);

/* Whether a dynamic launch (D-RTM) logs such events. */
bool event_type_is_dynamic(uint32_t type);

/* Whether the type lies in a range that some specification gives out. */
bool event_type_is_plausible(uint32_t type);
