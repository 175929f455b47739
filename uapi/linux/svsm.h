/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * /dev/svsm: what a Linux guest may ask of its SVSM (Secure VM Service Module).
 *
 * An SVSM runs inside a confidential VM at a more privileged level than Linux
 * (VMPL0 on AMD SEV-SNP) and offers services to it: a vTPM, attestation of the
 * services, and others.  The vTPM is used through /dev/tpm*; this device lists
 * the services and asks for their attestation.
 */
#ifndef _UAPI_LINUX_SVSM_H
#define _UAPI_LINUX_SVSM_H

#include <linux/types.h>
#include <linux/ioctl.h>

/**
 * DOC: General ioctl format
 *
 * Every command takes a pointer to one structure whose first member, @size, is
 * the size of that structure as the caller was compiled with it.
 *
 * Growth: structures only ever grow at their end, and a feature bit of
 * SVSM_IOC_GET_INFO announces what a new member means.  A caller built against a
 * newer header may pass a larger structure: the bytes that the kernel does not
 * know must be zero.  A caller built against an older header passes a smaller
 * one: the members that it lacks count as zero and are not written.  @size is
 * never written by the kernel.
 *
 * Reserved members must be zero.  Undefined flag bits must be zero.
 *
 * Access: a descriptor opened for reading may use SVSM_IOC_GET_INFO and the cached
 * form of SVSM_IOC_LIST_SERVICES.  Everything that makes the SVSM do work needs a
 * descriptor opened for writing as well: attestation goes through the secure
 * processor, is slow, and in excess can cost a guest its attestation until the
 * next launch.  The driver paces it (see SVSM_IOC_ATTEST).
 *
 * Errors.  Each errno has one meaning for all commands:
 *
 *  =============  ============================================================
 *  ENOTTY         no such command
 *  EINVAL         @size is below the command's first version, or a member has
 *                 a value that no kernel will ever accept (non-zero reserved
 *                 member, undefined combination)
 *  E2BIG          @size is above what the kernel knows, and the bytes beyond
 *                 are not all zero
 *  EOPNOTSUPP     a flag or command that is well-formed, but which this kernel
 *                 or this transport does not offer (SVSM_IOC_GET_INFO tells)
 *  EFAULT         a pointer does not lead to usable memory
 *  EACCES         the descriptor was not opened for writing
 *  EMSGSIZE       a buffer is too short: the exact lengths are written back
 *  ENODATA        nothing is there to return: services were never listed, or
 *                 no result is kept on this descriptor for SVSM_ATTEST_COPY
 *  ENXIO          the SVSM has no service of that GUID
 *  EPROTONOSUPPORT the SVSM refuses this manifest version
 *  EBUSY          attestation is being held off after the SVSM refused one
 *                 with INVALID_REQUEST: @retry_ms says for how long
 *  EAGAIN         the request would have to wait for its turn, and the
 *                 descriptor is non-blocking: @retry_ms says for how long
 *  EINTR          a signal arrived while the request waited for its turn;
 *                 nothing was asked of the SVSM
 *  EREMOTEIO      the SVSM refused or failed the request, or was never reached:
 *                 @svsm_code tells which
 *  EBADMSG        the SVSM's answer is malformed, and was discarded
 *  EOVERFLOW      the SVSM's answer is larger than the maxima of SVSM_IOC_GET_INFO
 *  ENOMEM         out of memory
 *  =============  ============================================================
 *
 * On EMSGSIZE, EBUSY, EAGAIN, ENXIO, EPROTONOSUPPORT, EREMOTEIO, EBADMSG and
 * EOVERFLOW the structure is written back, so that its output members can be
 * read; on other errors it is left as it was.
 */

/* Lengths that the protocol fixes. */
#define SVSM_NONCE_LEN		64
#define SVSM_GUID_LEN		16

/* The revision of this header's contract, as SVSM_IOC_GET_INFO returns it. */
#define SVSM_ABI_VERSION	1

/*
 * @svsm_code where the SVSM did not answer: the request was never made, or the
 * call returned without the SVSM having run it.
 */
#define SVSM_CODE_NONE		(~0ULL)

#define SVSM_IOCTL_TYPE		0xB9

/**
 * enum svsm_feature - bits of svsm_info.features
 * @SVSM_FEATURE_ATTEST: SVSM_IOC_ATTEST and the listing of services can work
 * @SVSM_FEATURE_VTPM: this driver holds the SVSM's vTPM and made a TPM of it
 * @SVSM_FEATURE_VTPM_QUERY: SVSM_IOC_VTPM_QUERY can work; the bit goes away when
 *	the kernel turns out to refuse the call
 */
enum svsm_feature {
	SVSM_FEATURE_ATTEST	= 1 << 0,
	SVSM_FEATURE_VTPM	= 1 << 1,
	SVSM_FEATURE_VTPM_QUERY	= 1 << 2,
};

/**
 * struct svsm_info - ioctl(SVSM_IOC_GET_INFO)
 * @size: sizeof(struct svsm_info)
 * @abi: out: SVSM_ABI_VERSION of the kernel
 * @features: out: enum svsm_feature bits
 * @vmpl: out: the guest's VM privilege level as the kernel has it; 0 where the
 *	kernel knows of none
 * @services_max: out: the most services that a list can hold
 * @report_max: out: the largest attestation report, bytes
 * @manifest_max: out: the largest manifest, bytes
 * @certs_max: out: the largest certificate table, bytes
 * @reserved: out: zero
 * @transport: out: how the driver reaches the SVSM, NUL-terminated ("kernel")
 *
 * Never reaches the SVSM.
 */
struct svsm_info {
	__u32 size;
	__u32 abi;
	__aligned_u64 features;
	__u32 vmpl;
	__u32 services_max;
	__u32 report_max;
	__u32 manifest_max;
	__u32 certs_max;
	__u32 reserved;
	__u8 transport[16];
};

#define SVSM_IOC_GET_INFO	_IO(SVSM_IOCTL_TYPE, 0x00)

/**
 * struct svsm_service - one service in the list of SVSM_IOC_LIST_SERVICES
 * @guid: the service's GUID, in the byte order of the services manifest (the
 *	first three fields little-endian)
 * @manifest_len: length of the service's own manifest, bytes
 * @reserved: zero
 */
struct svsm_service {
	__u8 guid[SVSM_GUID_LEN];
	__u32 manifest_len;
	__u32 reserved;
};

/**
 * enum svsm_list_flags - svsm_list.flags
 * @SVSM_LIST_RESCAN: ask the SVSM again instead of answering from the cache
 */
enum svsm_list_flags {
	SVSM_LIST_RESCAN	= 1 << 0,
};

/**
 * struct svsm_list - ioctl(SVSM_IOC_LIST_SERVICES)
 * @size: sizeof(struct svsm_list)
 * @flags: enum svsm_list_flags bits
 * @services: pointer to an array of struct svsm_service
 * @count: in: how many entries the array holds; out: how many services there
 *	are (written on success and on EMSGSIZE)
 * @retry_ms: out: after EBUSY or EAGAIN, milliseconds until a request can be made
 * @svsm_code: out: the SVSM's result code for the request that this call made,
 *	SVSM_CODE_NONE when it made none
 *
 * The list is taken from the manifest of an all-services attestation: the first
 * call on a descriptor opened for writing makes one (with a nonce of zeros,
 * paced like SVSM_IOC_ATTEST), later ones answer from the cache.  On a descriptor
 * opened for reading alone an empty cache is ENODATA.
 *
 * The list is a hint: nobody has checked the attestation report behind it.
 */
struct svsm_list {
	__u32 size;
	__u32 flags;
	__aligned_u64 services;
	__u32 count;
	__u32 retry_ms;
	__aligned_u64 svsm_code;
};

#define SVSM_IOC_LIST_SERVICES	_IO(SVSM_IOCTL_TYPE, 0x01)

/**
 * enum svsm_attest_flags - svsm_attest.flags
 * @SVSM_ATTEST_COPY: return the result that an earlier SVSM_IOC_ATTEST on this
 *	descriptor kept when it failed with EMSGSIZE; the SVSM is not asked.
 *	@nonce, @guid and @manifest_version must be those of that request
 */
enum svsm_attest_flags {
	SVSM_ATTEST_COPY	= 1 << 0,
};

/**
 * struct svsm_attest - ioctl(SVSM_IOC_ATTEST)
 * @size: sizeof(struct svsm_attest)
 * @flags: enum svsm_attest_flags bits
 * @nonce: the caller's challenge; the report's REPORT_DATA is
 *	SHA-512(nonce || manifest)
 * @guid: the service to attest; all zero for all services
 * @manifest_version: the manifest version asked for; must be 0 for all services
 * @reserved: must be zero
 * @report: pointer to a buffer for the attestation report
 * @manifest: pointer to a buffer for the manifest (for all services: the
 *	services manifest, a GUID table)
 * @certs: pointer to a buffer for the host's certificate table
 * @report_len: in: size of that buffer, bytes; out: length of the report
 * @manifest_len: likewise for the manifest
 * @certs_len: likewise for the certificate table; 0 when the host gave none
 * @retry_ms: out: after EBUSY or EAGAIN, milliseconds until a request can be made
 * @svsm_code: out: the SVSM's result code, SVSM_CODE_NONE when it gave none
 *
 * One request to the SVSM and, behind it, to the secure processor.  At most one
 * request per interval is made for the whole machine (module parameter
 * attest_interval_ms, a small burst is allowed); callers beyond that wait their
 * turn, interruptibly.  After the SVSM has answered INVALID_REQUEST requests are
 * held off for minutes (EBUSY): the message key may be lost, and attestation
 * with it until the next launch.
 *
 * On EMSGSIZE all three lengths are exact and the result is kept on the open
 * file for one successful SVSM_ATTEST_COPY, until the next SVSM_IOC_ATTEST or close.
 */
struct svsm_attest {
	__u32 size;
	__u32 flags;
	__u8 nonce[SVSM_NONCE_LEN];
	__u8 guid[SVSM_GUID_LEN];
	__u32 manifest_version;
	__u32 reserved;
	__aligned_u64 report;
	__aligned_u64 manifest;
	__aligned_u64 certs;
	__u32 report_len;
	__u32 manifest_len;
	__u32 certs_len;
	__u32 retry_ms;
	__aligned_u64 svsm_code;
};

#define SVSM_IOC_ATTEST		_IO(SVSM_IOCTL_TYPE, 0x02)

/**
 * struct svsm_vtpm_query - ioctl(SVSM_IOC_VTPM_QUERY)
 * @size: sizeof(struct svsm_vtpm_query)
 * @reserved: must be zero
 * @commands: out: bitmap of the vTPM platform commands (bit 8: TPM_SEND_COMMAND)
 * @features: out: vTPM features, none defined yet
 * @svsm_code: out: the SVSM's result code, SVSM_CODE_NONE when it gave none
 *
 * A call that touches registers only.
 */
struct svsm_vtpm_query {
	__u32 size;
	__u32 reserved;
	__aligned_u64 commands;
	__aligned_u64 features;
	__aligned_u64 svsm_code;
};

#define SVSM_IOC_VTPM_QUERY		_IO(SVSM_IOCTL_TYPE, 0x03)

#endif /* _UAPI_LINUX_SVSM_H */
