/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where AMD's key distribution service keeps the certificates that a report is verified
 * with (AMD 57230, "KDS API"): one address for each chip at each patch level, one for
 * a product's CAs, one for their revocation list.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/snp_product.h"
#include "lib/format/tcb.h"

struct fault;

#define KDS_URL_DEFAULT	"https://kdsintf.amd.com"
#define KDS_URL_MAX	512

/*
 * Whether @base, "https://HOST[:PORT]" without more, may be asked.  Plain http is for
 * 127.0.0.1, [::1] and localhost: what comes proves itself, but who asks is told to
 * everybody on the way.  0; -EINVAL; -EPROTONOSUPPORT.
 */
int kds_url_check(const char *base, struct fault *fault);

/* All: 0, or -EMSGSIZE when @base is too long; -EOPNOTSUPP for an unknown product. */

/* The VCEK of the chip @hwid (@size bytes, as its certificates have it) at @tcb. */
int kds_url_vcek(const char *base, enum snp_product product, const uint8_t *hwid, size_t size,
		 const struct tcb *tcb, char ret[static KDS_URL_MAX]);

/* ASK (of VLEKs: ASVK) and ARK, PEM; @is_vlek: those that VLEKs lead to. */
int kds_url_chain(const char *base, enum snp_product product, int is_vlek,
		  char ret[static KDS_URL_MAX]);

/* The ARK's revocation list, DER. */
int kds_url_crl(const char *base, enum snp_product product, char ret[static KDS_URL_MAX]);
