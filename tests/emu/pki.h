/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The emulated AMD: a root key (ARK), an intermediate key (ASK, or ASVK for VLEKs)
 * and the key that signs reports (VCEK or VLEK), with certificates of the same key
 * types, names and extensions as AMD's, but for an organisation that says what they
 * are.  Made once per state folder and kept below pki/:
 *
 *	ark.pem ask.pem|asvk.pem vcek.pem|vlek.pem	certificates, and as .der
 *	vcek-old.pem|vlek-old.pem			those of the older patch levels
 *	crl.pem crl.der					the ARK's list of revoked CAs, made anew
 *							at every start
 *	*.key						private keys, 0600
 *	chip_id						64 bytes
 *
 * Key types and extensions: AMD 57230 (VCEK) and 58369 (VLEK) certificate specifications.
 */
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

#define CHIP_ID_LEN	64

/* Security patch levels of one TCB; fmc exists on Turin alone. */
struct tcb {
	uint8_t fmc;
	uint8_t bootloader;
	uint8_t tee;
	uint8_t snp;
	uint8_t microcode;
};

/* One generation of secure processors. */
struct product {
	const char *name;		/* in the CAs' names */
	const char *stepping_name;	/* in a VCEK's product extension */
	uint32_t report_version;
	uint8_t family, model, stepping;
	bool has_fmc;			/* Turin: another TCB layout, short chip ids */
	uint64_t platform_info;
	struct tcb tcb;
};

struct pki {
	struct product product;		/* with the patch levels that are in force */
	bool is_vlek;
	uint8_t chip_id[CHIP_ID_LEN];
	X509 *ark, *intermediate, *leaf;
	EVP_PKEY *leaf_key;
};

struct pki_options {
	const struct product *product;
	bool is_vlek;
	bool has_old_tcb;	/* the patch levels, and the leaf's, are of before an update */
	bool is_revoked;	/* the ASK or ASVK is on the ARK's list */
};

/* Loads what the state folder has, makes what it lacks.  Says what failed. */
int pki_init(struct pki *pki, int state_folder, const struct pki_options *options);

void pki_deinit(struct pki *pki);
