/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UEFI signature databases (UEFI 2.10, section 32.4.1: EFI_SIGNATURE_LIST): what PK,
 * KEK, db, dbx and MokList hold.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/cursor.h"
#include "lib/format/guid.h"

enum signature_kind {
	SIGNATURE_UNKNOWN = 0,
	SIGNATURE_X509,
	SIGNATURE_SHA256,
	SIGNATURE_OTHER_HASH,
	SIGNATURE_CERT_HASH,	/* hash of a certificate's TBS part, and a time */
	SIGNATURE_RSA2048,
};

struct signature {
	enum signature_kind kind;
	struct guid type;
	struct guid owner;
	const uint8_t *data;
	size_t size;
};

struct signature_list {
	struct cursor lists;
	struct cursor entries;	/* of the list that is being read */
	struct guid type;
	uint32_t entry_size;
};

void signature_list_init(struct signature_list *list, const uint8_t *data, size_t size);

/* The next signature of all lists: 1, 0 at the end, or -EBADMSG. */
int signature_list_next(struct signature_list *list, struct signature *ret);
