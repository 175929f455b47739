/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Things of ours in a TPM whose handles we were never told, because the reply that told
 * them was lost or damaged.  For lib/sys/tpm*.c only.
 *
 * The TPM is opened anew for it (tpm_renew()): that is all that the kernel's resource manager
 * needs.  Without one, objects are known by their names.  A session has none; but who
 * opens a TPM without resource manager has it alone: a session that is loaded is ours, or
 * nobody's.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct tpm;

/*
 * Takes out of the TPM what is there under one of @count @names, of @size bytes each, and
 * every session that is loaded.  Where the TPM fails, it is left as it is.
 */
void tpm_stray_flush(struct tpm *tpm, const uint8_t *const names[], size_t count, size_t size);
