/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A UEFI device path in the text form of the UEFI specification (2.10, section 10.6),
 * for the nodes that boot paths consist of; others are named by their numbers.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Writes "PciRoot(0x0)/Pci(0x1,0x0)/..." to @ret, cut to @size.  0, or -EBADMSG when
 * a node is shorter than its header, longer than the path, or the end is missing;
 * @ret then has what was read before.
 */
int device_path_format(const uint8_t *data, size_t data_size, char *ret, size_t size);
