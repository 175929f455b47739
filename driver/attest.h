/* SPDX-License-Identifier: GPL-2.0-only */
/* Attestation of the SVSM's services: one request at a time, paced, never repeated. */
#ifndef SVSM_ATTEST_H
#define SVSM_ATTEST_H

#include <linux/sizes.h>
#include <linux/types.h>
#include <linux/uuid.h>

#include <linux/svsm.h>

/* AMD publication 56860: the report is 1184 bytes in all versions so far. */
#define SVSM_REPORT_LEN		0x4a0
/* The GHCB's certificate buffer, SEV_FW_BLOB_MAX_SIZE; an SVSM takes no more. */
#define SVSM_CERTS_MAX		SZ_16K
#define SVSM_MANIFEST_MAX	SZ_64K

/* What is asked. */
struct svsm_attest_request {
	u8 nonce[SVSM_NONCE_LEN];
	guid_t guid;		/* guid_null: all services */
	u32 manifest_version;
};

/**
 * struct svsm_attest_result - what was answered
 * @request: what it answers
 * @report_len: bytes of @data that are the report
 * @manifest_len: bytes after it that are the manifest
 * @certs_len: bytes after it that are the host's certificate table
 * @data: the three, one after another
 *
 * Freed with kvfree().
 */
struct svsm_attest_result {
	struct svsm_attest_request request;
	u32 report_len;
	u32 manifest_len;
	u32 certs_len;
	u8 data[];
};

/* How it went. */
struct svsm_attest_status {
	u64 code;	/* the SVSM's, SVSM_CODE_NONE when it gave none */
	u32 retry_ms;	/* with -EBUSY and -EAGAIN, when a request can be made */
	int listed;	/* after success for all, what svsm_bus_update() said of the manifest */
};

int svsm_attest_init(void);
void svsm_attest_exit(void);

int svsm_attest(const struct svsm_attest_request *request, bool nonblock,
		struct svsm_attest_result **ret_result, struct svsm_attest_status *ret_status);

static inline const u8 *svsm_attest_manifest(const struct svsm_attest_result *result)
{
	return result->data + result->report_len;
}

#endif
