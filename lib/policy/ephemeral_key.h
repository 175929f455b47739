/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The public key that a guest has made in its memory and binds to its report, so that
 * what is released to it can be encrypted to this boot and no clone of its TPM.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;

#define EPHEMERAL_KEY_MAX	1024	/* DER */

/*
 * Reads one public key, PEM or DER, of @size bytes, and writes it as DER
 * SubjectPublicKeyInfo.  0; -EBADMSG when it is none, a private key or a certificate for
 * one; -E2BIG above EPHEMERAL_KEY_MAX.
 */
int ephemeral_key_read(const void *data, size_t size, uint8_t ret[static EPHEMERAL_KEY_MAX],
		       size_t *ret_size, struct fault *fault);
