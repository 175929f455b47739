/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SMBIOS structures (DMTF DSP0134, section 6.1), one after the other as in a structure
 * table: a header, fields, and the strings that fields name by their number.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct cursor;

#define SMBIOS_TYPE_END		127

/* All of it lies in the table. */
struct smbios_structure {
	uint8_t type;
	const uint8_t *fields;	/* from the header on */
	size_t fields_size;
	const uint8_t *strings;	/* each with a zero at its end */
	size_t strings_size;
};

/* 0, or -EBADMSG when it reaches beyond the table. */
int smbios_next(struct cursor *table, struct smbios_structure *ret);

/*
 * The string that the field at @offset names.  NULL when the structure is too short for
 * that field, or the field names none.  @ret_size: without the zero.
 */
const uint8_t *smbios_string_at(const struct smbios_structure *structure, size_t offset,
				size_t *ret_size);

/* Its @number-th string, from 1 on; or NULL. */
const uint8_t *smbios_string(const struct smbios_structure *structure, unsigned int number,
			     size_t *ret_size);
