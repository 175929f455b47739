/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The emulated secure processor.  See psp.h.
 */
#include "tests/emu/psp.h"

#include <errno.h>
#include <openssl/ecdsa.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "tests/emu/say.h"
#include "tests/emu/wire.h"

/*
 * ATTESTATION_REPORT, little-endian.  Bytes not named here are reserved or zero.
 *
 *	offset	size	member
 *	0x000	4	version
 *	0x008	8	guest policy
 *	0x030	4	vmpl
 *	0x034	4	signature algorithm
 *	0x038	8	current TCB
 *	0x040	8	platform information
 *	0x048	4	key information
 *	0x050	64	report data
 *	0x090	48	launch measurement
 *	0x140	32	report id, 0x160 that of the migration agent
 *	0x180	8	reported TCB
 *	0x188	3	CPUID family, model, stepping (version 3 on)
 *	0x1a0	64	chip id
 *	0x1e0	8	committed TCB, 0x1e8 current and 0x1ec committed firmware version
 *	0x1f0	8	launch TCB
 *	0x1f8	8	launch and 0x200 current mitigation vectors (version 5 on)
 *	0x2a0	512	signature: R and S, 72 bytes each, little-endian
 */
#define AT_VERSION		0x000
#define AT_POLICY		0x008
#define AT_VMPL			0x030
#define AT_SIGNATURE_ALGORITHM	0x034
#define AT_CURRENT_TCB		0x038
#define AT_PLATFORM_INFO	0x040
#define AT_KEY_INFO		0x048
#define AT_REPORT_DATA		0x050
#define AT_MEASUREMENT		0x090
#define AT_REPORT_ID		0x140
#define AT_REPORT_ID_MA		0x160
#define AT_REPORTED_TCB		0x180
#define AT_CPUID		0x188
#define AT_CHIP_ID		0x1a0
#define AT_COMMITTED_TCB	0x1e0
#define AT_CURRENT_BUILD	0x1e8
#define AT_COMMITTED_BUILD	0x1ec
#define AT_LAUNCH_TCB		0x1f0
#define AT_LAUNCH_MITIGATION	0x1f8
#define AT_CURRENT_MITIGATION	0x200
#define AT_SIGNATURE		0x2a0

#define SIGNATURE_PART_LEN	72
#define ECDSA_P384_SHA384	1u
#define POLICY_SMT		(1u << 16)
#define POLICY_RESERVED_ONE	(1u << 17)
#define POLICY_DEBUG		(1u << 19)
#define KEY_INFO_VLEK		(1u << 2)
#define PLATFORM_SMT		(1u << 0)
#define PLATFORM_ECC		(1u << 2)
#define PLATFORM_ALIAS_CHECK	(1u << 5)
#define MITIGATIONS		0x1u

#define CERT_ENTRY_LEN		24u

static const struct product products[] = {
	{
		.name = "Milan", .stepping_name = "Milan-B0", .report_version = 2,
		.family = 0x19, .model = 0x01, .stepping = 0x01,
		.platform_info = PLATFORM_SMT | PLATFORM_ECC,
		.tcb = { .bootloader = 4, .snp = 24, .microcode = 219 },
	}, {
		.name = "Genoa", .stepping_name = "Genoa-B1", .report_version = 3,
		.family = 0x19, .model = 0x11, .stepping = 0x01,
		.platform_info = PLATFORM_SMT | PLATFORM_ECC | PLATFORM_ALIAS_CHECK,
		.tcb = { .bootloader = 10, .snp = 23, .microcode = 84 },
	}, {
		.name = "Genoa", .stepping_name = "Genoa-B1", .report_version = 4,
		.family = 0x19, .model = 0x11, .stepping = 0x01,
		.platform_info = PLATFORM_SMT | PLATFORM_ECC | PLATFORM_ALIAS_CHECK,
		.tcb = { .bootloader = 10, .snp = 23, .microcode = 84 },
	}, {
		.name = "Turin", .stepping_name = "Turin-C1", .report_version = 5,
		.family = 0x1a, .model = 0x02, .stepping = 0x01, .has_fmc = true,
		.platform_info = PLATFORM_SMT | PLATFORM_ECC | PLATFORM_ALIAS_CHECK,
		.tcb = { .fmc = 1, .bootloader = 1, .tee = 1, .snp = 4, .microcode = 81 },
	},
};

static const struct product *product_of(uint32_t report_version)
{
	size_t i;

	for (i = 0; i < sizeof(products) / sizeof(products[0]); i++)
		if (products[i].report_version == report_version)
			return &products[i];
	return NULL;
}

bool psp_has_version(uint32_t report_version)
{
	return product_of(report_version);
}

/* TCB_VERSION: Turin moved everything up by one byte for the FMC. */
static uint64_t tcb_version(const struct product *product)
{
	const struct tcb *tcb = &product->tcb;
	const uint8_t bytes[8] = {
		product->has_fmc ? tcb->fmc : tcb->bootloader,
		product->has_fmc ? tcb->bootloader : tcb->tee,
		product->has_fmc ? tcb->tee : 0,
		product->has_fmc ? tcb->snp : 0,
		0, 0,
		product->has_fmc ? 0 : tcb->snp,
		tcb->microcode,
	};

	return get_le64(bytes);
}

static void put_body(const struct psp *psp, const uint8_t *report_data, uint8_t *report)
{
	static const uint8_t build[4] = { 21, 55, 1, 0 };	/* build, minor, major */
	const struct product *product = &psp->pki.product;
	const uint64_t tcb = tcb_version(product);
	const uint64_t policy = POLICY_SMT | POLICY_RESERVED_ONE |
				(psp->can_debug ? POLICY_DEBUG : 0);

	put_le32(report + AT_VERSION, product->report_version);
	put_le64(report + AT_POLICY, policy);
	put_le32(report + AT_VMPL, psp->vmpl);
	put_le32(report + AT_SIGNATURE_ALGORITHM, ECDSA_P384_SHA384);
	put_le64(report + AT_CURRENT_TCB, tcb);
	put_le64(report + AT_PLATFORM_INFO, product->platform_info);
	put_le32(report + AT_KEY_INFO, psp->pki.is_vlek ? KEY_INFO_VLEK : 0);
	memcpy(report + AT_REPORT_DATA, report_data, SNP_REPORT_DATA_LEN);
	memcpy(report + AT_MEASUREMENT, psp->measurement, SNP_MEASUREMENT_LEN);
	memcpy(report + AT_REPORT_ID, psp->report_id, SNP_REPORT_ID_LEN);
	memset(report + AT_REPORT_ID_MA, 0xff, SNP_REPORT_ID_LEN);	/* no migration agent */
	put_le64(report + AT_REPORTED_TCB, tcb);
	if (product->report_version >= 3) {
		report[AT_CPUID] = product->family;
		report[AT_CPUID + 1] = product->model;
		report[AT_CPUID + 2] = product->stepping;
	}
	memcpy(report + AT_CHIP_ID, psp->pki.chip_id, CHIP_ID_LEN);
	put_le64(report + AT_COMMITTED_TCB, tcb);
	memcpy(report + AT_CURRENT_BUILD, build, sizeof(build));
	memcpy(report + AT_COMMITTED_BUILD, build, sizeof(build));
	put_le64(report + AT_LAUNCH_TCB, tcb);
	if (product->report_version >= 5) {
		put_le64(report + AT_LAUNCH_MITIGATION, MITIGATIONS);
		put_le64(report + AT_CURRENT_MITIGATION, MITIGATIONS);
	}
}

static bool put_signature(EVP_PKEY *key, uint8_t *report)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	ECDSA_SIG *signature = NULL;
	unsigned char der[256];
	const unsigned char *at = der;
	size_t len = sizeof(der);
	bool ok = false;

	if (context && EVP_DigestSignInit(context, NULL, EVP_sha384(), NULL, key) > 0 &&
	    EVP_DigestSign(context, der, &len, report, AT_SIGNATURE) > 0)
		signature = d2i_ECDSA_SIG(NULL, &at, (long)len);
	if (signature)
		ok = BN_bn2lebinpad(ECDSA_SIG_get0_r(signature), report + AT_SIGNATURE,
				    SIGNATURE_PART_LEN) == SIGNATURE_PART_LEN &&
		     BN_bn2lebinpad(ECDSA_SIG_get0_s(signature),
				    report + AT_SIGNATURE + SIGNATURE_PART_LEN,
				    SIGNATURE_PART_LEN) == SIGNATURE_PART_LEN;
	ECDSA_SIG_free(signature);
	EVP_MD_CTX_free(context);
	return ok;
}

int psp_report(const struct psp *psp, const uint8_t report_data[static SNP_REPORT_DATA_LEN],
	       uint8_t ret_report[static SNP_REPORT_LEN])
{
	uint8_t report[SNP_REPORT_LEN] = { 0 };

	put_body(psp, report_data, report);
	if (!put_signature(psp->pki.leaf_key, report))
		return -EIO;
	memcpy(ret_report, report, sizeof(report));
	return 0;
}

int psp_launch(struct psp *psp)
{
	return RAND_bytes(psp->report_id, sizeof(psp->report_id)) == 1 ? 0 : -EIO;
}

/*
 * GUID, u32 offset, u32 length for each certificate, an entry of zeros, the bytes.
 * The GUIDs stand in the order in which they are written, not in the mixed order
 * of the SVSM's tables: so do the tables of the hosts that parsers were tried on.
 */
static int make_certs(struct psp *psp)
{
	static const uint8_t vcek[16] = { 0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64,
					  0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd };
	static const uint8_t vlek[16] = { 0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e,
					  0xaa, 0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1 };
	static const uint8_t ask[16] = { 0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4,
					 0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82 };
	static const uint8_t ark[16] = { 0xc0, 0xb4, 0x06, 0xa4, 0xa8, 0x03, 0x49, 0x52,
					 0x97, 0x43, 0x3f, 0xb6, 0x01, 0x4c, 0xd0, 0xae };
	const struct {
		const uint8_t *guid;
		X509 *certificate;
	} table[] = {
		{ psp->pki.is_vlek ? vlek : vcek, psp->pki.leaf },
		{ ask, psp->pki.intermediate },
		{ ark, psp->pki.ark },
	};
	const size_t count = sizeof(table) / sizeof(table[0]);
	size_t i, offset = (count + 1) * CERT_ENTRY_LEN, total = offset;
	int lens[sizeof(table) / sizeof(table[0])];
	uint8_t *certs, *entry, *data;

	for (i = 0; i < count; i++) {
		lens[i] = i2d_X509(table[i].certificate, NULL);
		if (lens[i] <= 0)
			return -EIO;
		total += (size_t)lens[i];
	}
	certs = calloc(1, total);
	if (!certs)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		entry = certs + i * CERT_ENTRY_LEN;
		data = certs + offset;
		memcpy(entry, table[i].guid, 16);
		put_le32(entry + 16, (uint32_t)offset);
		put_le32(entry + 20, (uint32_t)lens[i]);
		(void)i2d_X509(table[i].certificate, &data);	/* its length was asked above */
		offset += (size_t)lens[i];
	}
	psp->certs = certs;
	psp->certs_len = total;
	return 0;
}

/* Stands for the IGVM file that the host would have launched: always the same one. */
static void set_measurement(struct psp *psp, const uint8_t *wanted)
{
	static const char launched[] = "svsm-guest emulator: SVSM and firmware";

	if (wanted)
		memcpy(psp->measurement, wanted, sizeof(psp->measurement));
	else
		SHA384((const unsigned char *)launched, sizeof(launched) - 1, psp->measurement);
}

int psp_init(struct psp *psp, const struct psp_options *options)
{
	const struct pki_options pki = {
		.product = product_of(options->report_version),
		.is_vlek = options->is_vlek,
		.has_old_tcb = options->has_old_tcb,
		.is_revoked = options->is_revoked,
	};
	int error;

	*psp = (struct psp){ .vmpl = options->vmpl, .can_debug = options->can_debug };
	set_measurement(psp, options->measurement);
	error = pki_init(&psp->pki, options->state_folder, &pki);
	if (error < 0)
		return error;
	if (!options->no_certs)
		error = make_certs(psp);
	if (!error)
		error = psp_launch(psp);
	if (error < 0) {
		say("the secure processor does not start: %s", strerror(-error));
		psp_deinit(psp);
	}
	return error;
}

void psp_deinit(struct psp *psp)
{
	pki_deinit(&psp->pki);
	free(psp->certs);
	*psp = (struct psp){ 0 };
}
