/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The orders of the curves that AMD and TPMs sign on (NIST SP 800-186, section 3.2.1), big
 * endian: both numbers of a signature are from 1 to the order less 1.
 */
#pragma once

#include <stdint.h>

#define CURVE_ORDER_P256_SIZE	32
#define CURVE_ORDER_P384_SIZE	48

extern const uint8_t curve_order_p256[CURVE_ORDER_P256_SIZE];
extern const uint8_t curve_order_p384[CURVE_ORDER_P384_SIZE];
