/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Judging an attestation as far as a guest can.
 */
#include "lib/evidence/attestation.h"

#include <errno.h>

#include "lib/format/service.h"
#include "lib/policy/report_data.h"

int attestation_check(struct attestation *attestation, struct fault *fault)
{
	const struct svsm_dev_answer *answer = &attestation->answer;
	int r;

	r = snp_report_parse(answer->report, answer->report_size, &attestation->report, fault);
	if (r < 0)
		return r;
	if (report_data_check(&attestation->report, attestation->request.nonce, answer->manifest,
			      answer->manifest_size, fault) != VERDICT_ACCEPTED)
		return -EKEYREJECTED;
	r = cert_table_parse(answer->certs, answer->certs_size, &attestation->certs,
			     &attestation->certs_fault);
	attestation->are_certs_malformed = r < 0;
	if (attestation->is_single)
		return 0;
	r = services_manifest_parse(answer->manifest, answer->manifest_size,
				    &attestation->services, fault);
	if (r < 0)
		return r;
	if (!services_manifest_find(&attestation->services, &service_vtpm))
		return fault_set(fault, -ENXIO, "services manifest: does not name the vTPM");
	return 0;
}
