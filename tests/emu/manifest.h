/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The services that the emulated SVSM offers, and their manifests: the vTPM's is its
 * EK's TPMT_PUBLIC, the UEFI MM service's a version and flags, and that of all
 * services a GUID table (AMD 58019, services manifest).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vtpm;

/* GUIDs are in the tables' byte order: the first three fields little-endian. */
bool manifest_has_service(const uint8_t *guid);

/*
 * The manifest of one service, or of all where @guid is NULL.
 * -ENXIO: no such service; -ENOSPC: larger than @room; or as vtpm_ek().
 */
int manifest_make(struct vtpm *vtpm, const uint8_t *guid, size_t room, uint8_t *ret_manifest,
		  size_t *ret_len);
