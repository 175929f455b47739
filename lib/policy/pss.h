/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How AMD's CAs sign certificates and revocation lists: RSASSA-PSS with SHA-384, MGF1
 * with SHA-384 and a salt of 48 bytes (RFC 4055; AMD 57230).
 */
#pragma once

#define PSS_SALT_SIZE	48

struct X509_algor_st;
struct fault;

/* 0; -EKEYREJECTED, and the fault says what is wrong with @name's signature. */
int pss_check(const struct X509_algor_st *algorithm, const char *name, struct fault *fault);
