/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An attestation as JSON and as text, which both say what was not checked.
 */
#include "cli/attestation.h"

#include <stdio.h>

#include "lib/base/hex.h"
#include "lib/base/version.h"
#include "lib/format/service.h"
#include "lib/show/json.h"

struct json_object *attestation_report_json(const struct snp_report *report)
{
	struct json_object *object = json_new_object();

	json_add(object, "version", json_new_number(report->version));
	json_add(object, "vmpl", json_new_number(report->vmpl));
	json_add(object, "guest_svn", json_new_number(report->guest_svn));
	json_add(object, "policy", json_new_word(report->policy));
	json_add(object, "signer", json_new_text(snp_report_signer_name(report->signer)));
	json_add(object, "reported_tcb", json_new_word(report->reported_tcb));
	json_add(object, "measurement",
		 json_new_hex(report->measurement, sizeof(report->measurement)));
	json_add(object, "host_data", json_new_hex(report->host_data, sizeof(report->host_data)));
	json_add(object, "report_data",
		 json_new_hex(report->report_data, sizeof(report->report_data)));
	json_add(object, "report_id", json_new_hex(report->report_id, sizeof(report->report_id)));
	json_add(object, "chip_id", json_new_hex(report->chip_id, sizeof(report->chip_id)));
	return object;
}

struct json_object *attestation_services_json(const struct services_manifest *services)
{
	struct json_object *array = json_new_array();
	size_t i;

	for (i = 0; i < services->count; i++)
		json_append(array, json_new_service(&services->entries[i].guid,
						    services->entries[i].manifest_size));
	return array;
}

struct json_object *attestation_certs_json(const struct cert_table *certs)
{
	struct json_object *array = json_new_array();
	size_t i;

	for (i = 0; i < certs->count; i++) {
		struct json_object *entry = json_new_object();

		json_add(entry, "kind", json_new_text(cert_kind_name(certs->entries[i].kind)));
		json_add(entry, "guid", json_new_guid(&certs->entries[i].guid));
		json_add(entry, "bytes", json_new_number(certs->entries[i].size));
		json_append(array, entry);
	}
	return array;
}

struct json_object *attestation_json(const struct attestation *attestation)
{
	struct json_object *document = json_new_object(), *checks = json_new_object();
	const struct guid *guid = &attestation->request.guid;
	const char *malformed =
		attestation->are_certs_malformed ? attestation->certs_fault.text : NULL;

	json_add(document, "svsmctl", json_new_text(SVSM_GUEST_VERSION));
	json_add(document, "nonce",
		 json_new_hex(attestation->request.nonce, sizeof(attestation->request.nonce)));
	json_add(document, "service", attestation->is_single ? json_new_guid(guid) : NULL);
	json_add(document, "manifest_version",
		 json_new_number(attestation->request.manifest_version));
	json_add(document, "manifest_bytes", json_new_number(attestation->answer.manifest_size));
	json_add(document, "services",
		 attestation->is_single ? NULL : attestation_services_json(&attestation->services));
	json_add(document, "report", attestation_report_json(&attestation->report));
	json_add(document, "certificates",
		 attestation->are_certs_malformed ? NULL :
						    attestation_certs_json(&attestation->certs));
	json_add(document, "certificates_fault", json_new_text(malformed));
	json_add(checks, "report_data", json_new_text("ok"));
	json_add(checks, "vmpl", json_new_text("ok"));
	json_add(checks, "services_manifest",
		 json_new_text(attestation->is_single ? "not applicable" : "ok"));
	json_add(document, "checks", checks);
	json_add(document, "signature", json_new_text("not verified"));
	return document;
}

void attestation_print(const struct attestation *attestation, const char *folder)
{
	char guid[GUID_TEXT_SIZE], measurement[HEX_TEXT_SIZE(SNP_REPORT_DIGEST_SIZE)];
	const struct snp_report *report = &attestation->report;
	size_t i;

	printf("REPORT_DATA   ok: SHA-512 of the nonce and the manifest\n");
	printf("VMPL          ok: the report was made for the SVSM (VMPL 0)\n");
	if (attestation->is_single)
		printf("service       %s\n"
		       "              the report does not cover which service this manifest is "
		       "of\n",
		       guid_format(&attestation->request.guid, guid));
	else
		for (i = 0; i < attestation->services.count; i++)
			printf("%-13s %s  %s\n", i ? "" : "services",
			       guid_format(&attestation->services.entries[i].guid, guid),
			       service_name(&attestation->services.entries[i].guid) ?: "-");
	printf("report        version %u, signing key %s\n", report->version,
	       snp_report_signer_name(report->signer));
	printf("measurement   %s\n",
	       hex_encode(report->measurement, sizeof(report->measurement), measurement));
	printf("certificates  ");
	if (attestation->are_certs_malformed)
		printf("malformed, kept as they came");
	else if (!attestation->certs.count)
		printf("the host gave none");
	else
		for (i = 0; i < attestation->certs.count; i++)
			printf("%s%s", i ? " " : "",
			       cert_kind_name(attestation->certs.entries[i].kind));
	printf("\nsignature     not verified: until it is, none of this is proven\n");
	printf("written to    %s\n", folder);
}
