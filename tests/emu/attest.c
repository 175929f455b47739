/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The attestation protocol.  See attest.h.
 *
 * The operation structure, little-endian (58019, Attest Services and Attest Single
 * Service Operation):
 *	0x00 u64 report address,	0x08 u32 size,	0x0c reserved
 *	0x10 u64 nonce address,		0x18 u16 size,	0x1a reserved
 *	0x20 u64 manifest address,	0x28 u32 size,	0x2c reserved
 *	0x30 u64 certificates address,	0x38 u32 size,	0x3c reserved
 * and for a single service
 *	0x40 GUID, 0x50 u32 manifest version, 0x54 reserved
 */
#include "tests/emu/attest.h"

#include <linux/types.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#include "tests/emu/doorbell.h"
#include "tests/emu/manifest.h"
#include "tests/emu/protocol.h"
#include "tests/emu/wire.h"

#define ATTEST_SERVICES		0u
#define ATTEST_SINGLE_SERVICE	1u
#define SERVICES_OP_LEN		0x40u
#define SINGLE_OP_LEN		0x58u

struct region {
	uint64_t gpa;
	uint32_t size;
};

/* An operation structure, decoded and checked. */
struct operation {
	struct region report, manifest, certs;
	uint8_t nonce[ATTEST_NONCE_LEN];
	bool is_single;
	uint8_t guid[ATTEST_GUID_LEN];
	uint32_t manifest_version;
};

static bool is_zero(const uint8_t *bytes, size_t len)
{
	while (len--)
		if (bytes[len])
			return false;
	return true;
}

static bool is_in_one_page(uint64_t gpa, uint64_t len)
{
	return gpa % GUEST_PAGE + len <= GUEST_PAGE;
}

static struct region get_region(const uint8_t *at)
{
	return (struct region){ .gpa = get_le64(at), .size = get_le32(at + 8) };
}

static uint64_t region_check(const struct guest *guest, const struct region *region)
{
	if (region->gpa % GUEST_PAGE)
		return SVSM_INVALID_PARAMETER;
	return guest_at(guest, region->gpa, region->size) ? SVSM_SUCCESS : SVSM_INVALID_ADDRESS;
}

static bool reserved_is_zero(const uint8_t *op, bool is_single)
{
	return is_zero(op + 0x0c, 4) && is_zero(op + 0x1a, 6) && is_zero(op + 0x2c, 4) &&
	       is_zero(op + 0x3c, 4) && (!is_single || is_zero(op + 0x54, 4));
}

static uint64_t operation_read(const struct guest *guest, uint64_t gpa, bool is_single,
			       struct operation *ret)
{
	const size_t len = is_single ? SINGLE_OP_LEN : SERVICES_OP_LEN;
	struct operation operation = { .is_single = is_single };
	uint8_t op[SINGLE_OP_LEN] = { 0 };
	struct region nonce;
	uint64_t result;

	if (!is_in_one_page(gpa, len) || !guest_read(guest, gpa, op, len) ||
	    !reserved_is_zero(op, is_single))
		return SVSM_INVALID_PARAMETER;

	/* Linux writes the nonce's size as u32: the same below 64 KiB. */
	nonce = get_region(op + 0x10);
	if (nonce.size != ATTEST_NONCE_LEN || !is_in_one_page(nonce.gpa, nonce.size) ||
	    !guest_read(guest, nonce.gpa, operation.nonce, nonce.size))
		return SVSM_INVALID_PARAMETER;

	operation.report = get_region(op);
	operation.manifest = get_region(op + 0x20);
	operation.certs = get_region(op + 0x30);
	if (operation.certs.size > ATTEST_CERTS_MAX)
		return SVSM_INVALID_PARAMETER;
	result = region_check(guest, &operation.report);
	if (result == SVSM_SUCCESS)
		result = region_check(guest, &operation.manifest);
	/* Size 0: no certificates wanted, and then the address means nothing. */
	if (result == SVSM_SUCCESS && operation.certs.size)
		result = region_check(guest, &operation.certs);
	if (result != SVSM_SUCCESS)
		return result;

	memcpy(operation.guid, op + 0x40, ATTEST_GUID_LEN);
	operation.manifest_version = get_le32(op + 0x50);
	*ret = operation;
	return SVSM_SUCCESS;
}

static bool hash_nonce_manifest(const uint8_t *nonce, const struct attestation *attestation,
				uint8_t ret_digest[static SNP_REPORT_DATA_LEN])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool ok;

	ok = context && EVP_DigestInit_ex(context, EVP_sha512(), NULL) &&
	     EVP_DigestUpdate(context, nonce, ATTEST_NONCE_LEN) &&
	     EVP_DigestUpdate(context, attestation->manifest, attestation->manifest_len) &&
	     EVP_DigestFinal_ex(context, ret_digest, NULL);
	EVP_MD_CTX_free(context);
	return ok;
}

static uint64_t attest_manifest(struct svsm *svsm, const uint8_t *guid, uint32_t version,
				struct attestation *attestation)
{
	uint64_t fault;

	if (fault_take(&svsm->fault, FAULT_ATTEST_CODE, &fault))
		return fault;
	if (version != 0)
		return SVSM_INVALID_PARAMETER;
	if (guid && !manifest_has_service(guid))
		return SVSM_UNSUPPORTED_PROTOCOL;
	/* The vTPM may be without power or Startup, or its endorsement auth may be set. */
	if (manifest_make(&svsm->vtpm, guid, sizeof(attestation->manifest),
			  attestation->manifest, &attestation->manifest_len) < 0)
		return SVSM_INVALID_REQUEST;
	if (!guid && fault_take(&svsm->fault, FAULT_MANIFEST, &fault))
		attestation->manifest_len = fault_make_manifest((enum fault_manifest)fault,
			attestation->manifest, sizeof(attestation->manifest));
	return SVSM_SUCCESS;
}

/* Every report is a request of the host's, which may be busy. */
static uint64_t host_answer(struct fault *fault)
{
	switch (fault_host_answer(fault)) {
	case HOST_BUSY:
		return SVSM_BUSY;
	case HOST_LOST_KEY:
		return SVSM_INVALID_REQUEST;
	default:
		return SVSM_SUCCESS;
	}
}

static uint64_t attest_report(struct svsm *svsm, const uint8_t *nonce,
			      struct attestation *attestation)
{
	uint8_t report_data[SNP_REPORT_DATA_LEN];
	uint64_t result = host_answer(&svsm->fault);
	struct psp psp = svsm->psp;
	uint64_t id;

	if (result != SVSM_SUCCESS)
		return result;
	if (fault_take(&svsm->fault, FAULT_REPORT_ID, &id)) {
		memset(psp.report_id, 0, sizeof(psp.report_id));
		put_le64(psp.report_id, id);
	}
	if (!hash_nonce_manifest(nonce, attestation, report_data) ||
	    psp_report(&psp, report_data, attestation->report) < 0)
		return SVSM_INVALID_REQUEST;
	return SVSM_SUCCESS;
}

uint64_t attest_make(struct svsm *svsm, const uint8_t *guid, uint32_t manifest_version,
		     const uint8_t nonce[static ATTEST_NONCE_LEN], struct attestation *ret)
{
	struct attestation attestation;
	uint64_t result;

	result = attest_manifest(svsm, guid, manifest_version, &attestation);
	if (result == SVSM_SUCCESS)
		result = attest_report(svsm, nonce, &attestation);
	if (result == SVSM_SUCCESS)
		*ret = attestation;
	return result;
}

/*
 * What the caller's buffer gets: the host's table, and zeros to the buffer's end.  The
 * length is the whole buffer's, as COCONUT-SVSM has it: the table's own is in the table.
 */
static bool write_certs(struct svsm *svsm, const struct region *region, uint64_t *ret_len)
{
	uint8_t *to = guest_at(&svsm->guest, region->gpa, region->size);
	const struct psp *psp = &svsm->psp;

	if (!to || psp->certs_len > region->size)
		return false;
	memcpy(to, psp->certs, psp->certs_len);
	memset(to + psp->certs_len, 0, region->size - psp->certs_len);
	*ret_len = fault_spoil_certs(&svsm->fault, to, region->size);
	return true;
}

static void spoil_lengths(struct fault *fault, struct doorbell_regs *regs)
{
	uint64_t len;

	if (fault_take(fault, FAULT_MANIFEST_LEN, &len))
		regs->rcx = len;
	if (fault_take(fault, FAULT_CERTS_LEN, &len))
		regs->rdx = len;
	if (fault_take(fault, FAULT_REPORT_LEN, &len))
		regs->r8 = len;
}

/* What the secure processor asks for: it counts the caller's buffer in whole pages. */
static uint64_t certs_needed(const struct psp *psp)
{
	return (psp->certs_len + GUEST_PAGE - 1) / GUEST_PAGE * GUEST_PAGE;
}

static uint64_t attest_run(struct svsm *svsm, const struct operation *operation,
			   struct doorbell_regs *regs)
{
	const bool gives_certs = operation->certs.size && svsm->psp.certs;
	struct attestation attestation;
	uint64_t result, len;

	result = attest_manifest(svsm, operation->is_single ? operation->guid : NULL,
				 operation->manifest_version, &attestation);
	if (result != SVSM_SUCCESS)
		return result;
	if (gives_certs && certs_needed(&svsm->psp) > operation->certs.size) {
		regs->rcx = attestation.manifest_len;
		regs->rdx = certs_needed(&svsm->psp);
		return SVSM_INVALID_PARAMETER;
	}
	result = attest_report(svsm, operation->nonce, &attestation);
	if (result != SVSM_SUCCESS)
		return result;
	regs->rcx = attestation.manifest_len;
	regs->rdx = gives_certs ? operation->certs.size : 0;
	regs->r8 = sizeof(attestation.report);
	if (attestation.manifest_len > operation->manifest.size ||
	    sizeof(attestation.report) > operation->report.size)
		return SVSM_INVALID_PARAMETER;
	if (!guest_write(&svsm->guest, operation->report.gpa, attestation.report,
			 sizeof(attestation.report)) ||
	    !guest_write(&svsm->guest, operation->manifest.gpa, attestation.manifest,
			 attestation.manifest_len) ||
	    (gives_certs && !write_certs(svsm, &operation->certs, &len)))
		return SVSM_INVALID_ADDRESS;
	if (gives_certs)
		regs->rdx = len;
	return SVSM_SUCCESS;
}

uint64_t attest_call(struct svsm *svsm, uint32_t call, struct doorbell_regs *regs)
{
	struct operation operation;
	uint64_t result;

	/* COCONUT-SVSM answers an unknown call of this protocol as an unknown protocol. */
	if (call != ATTEST_SERVICES && call != ATTEST_SINGLE_SERVICE)
		return SVSM_UNSUPPORTED_PROTOCOL;
	result = operation_read(&svsm->guest, regs->rcx, call == ATTEST_SINGLE_SERVICE,
				&operation);
	if (result != SVSM_SUCCESS)
		return result;
	result = attest_run(svsm, &operation, regs);
	spoil_lengths(&svsm->fault, regs);
	return result;
}
