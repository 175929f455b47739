/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * io.systemd.Report.Signer, the interface by which systemd-report(1) of systemd 262 has its
 * reports signed: what is asked, what is answered, and how the interface is described.
 *
 * The answer has the members that systemd's own signer by the kernel's report interface
 * gives, and two more: the nonce that the SNP report is of, and the bundle in which all of
 * it is bound to the digest (Documentation/evidence-format.md).  A report of the digest alone
 * would need a second request to the secure processor, and have no TPM in it.
 */
#pragma once

#include <stdint.h>

#include "lib/format/evidence.h"

struct buffer;
struct varlink_call;

#define REPORT_SIGNER_INTERFACE		"io.systemd.Report.Signer"
#define REPORT_SIGNER_DIGEST_SIZE	32	/* SHA-256, the only one so far */
#define REPORT_SIGNER_KEY_MAX		63

struct report_signature {
	const char *provider;
	struct evidence_bytes report, certs, manifest;	/* @certs may be absent */
	struct evidence_bytes nonce, bundle;
};

/*
 * The parameters of Sign().  0; -EINVAL, and @ret_refused names the parameter that is
 * missing, wrong or not known.
 */
int report_signer_read(const struct varlink_call *call,
		       uint8_t ret_digest[static REPORT_SIGNER_DIGEST_SIZE],
		       char ret_refused[static REPORT_SIGNER_KEY_MAX + 1]);

/* The answer; @signature NULL: none is to be had.  0, or as varlink_reply_end(). */
int report_signer_write(const struct report_signature *signature, struct buffer *out);

/* In Varlink's interface definition language. */
const char *report_signer_description(void);
