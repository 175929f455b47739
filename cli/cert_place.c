/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The user's folder of certificates.
 */
#include "cli/cert_place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/fault.h"
#include "lib/evidence/cert_store.h"

#define SYSTEM_FOLDER	"/var/cache/svsm/certs"

int cert_place_path(char ret[static PATH_MAX], struct fault *fault)
{
	const char *own = getenv("SVSM_CERT_CACHE"), *caches = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	int length;

	if (own && *own)
		length = snprintf(ret, PATH_MAX, "%s", own);
	else if (!geteuid())
		length = snprintf(ret, PATH_MAX, "%s", SYSTEM_FOLDER);
	else if (caches && *caches == '/')
		length = snprintf(ret, PATH_MAX, "%s/svsm/certs", caches);
	else if (home && *home == '/')
		length = snprintf(ret, PATH_MAX, "%s/.cache/svsm/certs", home);
	else
		return fault_set(fault, -ENOENT, "certificate cache: neither $SVSM_CERT_CACHE, "
				 "$XDG_CACHE_HOME nor $HOME says where it is");
	if (length >= PATH_MAX)
		return fault_set(fault, -ENAMETOOLONG, "certificate cache: the path is too long");
	return 0;
}

int cert_place_load(struct cert_store *store, const struct snp_report *report,
		    struct fault *fault)
{
	char path[PATH_MAX];
	int r;

	*store = (struct cert_store){ .crl_count = 0 };
	r = cert_place_path(path, fault);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	return cert_store_load(store, path, report, fault);
}
