/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Filling the bag, from DER and PEM.
 */
#include "lib/policy/snp_certs.h"

#include <errno.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/policy/hasher.h"
#include "lib/policy/snp_cert.h"

#define DER_SEQUENCE	0x30	/* what DER of a certificate starts with, and PEM cannot */
#define PEM_BEGIN	"-----BEGIN "
#define NEITHER		"neither DER nor PEM of a certificate"

struct pem_block {
	char *name;
	char *header;
	unsigned char *data;
	long size;
};

static void cleanup_bio(BIO **bio)
{
	BIO_free(*bio);
}

static void cleanup_block(struct pem_block *block)
{
	OPENSSL_free(block->name);
	OPENSSL_free(block->header);
	OPENSSL_free(block->data);
}

struct snp_cert *snp_certs_find(const struct snp_certs *certs, const void *der, size_t size)
{
	uint8_t digest[SNP_CERT_DIGEST_SIZE];
	size_t i;

	hasher_sha256(der, size, digest);
	for (i = 0; i < certs->count; i++)
		if (!memcmp(certs->items[i]->digest, digest, sizeof(digest)))
			return certs->items[i];
	return NULL;
}

/* Takes @cert, unless there is one like it. */
static int add_cert(struct snp_certs *certs, struct snp_cert **cert, struct fault *fault)
{
	size_t i;

	for (i = 0; i < certs->count; i++)
		if (snp_cert_is_same(certs->items[i], *cert))
			return 0;
	if (certs->count == SNP_CERTS_MAX)
		return fault_set(fault, -E2BIG, "more than %u certificates", SNP_CERTS_MAX);
	certs->items[certs->count++] = TAKE_PTR(*cert);
	return 0;
}

static int add_der(struct snp_certs *certs, const void *der, size_t size, struct fault *fault)
{
	_cleanup_(snp_cert_cleanup) struct snp_cert *cert = NULL;
	int r;

	if (snp_certs_find(certs, der, size))
		return 0;
	r = snp_cert_new(der, size, &cert, fault);
	return r < 0 ? r : add_cert(certs, &cert, fault);
}

/* 1 when a block was added, 0 when there is none left. */
static int add_block(struct snp_certs *certs, BIO *bio, struct fault *fault)
{
	_cleanup_(cleanup_block) struct pem_block block = { 0 };
	int r;

	ERR_clear_error();
	if (PEM_read_bio(bio, &block.name, &block.header, &block.data, &block.size) != 1) {
		bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;

		ERR_clear_error();
		return is_end ? 0 : fault_set(fault, -EBADMSG, "certificate: damaged PEM");
	}
	if (strcmp(block.name, PEM_STRING_X509) || block.size < 0)
		return fault_set(fault, -EBADMSG, "PEM of something else than certificates");
	r = add_der(certs, block.data, (size_t)block.size, fault);
	return r < 0 ? r : 1;
}

static int add_pem(struct snp_certs *certs, const void *data, size_t size, struct fault *fault)
{
	_cleanup_(cleanup_bio) BIO *bio = NULL;
	bool is_empty = true;
	int r;

	if (size > INT_MAX)
		return fault_set(fault, -E2BIG, "certificate: %zu bytes are too many", size);
	bio = BIO_new_mem_buf(data, (int)size);
	if (!bio)
		return fault_set(fault, -ENOMEM, "certificate: out of memory");
	while ((r = add_block(certs, bio, fault)) > 0)
		is_empty = false;
	if (r < 0)
		return r;
	return is_empty ? fault_set(fault, -EBADMSG, NEITHER) : 0;
}

int snp_certs_look(const void *data, size_t size, struct fault *fault)
{
	if (!size)
		return fault_set(fault, -EBADMSG, "empty, where a certificate should be");
	if (*(const uint8_t *)data != DER_SEQUENCE &&
	    !memmem(data, size, PEM_BEGIN, strlen(PEM_BEGIN)))
		return fault_set(fault, -EBADMSG, NEITHER);
	return 0;
}

int snp_certs_add(struct snp_certs *certs, const void *data, size_t size, struct fault *fault)
{
	int r = snp_certs_look(data, size, fault);

	if (r < 0)
		return r;
	if (*(const uint8_t *)data == DER_SEQUENCE)
		return add_der(certs, data, size, fault);
	return add_pem(certs, data, size, fault);
}

size_t snp_certs_count_leaves(const struct snp_certs *certs)
{
	size_t count = 0, i;

	for (i = 0; i < certs->count; i++)
		count += snp_cert_is_leaf(certs->items[i]);
	return count;
}

int snp_certs_move(struct snp_certs *certs, struct snp_certs *from, bool leaves_only,
		   struct fault *fault)
{
	size_t kept = 0, i;
	int r = 0;

	for (i = 0; i < from->count; i++) {
		if (!r && (!leaves_only || snp_cert_is_leaf(from->items[i])))
			r = add_cert(certs, &from->items[i], fault);
		if (from->items[i])
			from->items[kept++] = from->items[i];
	}
	from->count = kept;
	return r;
}

void snp_certs_deinit(struct snp_certs *certs)
{
	while (certs->count)
		snp_cert_free(certs->items[--certs->count]);
}
