/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one function of a fuzz target, as libFuzzer calls it.
 */
#pragma once

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
