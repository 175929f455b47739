/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The log of a boot for tests, with digests of what the events tell, or of what they do
 * not tell.
 */
#pragma once

#include <openssl/evp.h>

#include "lib/format/guid.h"
#include "tests/unit/log_builder.h"

static const struct guid global =
	GUID_INIT(0x8be4df61, 0x93ca, 0x11d2, 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c);
static const struct guid image_security =
	GUID_INIT(0xd719b2cb, 0x3d3a, 0x4596, 0xa3, 0xbc, 0xda, 0xd0, 0x0e, 0x67, 0x65, 0x6f);
static const struct guid sha256_list =
	GUID_INIT(0xc1c41626, 0x504c, 0x4092, 0xac, 0xa9, 0x41, 0xf9, 0x36, 0x93, 0x43, 0x28);

static const uint8_t zeros[4];
static const char certificate[] = "0\x82 the DER of a certificate";
static const char image[] = "MZ: an image by its Authenticode digest";

/* An event that shows @data, and whose digests are of @hashed. */
static inline void put_event(struct bytes *log, uint32_t pcr, uint32_t type, const void *data,
		      size_t size, const void *hashed, size_t hashed_size)
{
	uint8_t digest[32];

	put_le(log, pcr, 4);
	put_le(log, type, 4);
	put_le(log, 2, 4);
	put_le(log, HASH_SHA1, 2);
	assert_int_equal(EVP_Q_digest(NULL, "SHA1", NULL, hashed, hashed_size, digest, NULL), 1);
	put(log, digest, 20);
	put_le(log, HASH_SHA256, 2);
	assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, hashed, hashed_size, digest, NULL), 1);
	put(log, digest, 32);
	put_le(log, size, 4);
	put(log, data, size);
}

static inline void put_whole(struct bytes *log, uint32_t pcr, uint32_t type, const void *data,
		      size_t size)
{
	put_event(log, pcr, type, data, size, data, size);
}

static inline void put_separator(struct bytes *log, uint32_t pcr)
{
	put_whole(log, pcr, EV_SEPARATOR, zeros, sizeof(zeros));
}

static inline void put_utf16(struct bytes *bytes, const char *text, size_t zeros_behind)
{
	for (; *text; text++)
		put_le(bytes, (uint8_t)*text, 2);
	put_fill(bytes, 0, 2 * zeros_behind);
}

static inline struct bytes variable(const struct guid *guid, const char *name, const void *value,
			     size_t size)
{
	struct bytes bytes = { .size = 0 };

	put(&bytes, guid->bytes, GUID_SIZE);
	put_le(&bytes, strlen(name), 8);
	put_le(&bytes, size, 8);
	put_utf16(&bytes, name, 0);
	put(&bytes, value, size);
	return bytes;
}

static inline void put_variable(struct bytes *log, uint32_t type, const struct guid *guid,
			 const char *name, const void *value, size_t size)
{
	struct bytes bytes = variable(guid, name, value, size);

	put_whole(log, 7, type, bytes.data, bytes.size);
}

static inline void put_switch(struct bytes *log, uint8_t state)
{
	put_variable(log, EV_EFI_VARIABLE_DRIVER_CONFIG, &global, "SecureBoot", &state, 1);
}

/* dbx with two images' digests: 32 times 0xd0, and 0xd1. */
static inline void put_dbx(struct bytes *log)
{
	struct bytes list = { .size = 0 };

	put(&list, sha256_list.bytes, GUID_SIZE);
	put_le(&list, 28 + 2 * 48, 4);
	put_le(&list, 0, 4);
	put_le(&list, 48, 4);
	put_fill(&list, 0, GUID_SIZE);
	put_fill(&list, 0xd0, 32);
	put_fill(&list, 0, GUID_SIZE);
	put_fill(&list, 0xd1, 32);
	put_variable(log, EV_EFI_VARIABLE_DRIVER_CONFIG, &image_security, "dbx", list.data,
		     list.size);
}

static inline void put_authority(struct bytes *log, const char *name, const char *der, size_t size)
{
	struct bytes value = { .size = 0 };

	put_fill(&value, 0x77, GUID_SIZE);
	put(&value, der, size);
	put_variable(log, EV_EFI_VARIABLE_AUTHORITY, &image_security, name, value.data,
		     value.size);
}

/* Firmware's part of a boot with Secure Boot, up to the first image. */
static inline struct bytes good_log(void)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_switch(&log, 1);
	put_variable(&log, EV_EFI_VARIABLE_DRIVER_CONFIG, &global, "PK", "", 0);
	put_dbx(&log);
	put_separator(&log, 7);
	put_whole(&log, 4, EV_EFI_ACTION, "Calling EFI Application from Boot Option", 40);
	put_separator(&log, 4);
	put_authority(&log, "db", certificate, sizeof(certificate));
	put_event(&log, 4, EV_EFI_BOOT_SERVICES_APPLICATION, "a device path", 13, image,
		  sizeof(image));
	return log;
}
