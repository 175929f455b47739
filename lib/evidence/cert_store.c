/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The certificates that are kept on this machine: the folder's bytes as certificates.
 */
#include "lib/evidence/cert_store.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/snp_report.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_crl.h"
#include "lib/sys/cert_cache.h"

#define PREFIX_CA	"ca-"
#define PREFIX_LEAF	"leaf-"
#define PREFIX_CRL	"crl-"

struct loading {
	struct cert_store *store;
	const struct snp_report *report;
};

static int load_ca(void *context, const char *name, const void *data, size_t size)
{
	struct loading *loading = context;

	/* One that is damaged is none; a full bag is told. */
	return snp_certs_add(&loading->store->certs, data, size, NULL) == -E2BIG ? -E2BIG : 0;
}

/* Whether the certificate is for the chip and the patch levels of the report. */
static bool is_for(const struct snp_cert *cert, const struct snp_report *report)
{
	struct snp_extensions extensions;
	struct tcb tcb;

	if (snp_cert_extensions(cert, &extensions, NULL) < 0 ||
	    tcb_decode(extensions.product, report->reported_tcb, &tcb) < 0 ||
	    !tcb_equal(&tcb, &extensions.tcb))
		return false;
	return !memcmp(extensions.hwid, report->chip_id, extensions.hwid_size);
}

static int load_leaf(void *context, const char *name, const void *data, size_t size)
{
	_cleanup_(snp_cert_cleanup) struct snp_cert *cert = NULL;

	if (snp_cert_new(data, size, &cert, NULL) < 0 ||
	    !is_for(cert, ((struct loading *)context)->report))
		return 0;
	return load_ca(context, name, data, size);
}

static int load_crl(void *context, const char *name, const void *data, size_t size)
{
	struct cert_store *store = ((struct loading *)context)->store;
	struct cert_store_crl *crl = &store->crls[store->crl_count];

	if (store->crl_count == CERT_STORE_CRLS_MAX)
		return -E2BIG;
	crl->data = malloc(size ?: 1);
	if (!crl->data)
		return -ENOMEM;
	memcpy(crl->data, data, size);
	crl->size = size;
	store->crl_count++;
	return 0;
}

int cert_store_load(struct cert_store *store, const char *path,
		    const struct snp_report *report, struct fault *fault)
{
	_cleanup_(cert_cache_cleanup) struct cert_cache *cache = NULL;
	struct loading loading = { .store = store, .report = report };
	int r;

	*store = (struct cert_store){ .crl_count = 0 };
	r = cert_cache_open(path, &cache, fault);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = cert_cache_each(cache, PREFIX_CA, load_ca, &loading, fault);
	if (!r && report)
		r = cert_cache_each(cache, PREFIX_LEAF, load_leaf, &loading, fault);
	if (!r)
		r = cert_cache_each(cache, PREFIX_CRL, load_crl, &loading, fault);
	if (r == -E2BIG)
		return fault_set(fault, r, "%s: holds more than can be used at once", path);
	return r;
}

void cert_store_deinit(struct cert_store *store)
{
	snp_certs_deinit(&store->certs);
	while (store->crl_count)
		free(store->crls[--store->crl_count].data);
}

struct finding {
	const char *name;
	bool is_there;
};

static int find(void *context, const char *name, const void *data, size_t size)
{
	struct finding *finding = context;

	finding->is_there |= !strcmp(name, finding->name);
	return 0;
}

int cert_store_keep(struct cert_cache *cache, const struct snp_cert *cert, struct fault *fault)
{
	char name[CERT_CACHE_NAME_MAX], digest[HEX_TEXT_SIZE(SNP_CERT_DIGEST_SIZE)];
	struct finding finding = { .name = name };
	_cleanup_(buffer_deinit) struct buffer der = BUFFER_INIT(SNP_CERT_SIZE_MAX);
	int r;

	(void)snprintf(name, sizeof(name), "%s%s.der",
		       snp_cert_is_leaf(cert) ? PREFIX_LEAF : PREFIX_CA,
		       hex_encode(cert->digest, sizeof(cert->digest), digest));
	r = cert_cache_each(cache, name, find, &finding, fault);
	if (r < 0 || finding.is_there)
		return r < 0 ? r : 1;
	r = snp_cert_encode(cert, &der);
	if (r < 0)
		return fault_set(fault, r, "'%s': cannot be encoded", cert->name);
	return cert_cache_put(cache, name, der.data, der.size, fault);
}

int cert_store_keep_crl(struct cert_cache *cache, const struct snp_crl *crl,
			struct fault *fault)
{
	char name[CERT_CACHE_NAME_MAX], issuer[HEX_TEXT_SIZE(SNP_CRL_ISSUER_SIZE)];
	uint8_t digest[SNP_CRL_ISSUER_SIZE];
	const void *der;
	size_t size;

	snp_crl_issuer(crl, digest);
	(void)snprintf(name, sizeof(name), PREFIX_CRL "%s.der",
		       hex_encode(digest, sizeof(digest), issuer));
	der = snp_crl_der(crl, &size);
	return cert_cache_put(cache, name, der, size, fault);
}
