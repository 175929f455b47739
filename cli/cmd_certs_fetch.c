/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl certs fetch: what a report is verified with, from AMD's key service.
 *
 * The network is as untrusted as any: what came enters the cache when it is proven, up
 * to a root that is pinned or named.  AMD answers about one request for a VCEK in ten
 * seconds, and locks out who asks for more: so what is kept is not asked for again, and
 * requests take turns across processes.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cert_place.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/evidence/cert_store.h"
#include "lib/format/kds_url.h"
#include "lib/format/snp_report.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_crl.h"
#include "lib/policy/snp_verify.h"
#include "lib/sys/cert_cache.h"
#include "lib/sys/file.h"
#include "lib/sys/kds.h"
#include "lib/sys/pace.h"

#define INTERVAL_S	10	/* between two requests for a VCEK */
#define RETRIES_MAX	3
#define RETRY_MAX_S	120u
#define ARK_FILE_MAX	(16u * 1024)
#define STAMP		"next-request"

enum { OPTION_REPORT, OPTION_PRODUCT, OPTION_VLEK, OPTION_ARK, OPTION_KDS };

struct fetching {
	const char *command;		/* for what is said */
	const char *base;
	struct snp_certs arks;		/* the one that was named, or none */
	struct cert_store store;	/* what is kept, and then what came */
	struct cert_cache *cache;
	struct buffer report_bytes;
	struct snp_report report;
	bool has_report;
	bool is_vlek;
	enum snp_product product;
};

static void fetching_deinit(struct fetching *fetching)
{
	buffer_deinit(&fetching->report_bytes);
	cert_store_deinit(&fetching->store);
	snp_certs_deinit(&fetching->arks);
	cert_cache_close(fetching->cache);
}

static const struct snp_cert *named_ark(const struct fetching *fetching)
{
	return fetching->arks.count ? fetching->arks.items[0] : NULL;
}

static int take_turn(const struct fetching *fetching, struct fault *fault)
{
	char path[PATH_MAX];
	unsigned int wait_s;
	int r;

	if ((size_t)snprintf(path, sizeof(path), "%s/." STAMP,
			     cert_cache_path(fetching->cache)) >= sizeof(path))
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", path);
	r = pace_reserve(path, INTERVAL_S, time(NULL), &wait_s, fault);
	if (r < 0 || !wait_s)
		return r;
	say_note(fetching->command, "AMD's key service takes a request in %u seconds; waiting "
		 "for %u", INTERVAL_S, wait_s);
	while (wait_s)
		wait_s = sleep(wait_s);
	return 0;
}

/* Gets @url, and again when the service asks for patience. */
static int get(const struct fetching *fetching, const char *url, struct buffer *ret,
	       struct fault *fault)
{
	unsigned int retry_s, tries;
	int r;

	for (tries = 1;; tries++) {
		ret->size = 0;
		r = kds_get(url, ret, &retry_s, fault);
		if (r != -EAGAIN || tries == RETRIES_MAX)
			return r;
		retry_s = retry_s ?: INTERVAL_S;
		if (retry_s > RETRY_MAX_S)
			return fault_set(fault, -EAGAIN, "%s: too many requests: it wants %u "
					 "seconds of rest", url, retry_s);
		say_note(fetching->command, "%s: too many requests; trying again in %u s", url,
			 retry_s);
		while (retry_s)
			retry_s = sleep(retry_s);
	}
}

static int tell(const char *what, const char *name, bool was_kept)
{
	printf("%-8s %-18s %s\n", what, name, was_kept ? "kept already" : "fetched");
	return 0;
}

/* The CA of that name that leads to a trusted root, by way of @ret_root. */
static const struct snp_cert *find_issuer(const struct fetching *fetching,
					  const struct snp_certs *certs,
					  const struct snp_cert **ret_root)
{
	const char *product = snp_product_name(fetching->product);
	char name[SNP_CERT_NAME_MAX];
	size_t i, j;

	(void)snprintf(name, sizeof(name), fetching->is_vlek ? "SEV-VLEK-%s" : "SEV-%s", product);
	for (i = 0; i < certs->count; i++)
		for (j = 0; j < certs->count; j++) {
			const struct snp_cert *issuer = certs->items[i], *root = certs->items[j];

			if (strcmp(issuer->name, name) || snp_cert_is_leaf(issuer) ||
			    !snp_chain_is_trusted_root(root, named_ark(fetching)) ||
			    !snp_cert_names_issuer(issuer, root) ||
			    !snp_cert_is_signed_by(issuer, root))
				continue;
			*ret_root = root;
			return issuer;
		}
	return NULL;
}

static int fetch_chain(struct fetching *fetching, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer answer = BUFFER_INIT(KDS_ANSWER_MAX);
	_cleanup_(snp_certs_deinit) struct snp_certs came = { .count = 0 };
	const struct snp_cert *issuer, *root;
	struct fault reason = FAULT_NONE;
	char url[KDS_URL_MAX];
	int r;

	issuer = find_issuer(fetching, &fetching->store.certs, &root);
	if (issuer)
		return tell("root", root->name, true) ?: tell("CA", issuer->name, true);
	r = kds_url_chain(fetching->base, fetching->product, fetching->is_vlek, url);
	if (r < 0)
		return fault_set(fault, r, "%s: no address for its CAs", fetching->base);
	r = get(fetching, url, &answer, fault);
	if (r < 0)
		return r;
	r = snp_certs_add(&came, answer.data, answer.size, &reason);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", url, reason.text);
	issuer = find_issuer(fetching, &came, &root);
	if (!issuer)
		return fault_set(fault, -EKEYREJECTED, "%s: what came does not lead to %s; nothing "
				 "of it is kept", url,
				 named_ark(fetching) ? "the root that was named" :
						       "a root of AMD's that is pinned here");
	r = cert_store_keep(fetching->cache, root, fault);
	if (r >= 0)
		r = cert_store_keep(fetching->cache, issuer, fault);
	if (r < 0)
		return r;
	(void)(tell("root", root->name, false) ?: tell("CA", issuer->name, false));
	return snp_certs_move(&fetching->store.certs, &came, false, fault);
}

/* Why a report is not verified by what came: the first step that says no. */
static const char *first_refusal(const struct snp_verification *verification)
{
	size_t i;

	for (i = 0; i < _SNP_STEP_MAX; i++)
		if (verification->steps[i].state == SNP_STATE_FAILED)
			return verification->steps[i].reason;
	return "it is not reached";
}

static bool is_verified(const struct fetching *fetching, struct snp_verification *verification)
{
	const struct snp_verify_params params = {
		.report = fetching->report_bytes.data,
		.report_size = fetching->report_bytes.size,
		.certs = &fetching->store.certs,
		.ark = named_ark(fetching),
		.now = time(NULL),
	};

	return snp_verify(&params, verification) == VERDICT_ACCEPTED;
}

static int leaf_url(const struct fetching *fetching, char url[static KDS_URL_MAX],
		    struct fault *fault)
{
	static const uint8_t none[SNP_REPORT_CHIP_ID_SIZE];
	const uint8_t *chip = fetching->report.chip_id;
	struct tcb tcb;

	if (!memcmp(chip, none, sizeof(none)))
		return fault_set(fault, -ENOENT, "report: the host masks the chip's id, so no VCEK "
				 "can be asked for; ask the host for it, and import it");
	if (tcb_decode(fetching->product, fetching->report.reported_tcb, &tcb) < 0)
		return fault_set(fault, -EBADMSG, "report: its TCB is not one of %s",
				 snp_product_name(fetching->product));
	if (kds_url_vcek(fetching->base, fetching->product, chip,
			 fetching->product == SNP_PRODUCT_TURIN ? SNP_EXTENSIONS_HWID_TURIN :
								  SNP_REPORT_CHIP_ID_SIZE,
			 &tcb, url) < 0)
		return fault_set(fault, -EMSGSIZE, "%s: too long an address", fetching->base);
	return 0;
}

static int fetch_leaf(struct fetching *fetching, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer answer = BUFFER_INIT(KDS_ANSWER_MAX);
	struct snp_verification verification;
	struct fault reason = FAULT_NONE;
	char url[KDS_URL_MAX];
	int r;

	if (is_verified(fetching, &verification))
		return tell("leaf", verification.chain.leaf->name, true);
	if (fetching->is_vlek) {
		say_note(fetching->command, "a VLEK is the cloud provider's: AMD gives it to no "
			 "other; ask the host for it, and import it");
		return 0;
	}
	r = leaf_url(fetching, url, fault);
	if (!r)
		r = take_turn(fetching, fault);
	if (!r)
		r = get(fetching, url, &answer, fault);
	if (r < 0)
		return r;
	r = snp_certs_add(&fetching->store.certs, answer.data, answer.size, &reason);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", url, reason.text);
	if (!is_verified(fetching, &verification))
		return fault_set(fault, -EKEYREJECTED, "%s: the report is not verified by what "
				 "came: %s", url, first_refusal(&verification));
	r = cert_store_keep(fetching->cache, verification.chain.leaf, fault);
	return r < 0 ? r : tell("leaf", verification.chain.leaf->name, false);
}

/* Always anew: an old list is what somebody would like to be kept. */
static int fetch_crl(struct fetching *fetching, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer answer = BUFFER_INIT(KDS_ANSWER_MAX);
	_cleanup_(snp_crl_cleanup) struct snp_crl *crl = NULL;
	const struct snp_cert *root = NULL;
	struct fault reason = FAULT_NONE;
	char url[KDS_URL_MAX];
	int r;

	if (!find_issuer(fetching, &fetching->store.certs, &root) ||
	    kds_url_crl(fetching->base, fetching->product, url) < 0)
		return fault_set(fault, -EMSGSIZE, "%s: too long an address", fetching->base);
	r = get(fetching, url, &answer, fault);
	if (r < 0)
		return r;
	r = snp_crl_new(answer.data, answer.size, &crl, &reason);
	if (!r)
		r = snp_crl_check_issuer(crl, root, &reason);
	if (!r)
		r = snp_crl_check_time(crl, time(NULL), &reason);
	if (r < 0)
		return fault_set(fault, r, "%s: %s; it is not kept", url, reason.text);
	r = cert_store_keep_crl(fetching->cache, crl, fault);
	return r < 0 ? r : tell("CRL", root->name, false);
}

static int read_report(struct fetching *fetching, const char *path, struct fault *fault)
{
	enum snp_product product;
	int r;

	r = file_read(path, &fetching->report_bytes, fault);
	if (!r)
		r = snp_report_parse(fetching->report_bytes.data, fetching->report_bytes.size,
				     &fetching->report, fault);
	if (r < 0)
		return r;
	fetching->has_report = true;
	fetching->is_vlek |= fetching->report.signer == SNP_SIGNER_VLEK;
	product = snp_report_product(&fetching->report);
	if (product == SNP_PRODUCT_UNKNOWN)
		product = fetching->product;
	if (product == SNP_PRODUCT_UNKNOWN)
		return fault_set(fault, -EOPNOTSUPP, "%s: does not tell its processor (version "
				 "%u); name it by --product", path, fetching->report.version);
	fetching->product = product;
	return 0;
}

static int read_ark(struct fetching *fetching, const char *path, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(ARK_FILE_MAX);
	struct fault reason = FAULT_NONE;
	int r;

	r = file_read(path, &bytes, fault);
	if (r < 0)
		return r;
	r = snp_certs_add(&fetching->arks, bytes.data, bytes.size, &reason);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", path, reason.text);
	if (fetching->arks.count > 1)
		return fault_set(fault, -E2BIG, "%s: %zu certificates, where one is to be trusted",
				 path, fetching->arks.count);
	return 0;
}

static int fetch(struct fetching *fetching, const char *const values[], struct fault *fault)
{
	char path[PATH_MAX];
	int r = 0;

	if (values[OPTION_REPORT])
		r = read_report(fetching, values[OPTION_REPORT], fault);
	if (!r && values[OPTION_ARK])
		r = read_ark(fetching, values[OPTION_ARK], fault);
	if (!r)
		r = cert_place_path(path, fault);
	if (!r)
		r = cert_cache_make(path, &fetching->cache, fault);
	if (!r)
		r = cert_place_load(&fetching->store,
				    fetching->has_report ? &fetching->report : NULL, fault);
	if (!r)
		r = fetch_chain(fetching, fault);
	if (!r)
		r = fetch_crl(fetching, fault);
	if (!r && fetching->has_report)
		r = fetch_leaf(fetching, fault);
	return r;
}

static const char *remedy(int error)
{
	switch (error) {
	case -EAGAIN:
		return "wait, and run it again: what was fetched is kept";
	case -EIO:
	case -ETIMEDOUT:
		return "see that this machine reaches the service, or fetch elsewhere and use "
		       "'svsmctl certs import'";
	case -EACCES:
		return "name a folder of your own by $SVSM_CERT_CACHE";
	}
	return NULL;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(fetching_deinit) struct fetching fetching = {
		.command = command->name,
		.base = values[OPTION_KDS] ?: KDS_URL_DEFAULT,
		.report_bytes = BUFFER_INIT(SNP_REPORT_SIZE + 1),
		.is_vlek = values[OPTION_VLEK],
	};
	struct fault fault = FAULT_NONE;
	int r;

	if (!values[OPTION_REPORT] && !values[OPTION_PRODUCT]) {
		say_usage(command->name, "--report or --product is needed");
		return EXIT_USAGE;
	}
	if (values[OPTION_PRODUCT])
		fetching.product = snp_product_from_name(values[OPTION_PRODUCT]);
	if (values[OPTION_PRODUCT] && fetching.product == SNP_PRODUCT_UNKNOWN) {
		say_usage(command->name, "--product: '%s' is not Milan, Genoa or Turin",
			  values[OPTION_PRODUCT]);
		return EXIT_USAGE;
	}
	if (kds_url_check(fetching.base, &fault) < 0) {
		say_usage(command->name, "--kds: %s", fault.text);
		return EXIT_USAGE;
	}
	r = fetch(&fetching, values, &fault);
	if (r < 0) {
		say_error(command->name, &fault, remedy(r));
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command certs_fetch_command = {
	.name = "certs fetch",
	.summary = "fetch what a report is verified with from AMD's key service",
	.details = "The product's CAs and their revocation list; with --report also the VCEK of "
		   "its chip and\npatch levels.  What is kept is not asked for again, save for the "
		   "list.  Nothing enters the\ncache that is not proven up to a pinned root, or the "
		   "one of --ark.\n",
	.options =
		{
			[OPTION_REPORT] = {"report", "FILE", "the report, 1184 bytes"},
			[OPTION_PRODUCT] = {"product", "NAME",
					    "Milan, Genoa or Turin: for reports before version 3"},
			[OPTION_VLEK] = {"vlek", NULL, "the CAs of VLEKs"},
			[OPTION_ARK] = {"ark", "FILE", "trust this root, and no other"},
			[OPTION_KDS] = {"kds", "URL", "ask this service instead of AMD's"},
		},
	.run = run,
};
