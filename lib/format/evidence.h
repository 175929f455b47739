/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The evidence bundle, version 1: what a guest shows to whoever verifies it, in one
 * text (Documentation/evidence-format.md).  JSON in one form only, so that its digest
 * stands for its content: keys sorted by bytes, no blanks, base64 with padding, one
 * newline at its end.
 *
 * Decoding says nothing about truth; lib/policy/evidence_verify.h does.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/pcr_values.h"
#include "lib/format/snp_report.h"

struct buffer;
struct fault;

#define EVIDENCE_SIZE_MAX		(48u << 20)	/* of the text */
#define EVIDENCE_CHALLENGE_MIN		16
#define EVIDENCE_CHALLENGE_MAX		64
#define EVIDENCE_KEY_MAX		1024	/* TPMT_PUBLIC, or DER of the ephemeral key */
#define EVIDENCE_SIGNATURE_MAX		1024	/* TPMT_SIGNATURE */
#define EVIDENCE_ATTEST_MAX		2048	/* TPMS_ATTEST */
#define EVIDENCE_MANIFEST_MAX		(64u * 1024)
#define EVIDENCE_CERTS_MAX		8
#define EVIDENCE_CERT_MAX		8192	/* DER */
#define EVIDENCE_BANKS_MAX		5
#define EVIDENCE_FACTS_MAX		32
#define EVIDENCE_FACT_KEY_MAX		64	/* bytes, without the zero */
#define EVIDENCE_FACT_VALUE_MAX		256

enum evidence_log {
	EVIDENCE_LOG_FIRMWARE,
	EVIDENCE_LOG_IMA,
	EVIDENCE_LOG_SYSTEMD,
	_EVIDENCE_LOG_MAX,
};

struct evidence_bytes {
	const uint8_t *data;	/* NULL: it is not there */
	size_t size;
};

/* What the guest says about itself: information, which nobody has proven. */
struct evidence_fact {
	const char *key, *value;	/* UTF-8 without control characters */
};

struct evidence {
	struct evidence_bytes challenge;
	struct evidence_bytes report;		/* SNP_REPORT_SIZE */
	struct evidence_bytes manifest;		/* of all services */
	struct evidence_bytes certs[EVIDENCE_CERTS_MAX];	/* DER: leaf, issuer, root */
	size_t cert_count;
	struct evidence_bytes ak;		/* TPMT_PUBLIC */
	struct evidence_bytes ephemeral_key;	/* DER SubjectPublicKeyInfo; may be absent */
	struct evidence_bytes attest;		/* TPMS_ATTEST of the quote */
	struct evidence_bytes signature;	/* TPMT_SIGNATURE over it */
	struct pcr_values pcrs;			/* all that the quote selects, and no more */
	struct evidence_bytes logs[_EVIDENCE_LOG_MAX];	/* each may be absent */
	struct evidence_fact facts[EVIDENCE_FACTS_MAX];
	size_t fact_count;
	struct evidence_bytes seal;		/* TPMT_SIGNATURE; only of a decoded bundle */
	struct evidence_bytes sealed[2];	/* the text before and behind the seal; likewise */
};

/*
 * Appends the text of @evidence to @ret, without the seal: that is what is sealed.
 * Facts and PCRs may be in any order.  0; -EINVAL when something is missing, too small
 * or stands twice; -E2BIG above a maximum; -ENOMEM.
 */
int evidence_encode(const struct evidence *evidence, struct buffer *ret, struct fault *fault);

/*
 * Puts the seal, TPMT_SIGNATURE of 1 to EVIDENCE_SIGNATURE_MAX bytes, into @text, which
 * evidence_encode() made and nothing has changed.  0, -EINVAL, -E2BIG, -ENOMEM.
 */
int evidence_seal(struct buffer *text, const void *seal, size_t size);

/*
 * Decodes a sealed bundle of @size bytes.  The text must outlive @ret, whose @sealed
 * points into it.  0; -EBADMSG when it is not the one text of some evidence; -E2BIG
 * above a maximum; -ENOMEM.  To be freed with evidence_free().
 */
int evidence_decode(const void *text, size_t size, struct evidence **ret, struct fault *fault);

/* Bytes that such a log may have. */
size_t evidence_log_size_max(enum evidence_log log);

/* "firmware", "ima", "systemd" */
const char *evidence_log_name(enum evidence_log log);

/* Only for what evidence_decode() made.  Accepts NULL. */
void evidence_free(struct evidence *evidence);
void evidence_cleanup(struct evidence **evidence);
