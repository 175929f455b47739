/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a guest remembers of its vTPM on its own (encrypted) disk, to be compared with the
 * vTPM at the next boot (Documentation/persistence.md):
 *
 *	{"ak_name":hex,"boot_id":hex,"counter":n,"ek_name":hex,"format":"svsm-guest/birth",
 *	 "instance":hex,"launch":hex,"pending":0 or 1,"resets":n,"restarts":n,
 *	 "signature":base64,"survived":n,"time":seconds,"version":1}
 *
 * in the one form of json_writer.h.  Its signature, by the AK, is over the text without
 * that member (lib/policy/birth_signature.h): only the TPM that it speaks of makes one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/evidence.h"

struct buffer;
struct fault;

/*
 * The counterpart in the TPM.  TCG's registry of handles leaves 0180 0000 to 01BF FFFF to
 * the owner, its start given away to systemd and others; the tail is that of the AK's
 * handle (lib/sys/tpm_ak.h).
 */
#define BIRTH_RECORD_INDEX		0x0181f010u

#define BIRTH_RECORD_SIZE_MAX		4096	/* of the text: some 900 are ours */
#define BIRTH_RECORD_NAME_SIZE		34	/* u16 TPM_ALG_SHA256, digest */
#define BIRTH_RECORD_INSTANCE_SIZE	32
#define BIRTH_RECORD_BOOT_ID_SIZE	16	/* the kernel's, of one boot */
#define BIRTH_RECORD_LAUNCH_SIZE	32	/* REPORT_ID of an SNP report, of one launch */
#define BIRTH_RECORD_SIGNATURE_MAX	600	/* a TPMT_SIGNATURE */

/* What a vTPM says that grows with its life. */
struct birth_clock {
	uint64_t counter;	/* our NV counter; 0: never incremented */
	uint32_t resets;	/* TPMS_CLOCK_INFO resetCount */
	uint32_t restarts;	/* restartCount */
};

struct birth_record {
	uint8_t ak_name[BIRTH_RECORD_NAME_SIZE];
	uint8_t ek_name[BIRTH_RECORD_NAME_SIZE];
	uint8_t instance[BIRTH_RECORD_INSTANCE_SIZE];	/* of the NV index */
	uint8_t boot_id[BIRTH_RECORD_BOOT_ID_SIZE];	/* in which it was written */
	uint8_t launch[BIRTH_RECORD_LAUNCH_SIZE];	/* in which; zeros: not known */
	struct birth_clock clock;
	bool is_pending;	/* written before the counter was incremented, not behind it */
	uint32_t survived;	/* relaunches that the index has been seen to survive */
	int64_t time;		/* when it was written, seconds since 1970 */
	uint8_t signature[BIRTH_RECORD_SIGNATURE_MAX];
	size_t signature_size;	/* 0: not signed yet */
	struct evidence_bytes signed_text[2];	/* before and behind the signature, when decoded */
};

/*
 * Appends the text, with the signature if there is one.  0; -EINVAL for a time below 0;
 * -E2BIG, -ENOMEM.
 */
int birth_record_encode(const struct birth_record *record, struct buffer *ret);

/*
 * Decodes @size bytes, which must outlive @ret's @signed_text.  0; -EBADMSG, also when
 * there is no signature; -E2BIG above a maximum.  On failure @ret is untouched.
 */
int birth_record_decode(const void *text, size_t size, struct birth_record *ret,
			struct fault *fault);
