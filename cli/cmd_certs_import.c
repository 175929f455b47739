/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl certs import: certificates and revocation lists from files into the cache.
 * All files are read before anything is kept.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/cert_place.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/evidence/cert_store.h"
#include "lib/format/cert_table.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_crl.h"
#include "lib/sys/cert_cache.h"
#include "lib/sys/file.h"

#define FILE_MAX	(256u * 1024)

struct import {
	struct snp_certs certs;
	struct snp_crl *crls[COMMAND_OPERANDS_MAX];
	size_t crl_count;
};

static void import_deinit(struct import *import)
{
	snp_certs_deinit(&import->certs);
	while (import->crl_count)
		snp_crl_free(import->crls[--import->crl_count]);
}

/* The table that a host hands out with a report. */
static int read_table(struct import *import, const struct buffer *bytes, struct fault *fault)
{
	struct cert_table table;
	size_t i;
	int r;

	r = cert_table_parse(bytes->data, bytes->size, &table, fault);
	if (!r && !table.count)
		return fault_set(fault, -EBADMSG, "no certificate in it");
	for (i = 0; !r && i < table.count; i++)
		if (table.entries[i].kind != CERT_UNKNOWN && table.entries[i].kind != CERT_CRL)
			r = snp_certs_add(&import->certs, table.entries[i].data,
					  table.entries[i].size, fault);
	return r;
}

static int read_one(struct import *import, const char *path, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(FILE_MAX);
	struct fault reason = FAULT_NONE;
	struct snp_crl *crl;
	int r;

	r = file_read(path, &bytes, fault);
	if (r < 0)
		return r;
	if (!snp_crl_new(bytes.data, bytes.size, &crl, NULL)) {
		import->crls[import->crl_count++] = crl;
		return 0;
	}
	r = snp_certs_add(&import->certs, bytes.data, bytes.size, &reason);
	if (r == -EBADMSG && !read_table(import, &bytes, NULL))
		return 0;
	if (r == -EBADMSG)
		return fault_set(fault, r, "%s: neither certificates, a revocation list nor a "
				 "host's certificate table: %s", path, reason.text);
	return r < 0 ? fault_set(fault, r, "%s: %s", path, reason.text) : 0;
}

static int keep(const struct import *import, struct fault *fault)
{
	_cleanup_(cert_cache_cleanup) struct cert_cache *cache = NULL;
	char path[PATH_MAX];
	size_t i;
	int r;

	r = cert_place_path(path, fault);
	if (!r)
		r = cert_cache_make(path, &cache, fault);
	for (i = 0; r >= 0 && i < import->certs.count; i++) {
		r = cert_store_keep(cache, import->certs.items[i], fault);
		if (r >= 0)
			printf("%-18s %s\n", import->certs.items[i]->name,
			       r ? "kept already" : "kept");
	}
	for (i = 0; r >= 0 && i < import->crl_count; i++) {
		r = cert_store_keep_crl(cache, import->crls[i], fault);
		if (!r)
			printf("%-18s kept, the revocation list\n",
			       snp_crl_issuer_name(import->crls[i]));
	}
	return r;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(import_deinit) struct import import = { .crl_count = 0 };
	const char *const *path = values + COMMAND_OPTIONS_MAX;
	struct fault fault = FAULT_NONE;
	int r = 0;
	size_t i;

	for (i = 0; !r && i < COMMAND_OPERANDS_MAX && path[i]; i++)
		r = read_one(&import, path[i], &fault);
	if (!r)
		r = keep(&import, &fault);
	if (r < 0) {
		say_error(command->name, &fault,
			  r == -EACCES ? "name a folder of your own by $SVSM_CERT_CACHE" : NULL);
		return EXIT_NO;
	}
	return EXIT_DONE;
}

const struct command certs_import_command = {
	.name = "certs import",
	.summary = "keep certificates and revocation lists from files",
	.details = "PEM or DER, chains too, and the certificate table of a host (certs.bin).  "
		   "Nothing is kept\nwhen one of the files cannot be used.  A list replaces the "
		   "one of the same issuer.\n",
	.operands = "FILE...",
	.operands_min = 1,
	.operands_max = COMMAND_OPERANDS_MAX,
	.run = run,
};
