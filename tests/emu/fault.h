/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Deliberate misbehaviour of the emulated machine, switched on by a specification:
 * from inside the guest by DOORBELL_SET_FAULT (svsm_emu.ko's debugfs file "fault"),
 * by a line to the control socket (control.h), or for a whole run by --fault.
 *
 *	NAME[=VALUE] [after=M] [count=N]
 *				one fault, for N calls that it concerns (1), the next M (0)
 *				of them left out
 *	FAULT + FAULT ...	up to FAULT_PARTS_MAX different ones at once, each with
 *				numbers of its own
 *	none			no fault
 *
 * A faulty SVSM:
 *	vtpm-code=CODE		VTPM_CMD is refused with this result code
 *	vtpm-echo		VTPM_CMD leaves the request in the page (an oversized response)
 *	vtpm-reply-len=N	the SVSM's length of a TPM response is N
 *	vtpm-header-len=N	the length in the TPM response's own header is N
 *	tpm-tag=N		the tag of the TPM's response is N
 *	tpm-rc=CODE		the TPM answers with this response code and runs nothing
 *	query-code=CODE		VTPM_QUERY is refused
 *	attest-code=CODE	an attestation is refused
 *	manifest-len=N		RCX after an attestation is N, refused or not
 *	certs-len=N		RDX is N
 *	report-len=N		R8 is N
 *	manifest=KIND		the manifest of all services is overlap, outside, huge (entries),
 *				backwards, twice, zero, 1000 (entries), trailing
 *	not-run			a call is taken for done though nobody has run it
 *	delay-ms=N		the answer to a call takes N milliseconds
 * A hostile host:
 *	host-busy=N		N times BUSY below an attestation; the second costs the SVSM its
 *				message key, and then all are refused with INVALID_REQUEST
 *				until there is another specification
 *	certs=KIND		the certificate table is overflow (an offset that wraps), outside,
 *				changing (from call to call, its size as well), junk
 *	report-id=N		the guest goes on in another launch, which it did not see: its
 *				report's id is N
 *
 * The local socket (socket.h) has no registers and nobody who repeats a call: of these it
 * knows attest-code, manifest, host-busy, certs and report-id.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_VTPM_CODE,
	FAULT_VTPM_ECHO,
	FAULT_VTPM_REPLY_LEN,
	FAULT_VTPM_HEADER_LEN,
	FAULT_TPM_TAG,
	FAULT_TPM_RC,
	FAULT_QUERY_CODE,
	FAULT_ATTEST_CODE,
	FAULT_MANIFEST_LEN,
	FAULT_CERTS_LEN,
	FAULT_REPORT_LEN,
	FAULT_MANIFEST,
	FAULT_NOT_RUN,
	FAULT_DELAY_MS,
	FAULT_HOST_BUSY,
	FAULT_CERTS,
	FAULT_REPORT_ID,
};

enum fault_manifest {
	MANIFEST_OVERLAP, MANIFEST_OUTSIDE, MANIFEST_HUGE, MANIFEST_BACKWARDS, MANIFEST_TWICE,
	MANIFEST_ZERO, MANIFEST_1000, MANIFEST_TRAILING,
};

enum fault_certs { CERTS_OVERFLOW, CERTS_OUTSIDE, CERTS_CHANGING, CERTS_JUNK };

struct fault_part {
	enum fault_kind kind;
	uint64_t value;		/* number, or enum fault_manifest, enum fault_certs */
	uint64_t after;		/* calls that it leaves out before */
	uint64_t count;		/* calls that it still concerns */
	uint64_t seen;		/* times that the host was busy, or gave certificates */
};

#define FAULT_PARTS_MAX	3

/* Those at the same time; no two of one kind, FAULT_NONE behind the last. */
struct fault {
	struct fault_part parts[FAULT_PARTS_MAX];
};

/* False when @spec is not understood; @fault is what it was then. */
bool fault_set(struct fault *fault, const char *spec);

/* Is this one of them, now?  Then one call of its count is used up. */
bool fault_take(struct fault *fault, enum fault_kind kind, uint64_t *ret_value);

/*
 * Writes a manifest of all services with this mistake; @room is enough for 1000 entries.
 * Returns its length.
 */
size_t fault_make_manifest(enum fault_manifest kind, uint8_t *ret_manifest, size_t room);

enum fault_host { HOST_READY, HOST_BUSY, HOST_LOST_KEY };

/* How the host takes the request that an attestation makes of it. */
enum fault_host fault_host_answer(struct fault *fault);

/*
 * Spoils the certificate table in @certs when that is the fault; returns the length
 * that the host gives it.
 */
size_t fault_spoil_certs(struct fault *fault, uint8_t *certs, size_t len);
