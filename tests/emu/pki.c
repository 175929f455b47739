/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The emulated AMD's keys and certificates.  See pki.h.
 *
 * A certificate is written after its key and after its issuer: where there is a
 * certificate, everything that it needs is there, whenever a run was killed.
 */
#include "tests/emu/pki.h"

#include <errno.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/emu/certificate.h"
#include "tests/emu/folder.h"
#include "tests/emu/revocation.h"
#include "tests/emu/say.h"

#define PEM_MAX		65536u
#define CA_KEY_BITS	4096

static int write_bio(int folder, const char *name, const char *suffix, BIO *bio, mode_t mode)
{
	char file[64];
	char *bytes;
	long len;

	snprintf(file, sizeof(file), "%s.%s", name, suffix);
	len = BIO_get_mem_data(bio, &bytes);
	return len > 0 ? folder_replace(folder, file, bytes, (size_t)len, mode) : -ENOMEM;
}

static int write_pair(int folder, const char *name, EVP_PKEY *key, X509 *certificate)
{
	BIO *private = BIO_new(BIO_s_mem()), *der = BIO_new(BIO_s_mem());
	BIO *pem = BIO_new(BIO_s_mem());
	int error = -ENOMEM;

	if (private && der && pem &&
	    PEM_write_bio_PrivateKey(private, key, NULL, NULL, 0, NULL, NULL) &&
	    i2d_X509_bio(der, certificate) && PEM_write_bio_X509(pem, certificate)) {
		error = write_bio(folder, name, "key", private, 0600);
		if (!error)
			error = write_bio(folder, name, "der", der, 0644);
		if (!error)
			error = write_bio(folder, name, "pem", pem, 0644);
	}
	BIO_free(private);
	BIO_free(der);
	BIO_free(pem);
	return error;
}

static int read_bio(int folder, const char *name, const char *suffix, BIO **ret_bio)
{
	char file[64];
	uint8_t *bytes;
	size_t len;
	BIO *bio;
	int error;

	snprintf(file, sizeof(file), "%s.%s", name, suffix);
	error = folder_read(folder, file, PEM_MAX, &bytes, &len);
	if (error < 0)
		return error;
	bio = BIO_new(BIO_s_mem());
	if (bio && BIO_write(bio, bytes, (int)len) != (int)len) {
		BIO_free(bio);
		bio = NULL;
	}
	free(bytes);
	if (!bio)
		return -ENOMEM;
	*ret_bio = bio;
	return 0;
}

/* -ENOENT: there is no such certificate yet. */
static int read_pair(int folder, const char *name, EVP_PKEY **ret_key, X509 **ret_certificate)
{
	EVP_PKEY *key;
	X509 *certificate;
	BIO *bio;
	int error;

	error = read_bio(folder, name, "pem", &bio);
	if (error < 0)
		return error;
	certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	BIO_free(bio);
	if (!certificate)
		return -EBADMSG;
	if (read_bio(folder, name, "key", &bio) < 0) {
		X509_free(certificate);
		return -EBADMSG;
	}
	key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	if (!key || X509_check_private_key(certificate, key) != 1) {
		EVP_PKEY_free(key);
		X509_free(certificate);
		return -EBADMSG;
	}
	*ret_key = key;
	*ret_certificate = certificate;
	return 0;
}

static bool is_named(X509 *certificate, const char *common_name)
{
	char name[128];

	return X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
					 name, sizeof(name)) > 0 && !strcmp(name, common_name);
}

/* What a pair was loaded or made for. */
struct pair {
	const char *file;
	const char *common_name;
	long serial;
	int path_len;		/* -1: the leaf */
};

static int make_pair(const struct pki *pki, int folder, const struct pair *pair,
		     const struct certificate_issuer *issuer, EVP_PKEY **ret_key,
		     X509 **ret_certificate)
{
	const bool is_leaf = pair->path_len < 0;
	struct certificate_issuer by = *issuer;
	X509 *certificate = NULL;
	EVP_PKEY *key;
	int error = -ENOMEM;

	key = is_leaf ? EVP_EC_gen("P-384") : EVP_RSA_gen(CA_KEY_BITS);
	if (key) {
		if (!by.key)
			by.key = key;
		certificate = is_leaf ? certificate_new_leaf(pki, key, &by) :
			certificate_new_ca(pair->common_name, key, pair->serial, pair->path_len,
					   &by);
	}
	if (certificate)
		error = write_pair(folder, pair->file, key, certificate);
	if (error < 0) {
		X509_free(certificate);
		EVP_PKEY_free(key);
		return error;
	}
	*ret_key = key;
	*ret_certificate = certificate;
	return 0;
}

static int take_pair(const struct pki *pki, int folder, const struct pair *pair,
		     const struct certificate_issuer *issuer, EVP_PKEY **ret_key,
		     X509 **ret_certificate)
{
	EVP_PKEY *key;
	X509 *certificate;
	int error;

	error = read_pair(folder, pair->file, &key, &certificate);
	if (error == -ENOENT)
		error = make_pair(pki, folder, pair, issuer, &key, &certificate);
	if (error < 0) {
		say("cannot %s 'pki/%s.pem': %s", error == -EBADMSG ? "use" : "make", pair->file,
		    error == -EBADMSG ? "the certificate or its key is damaged" :
		    strerror(-error));
		return error;
	}
	if (!is_named(certificate, pair->common_name) ||
	    X509_verify(certificate, issuer->key ? issuer->key : key) != 1) {
		say("'pki/%s.pem' is not '%s' under this folder's ARK: was the state folder made "
		    "with another --report-version? use a state folder of its own for each",
		    pair->file, pair->common_name);
		X509_free(certificate);
		EVP_PKEY_free(key);
		return -EKEYREJECTED;
	}
	*ret_key = key;
	*ret_certificate = certificate;
	return 0;
}

static int take_chip_id(struct pki *pki, int folder)
{
	const size_t used = pki->product.has_fmc ? 8 : CHIP_ID_LEN;
	uint8_t *bytes;
	size_t len;
	int error;

	error = folder_read(folder, "chip_id", CHIP_ID_LEN, &bytes, &len);
	if (!error) {
		if (len == CHIP_ID_LEN)
			memcpy(pki->chip_id, bytes, CHIP_ID_LEN);
		else
			error = -EBADMSG;
		free(bytes);
	} else if (error == -ENOENT) {
		error = -EIO;
		if (RAND_bytes(pki->chip_id, (int)used) == 1)
			error = folder_replace(folder, "chip_id", pki->chip_id, CHIP_ID_LEN, 0644);
	}
	if (error < 0)
		say("cannot read or make 'pki/chip_id': %s", strerror(-error));
	return error;
}

static const char *leaf_file(const struct pki_options *options)
{
	if (options->has_old_tcb)
		return options->is_vlek ? "vlek-old" : "vcek-old";
	return options->is_vlek ? "vlek" : "vcek";
}

static int take_chain(struct pki *pki, int folder, const struct pki_options *options)
{
	char ark_name[64], intermediate_name[64];
	const struct pair ark = { "ark", ark_name, 0x10000, 1 };
	const struct pair intermediate = {
		pki->is_vlek ? "asvk" : "ask", intermediate_name, pki->is_vlek ? 0x10002 : 0x10001,
		0,
	};
	const struct pair leaf = {
		leaf_file(options), pki->is_vlek ? "SEV-VLEK" : "SEV-VCEK", 0, -1,
	};
	struct certificate_issuer root = { 0 }, middle = { 0 };
	const struct certificate_issuer self = { 0 };
	int error;

	snprintf(ark_name, sizeof(ark_name), "ARK-%s", pki->product.name);
	snprintf(intermediate_name, sizeof(intermediate_name), "SEV-%s%s",
		 pki->is_vlek ? "VLEK-" : "", pki->product.name);
	error = take_pair(pki, folder, &ark, &self, &root.key, &pki->ark);
	root.certificate = pki->ark;
	if (!error)
		error = take_pair(pki, folder, &intermediate, &root, &middle.key,
				  &pki->intermediate);
	middle.certificate = pki->intermediate;
	if (!error)
		error = take_pair(pki, folder, &leaf, &middle, &pki->leaf_key, &pki->leaf);
	if (!error)
		error = revocation_write(folder, &root,
					 options->is_revoked ? pki->intermediate : NULL);
	EVP_PKEY_free(root.key);
	EVP_PKEY_free(middle.key);
	return error;
}

int pki_init(struct pki *pki, int state_folder, const struct pki_options *options)
{
	int folder, error;

	*pki = (struct pki){ .product = *options->product, .is_vlek = options->is_vlek };
	if (options->has_old_tcb) {
		pki->product.tcb.snp--;
		pki->product.tcb.microcode--;
	}
	folder = folder_open(state_folder, "pki");
	if (folder < 0) {
		say("cannot open the state folder's 'pki': %s", strerror(-folder));
		return folder;
	}
	error = take_chip_id(pki, folder);
	if (!error)
		error = take_chain(pki, folder, options);
	close(folder);
	if (error < 0)
		pki_deinit(pki);
	return error;
}

void pki_deinit(struct pki *pki)
{
	X509_free(pki->ark);
	X509_free(pki->intermediate);
	X509_free(pki->leaf);
	EVP_PKEY_free(pki->leaf_key);
	*pki = (struct pki){ 0 };
}
