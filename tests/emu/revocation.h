/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The emulated AMD's list of revoked certificates (RFC 5280, section 5): as AMD's, it
 * is issued by the ARK and tells of ASK and ASVK alone, since leaves are retired by
 * patch levels.
 */
#pragma once

#include <openssl/x509.h>

struct certificate_issuer;

/*
 * Writes crl.pem and crl.der to @folder, valid from yesterday for a month; @revoked is
 * on it, NULL: nothing is.  0, -ENOMEM when OpenSSL fails, or what writing says.
 */
int revocation_write(int folder, const struct certificate_issuer *ark, X509 *revoked);
