/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The attestation of a confidential VM on Azure, whose paravisor (HCL) lives where an
 * SVSM would and keeps this in NV index 0x01400001 of its vTPM.  Little-endian, as
 * Microsoft's "Guest attestation for confidential VMs" has it:
 *
 *	0x000  "HCLA", u32 version 1 or 2, u32 size of what counts, u32 request type 2,
 *	       16 bytes of status and reserved
 *	0x020  1184 bytes for the report of the hardware
 *	0x4c0  u32 size from here on, u32 version 1, u32 kind of the report,
 *	       u32 hash (1 SHA-256, 2 SHA-384, 3 SHA-512), u32 size of the runtime data
 *	0x4d4  the runtime data, JSON; then zeros
 *
 * The report's REPORT_DATA begins with the digest of the runtime data, which holds the
 * AK of the vTPM as a JSON Web Key: see hcl_binding.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault;

#define HCL_REPORT_SIZE_MAX	(64u * 1024)
#define HCL_REPORT_MODULUS_MAX	512	/* RSA of 4096 bits */
#define HCL_REPORT_KEYS_MAX	16
#define HCL_REPORT_USER_DATA_MAX	64

/* Kinds of report; others are refused. */
enum hcl_report_kind {
	HCL_REPORT_SNP = 2,
	HCL_REPORT_TDX = 4,
};

/* All pointers lead into the caller's bytes. */
struct hcl_report {
	uint32_t version;
	enum hcl_report_kind kind;
	uint16_t hash;			/* of the runtime data, by hash_algorithm.h */
	const uint8_t *report;		/* SNP_REPORT_SIZE bytes, whatever the kind */
	const uint8_t *runtime_data;
	size_t runtime_data_size;
};

/* An RSA key of the runtime data, which is no secret. */
struct hcl_report_key {
	uint8_t modulus[HCL_REPORT_MODULUS_MAX];	/* big-endian */
	size_t modulus_size;
	uint32_t exponent;
};

/* Whether the bytes claim to be one, by their magic. */
bool hcl_report_is(const void *data, size_t size);

/*
 * Reads the @size bytes at @data, which must outlive @ret.  0; -EBADMSG when malformed;
 * -EOPNOTSUPP for a version, kind or hash that is not known; -E2BIG above
 * HCL_REPORT_SIZE_MAX.  On failure @ret is untouched.
 */
int hcl_report_parse(const void *data, size_t size, struct hcl_report *ret, struct fault *fault);

/*
 * The key named @kid: "HCLAkPub", "HCLEkPub".  0; -ENOENT without one; -EBADMSG when
 * the JSON is malformed or names it twice; -EOPNOTSUPP when it is not RSA; -E2BIG.
 */
int hcl_report_find_key(const struct hcl_report *report, const char *kid,
			struct hcl_report_key *ret, struct fault *fault);

/*
 * What a guest asked to be in there, up to HCL_REPORT_USER_DATA_MAX bytes.  0; -ENOENT
 * without it (version 1 had none at first); -EBADMSG.
 */
int hcl_report_user_data(const struct hcl_report *report,
			 uint8_t ret[static HCL_REPORT_USER_DATA_MAX], size_t *ret_size,
			 struct fault *fault);
