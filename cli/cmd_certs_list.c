/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl certs list: what is kept on this machine.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/cert_place.h"
#include "cli/commands.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/policy/amd_roots.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_crl.h"
#include "lib/show/json.h"
#include "lib/sys/cert_cache.h"

#define DATE_MAX	32
#define WHAT_MAX	(TCB_TEXT_MAX + SNP_EXTENSIONS_TEXT_MAX + 16)

enum { OPTION_JSON };

struct listing {
	struct json_object *certificates, *crls;
	bool is_json;
	size_t damaged;
};

static const char *date(int64_t when, char ret[static DATE_MAX])
{
	time_t moment = (time_t)when;
	struct tm tm;

	if (!when || !gmtime_r(&moment, &tm) || !strftime(ret, DATE_MAX, "%Y-%m-%d", &tm))
		(void)snprintf(ret, DATE_MAX, "unknown");
	return ret;
}

static const char *kind_of(const struct snp_cert *cert, const struct snp_extensions *extensions)
{
	if (extensions)
		return extensions->hwid_size ? "VCEK" : "VLEK";
	if (!strncmp(cert->name, "ARK-", 4))
		return "ARK";
	return !strncmp(cert->name, "SEV-VLEK-", 9) ? "ASVK" : "ASK";
}

static void add_json(struct listing *listing, const char *file, const struct snp_cert *cert,
		     const struct snp_extensions *extensions)
{
	struct json_object *object = json_new_object();
	char when[DATE_MAX];

	json_add(object, "file", json_new_text(file));
	json_add(object, "kind", json_new_text(kind_of(cert, extensions)));
	json_add(object, "subject", json_new_text(cert->name));
	json_add(object, "sha256", json_new_hex(cert->digest, sizeof(cert->digest)));
	json_add(object, "valid_until", json_new_text(date(snp_cert_expiry(cert), when)));
	json_add(object, "is_pinned_root", json_new_bool(amd_roots_find(cert->digest) !=
							 SNP_PRODUCT_UNKNOWN));
	json_add(object, "product", extensions ? json_new_text(extensions->product_name) : NULL);
	json_add(object, "chip_id", extensions && extensions->hwid_size ?
		 json_new_hex(extensions->hwid, extensions->hwid_size) : NULL);
	json_append(listing->certificates, object);
}

static void print_cert(const struct snp_cert *cert, const struct snp_extensions *extensions)
{
	char when[DATE_MAX], digest[HEX_TEXT_SIZE(SNP_CERT_DIGEST_SIZE)], tcb[TCB_TEXT_MAX];
	char what[WHAT_MAX] = "";

	if (extensions)
		(void)snprintf(what, sizeof(what), " for %s, %s", extensions->product_name,
			       tcb_format(extensions->product, &extensions->tcb, tcb));
	else if (amd_roots_find(cert->digest) != SNP_PRODUCT_UNKNOWN)
		(void)snprintf(what, sizeof(what), ", AMD's pinned root");
	printf("%-5s '%s'%s; valid until %s\n      SHA-256 %s\n", kind_of(cert, extensions),
	       cert->name, what, date(snp_cert_expiry(cert), when),
	       hex_encode(cert->digest, sizeof(cert->digest), digest));
}

static int list_cert(void *context, const char *name, const void *data, size_t size)
{
	_cleanup_(snp_cert_cleanup) struct snp_cert *cert = NULL;
	const struct snp_extensions *extensions = NULL;
	struct snp_extensions found;
	struct listing *listing = context;

	if (snp_cert_new(data, size, &cert, NULL) < 0) {
		listing->damaged++;
		return 0;
	}
	if (snp_cert_is_leaf(cert) && !snp_cert_extensions(cert, &found, NULL))
		extensions = &found;
	if (listing->is_json)
		add_json(listing, name, cert, extensions);
	else
		print_cert(cert, extensions);
	return 0;
}

static int list_crl(void *context, const char *name, const void *data, size_t size)
{
	_cleanup_(snp_crl_cleanup) struct snp_crl *crl = NULL;
	struct listing *listing = context;
	struct json_object *object;
	char when[DATE_MAX];

	if (snp_crl_new(data, size, &crl, NULL) < 0) {
		listing->damaged++;
		return 0;
	}
	(void)date(snp_crl_expiry(crl), when);
	if (!listing->is_json) {
		printf("CRL   of '%s', %zu revoked; in force until %s\n", snp_crl_issuer_name(crl),
		       snp_crl_count(crl), when);
		return 0;
	}
	object = json_new_object();
	json_add(object, "file", json_new_text(name));
	json_add(object, "issuer", json_new_text(snp_crl_issuer_name(crl)));
	json_add(object, "revoked", json_new_number(snp_crl_count(crl)));
	json_add(object, "in_force_until", json_new_text(when));
	json_append(listing->crls, object);
	return 0;
}

/* -ENOENT: there is nothing, which is an answer. */
static int list(struct listing *listing, const char *path, struct fault *fault)
{
	_cleanup_(cert_cache_cleanup) struct cert_cache *cache = NULL;
	int r;

	r = cert_cache_open(path, &cache, fault);
	if (!r)
		r = cert_cache_each(cache, "ca-", list_cert, listing, fault);
	if (!r)
		r = cert_cache_each(cache, "leaf-", list_cert, listing, fault);
	return r ?: cert_cache_each(cache, "crl-", list_crl, listing, fault);
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();
	struct listing listing = {
		.certificates = json_new_array(),
		.crls = json_new_array(),
		.is_json = values[OPTION_JSON],
	};
	struct fault fault = FAULT_NONE;
	char path[PATH_MAX];
	int r;

	json_add(object, "certificates", listing.certificates);
	json_add(object, "crls", listing.crls);
	r = cert_place_path(path, &fault);
	if (!r)
		r = list(&listing, path, &fault);
	if (r < 0 && r != -ENOENT) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	if (r == -ENOENT)
		say_note(command->name, "nothing is kept yet: see 'svsmctl certs fetch' and "
			 "'import'");
	if (listing.damaged)
		say_note(command->name, "%s: %zu files are damaged, and not used", path,
			 listing.damaged);
	if (listing.is_json)
		json_print(object);
	return EXIT_DONE;
}

const struct command certs_list_command = {
	.name = "certs list",
	.summary = "list the certificates and revocation lists that are kept",
	.details = "",
	.options = { [OPTION_JSON] = {"json", NULL, "print JSON"} },
	.run = run,
};
