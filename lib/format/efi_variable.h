/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A UEFI variable as it is measured: UEFI_VARIABLE_DATA (TCG PC Client Platform Firmware
 * Profile, section 10.2.6):
 *
 *	offset	size	member
 *	0	16	GUID of who defines the variable
 *	16	8	characters of its name, little-endian
 *	24	8	bytes of its value
 *	32		the name in UTF-16, without a zero; then the value
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/guid.h"

#define EFI_VARIABLE_NAME_MAX	64	/* bytes in UTF-8, with a zero: longer ones are cut */

struct efi_variable {
	struct guid guid;
	char name[EFI_VARIABLE_NAME_MAX];
	const uint8_t *value;	/* in the caller's buffer */
	size_t value_size;
};

/*
 * Decodes all @size bytes at @data.  0; -EBADMSG when they are no variable, or there
 * are others.  On failure @ret is untouched.
 */
int efi_variable_parse(const void *data, size_t size, struct efi_variable *ret);

/* Whether it is the global variable of that name (UEFI 2.10, section 3.3). */
bool efi_variable_is_global(const struct efi_variable *variable, const char *name);

/* Whether it is the image security database of that name (section 32.6.1). */
bool efi_variable_is_database(const struct efi_variable *variable, const char *name);
