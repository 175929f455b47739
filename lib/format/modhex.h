/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Recovery keys as systemd-cryptenroll writes them: 256 bits in modhex, the 16 letters that
 * are at the same place on all keyboards, in 8 groups of 8 with "-" between.  That text is
 * the passphrase of the keyslot; systemd-cryptsetup takes it with and without the dashes,
 * in either case.
 */
#pragma once

struct secret;

#define MODHEX_KEY_SIZE		32
#define MODHEX_TEXT_LENGTH	71

/*
 * Fills @ret anew with the text of @key, MODHEX_KEY_SIZE bytes, without a zero at its
 * end.  0; -EINVAL for another size; -ENOMEM.
 */
int modhex_encode(const struct secret *key, struct secret *ret);
