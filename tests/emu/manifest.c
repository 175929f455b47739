/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The services' manifests.  See manifest.h.
 *
 * The GUID table, little-endian:
 *	0x00	16	GUID of services manifests
 *	0x10	4	length of the whole
 *	0x14	4	number of entries
 * then 24 bytes for each: GUID, u32 offset of its data from the table's start, u32
 * length; then the data, back to back.
 */
#include "tests/emu/manifest.h"

#include <errno.h>
#include <string.h>

#include "tests/emu/vtpm.h"
#include "tests/emu/wire.h"

#define GUID_LEN	16u
#define ENTRY_LEN	24u

typedef int manifest_maker(struct vtpm *vtpm, const uint8_t **ret_data, size_t *ret_len);

/* Version 0; no flag: variables not persistent, Secure Boot off, db fixed. */
static int uefi_mm_manifest(struct vtpm *vtpm, const uint8_t **ret_data, size_t *ret_len)
{
	static const uint8_t data[8];

	*ret_data = data;
	*ret_len = sizeof(data);
	return 0;
}

static const uint8_t table_guid[GUID_LEN] = {	/* 63849ebb-3d92-4670-a1ff-58f9c94b87bb */
	0xbb, 0x9e, 0x84, 0x63, 0x92, 0x3d, 0x70, 0x46,
	0xa1, 0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb,
};

static const struct {
	uint8_t guid[GUID_LEN];
	manifest_maker *make;
} services[] = {
	{	/* vTPM: c476f1eb-0123-45a5-9641-b4e7dde5bfe3 */
		{ 0xeb, 0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45,
		  0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3 }, vtpm_ek,
	}, {	/* UEFI MM: a4453a59-9e1b-4787-a033-1986d6adbe55 */
		{ 0x59, 0x3a, 0x45, 0xa4, 0x1b, 0x9e, 0x87, 0x47,
		  0xa0, 0x33, 0x19, 0x86, 0xd6, 0xad, 0xbe, 0x55 }, uefi_mm_manifest,
	},
};

#define SERVICES	(sizeof(services) / sizeof(services[0]))

static size_t service_find(const uint8_t *guid)
{
	size_t i;

	for (i = 0; i < SERVICES; i++)
		if (!memcmp(services[i].guid, guid, GUID_LEN))
			break;
	return i;
}

bool manifest_has_service(const uint8_t *guid)
{
	return service_find(guid) < SERVICES;
}

static int manifest_of_all(struct vtpm *vtpm, size_t room, uint8_t *ret_manifest, size_t *ret_len)
{
	size_t i, len, offset = (1 + SERVICES) * ENTRY_LEN;
	const uint8_t *data;
	uint8_t *entry;
	int error;

	if (offset > room)
		return -ENOSPC;
	for (i = 0; i < SERVICES; i++) {
		error = services[i].make(vtpm, &data, &len);
		if (error < 0)
			return error;
		if (len > room - offset)
			return -ENOSPC;
		entry = ret_manifest + (1 + i) * ENTRY_LEN;
		memcpy(entry, services[i].guid, GUID_LEN);
		put_le32(entry + GUID_LEN, (uint32_t)offset);
		put_le32(entry + GUID_LEN + 4, (uint32_t)len);
		memcpy(ret_manifest + offset, data, len);
		offset += len;
	}
	memcpy(ret_manifest, table_guid, GUID_LEN);
	put_le32(ret_manifest + GUID_LEN, (uint32_t)offset);
	put_le32(ret_manifest + GUID_LEN + 4, SERVICES);
	*ret_len = offset;
	return 0;
}

int manifest_make(struct vtpm *vtpm, const uint8_t *guid, size_t room, uint8_t *ret_manifest,
		  size_t *ret_len)
{
	const uint8_t *data;
	size_t service, len;
	int error;

	if (!guid)
		return manifest_of_all(vtpm, room, ret_manifest, ret_len);
	service = service_find(guid);
	if (service == SERVICES)
		return -ENXIO;
	error = services[service].make(vtpm, &data, &len);
	if (error < 0)
		return error;
	if (len > room)
		return -ENOSPC;
	memcpy(ret_manifest, data, len);
	*ret_len = len;
	return 0;
}
