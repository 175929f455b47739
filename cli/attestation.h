/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One attestation as svsmctl shows it.
 */
#pragma once

#include "lib/evidence/attestation.h"

struct json_object;

/*
 * What the bytes of @answer mean, and whether they belong together.  Certificates that
 * make no sense are the host's doing and cost nothing: the report can be verified with
 * AMD's own copies.  Everything else must be right.  0; -EKEYREJECTED when REPORT_DATA is
 * not of nonce and manifest; -ENXIO when there is no vTPM; -EBADMSG, -E2BIG, -EOPNOTSUPP.
 */
int attestation_check(struct attestation *attestation, struct fault *fault);

/* Parts of the summary; each the caller's to add. */
struct json_object *attestation_report_json(const struct snp_report *report);
struct json_object *attestation_services_json(const struct services_manifest *services);
struct json_object *attestation_certs_json(const struct cert_table *certs);

/* The summary, as in attest.json; the caller's to print. */
struct json_object *attestation_json(const struct attestation *attestation);

/* The same in lines for people, on standard output; @folder is where the files are. */
void attestation_print(const struct attestation *attestation, const char *folder);
