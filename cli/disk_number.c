/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading a number.
 */
#include "cli/disk_number.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "lib/base/fault.h"
#include "lib/format/token_head.h"

int disk_number_parse(const char *text, int *ret, struct fault *fault)
{
	char *end;
	long number;

	if (!text)
		return 0;
	number = strtol(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || number >= TOKEN_HEAD_KEYSLOTS)
		return fault_set(fault, -EINVAL, "'%s': is no number from 0 to %d", text,
				 TOKEN_HEAD_KEYSLOTS - 1);
	*ret = (int)number;
	return 0;
}
