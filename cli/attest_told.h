/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Evidence as svsmd collects it, for who may not ask SVSM and TPM.
 */
#pragma once

#include "lib/format/evidence.h"

struct buffer;
struct fault;

/*
 * Has svsmd collect evidence under @challenge, which can take minutes where others wait.  0,
 * and the bundle is in @ret; -EREMOTEIO: svsmd cannot collect it; -EHOSTUNREACH: it does not
 * run; else -errno, and bus_remedy_for_user() knows what to do about it.
 */
int attest_told(const struct evidence_bytes *challenge, struct buffer *ret, struct fault *fault);
