/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the user's certificates are kept: $SVSM_CERT_CACHE, else /var/cache/svsm/certs for
 * root and ~/.cache/svsm/certs for others.
 */
#pragma once

#include <limits.h>

struct cert_store;
struct fault;
struct snp_report;

/* 0, or -ENOENT when the environment names neither it nor a home. */
int cert_place_path(char ret[static PATH_MAX], struct fault *fault);

/* cert_store_load() from there; nowhere is empty. */
int cert_place_load(struct cert_store *store, const struct snp_report *report,
		    struct fault *fault);
