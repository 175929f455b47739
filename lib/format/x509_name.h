/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whom an X.509 certificate (RFC 5280) is for, to show it to people.  This reads names
 * and decides nothing: whether a certificate is genuine is asked elsewhere.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Writes the common name of the subject, or its organisation, to @ret, cut to @size.
 * 0; -ENODATA when it has neither; -EBADMSG when it is no certificate.
 */
int x509_name_subject(const uint8_t *der, size_t der_size, char *ret, size_t size);
