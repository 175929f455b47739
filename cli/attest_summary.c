/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Summaries of a bundle.
 */
#include "cli/attest_summary.h"

#include <stdio.h>

#include "cli/attestation.h"
#include "lib/base/hex.h"
#include "lib/base/version.h"
#include "lib/evidence/collect.h"
#include "lib/format/hash_algorithm.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"

static const char *const kind_names[] = {
	[TPM_AK_ECC] = "ecc",
	[TPM_AK_RSA] = "rsa",
};

static const char *const ima_names[] = {
	[COLLECT_IMA_NONE] = NULL,
	[COLLECT_IMA_UNANCHORED] = "unanchored",
	[COLLECT_IMA_ANCHORED] = "anchored",
};

static struct json_object *logs_json(const struct collect_logs *logs)
{
	struct json_object *object = json_new_object();
	enum evidence_log kind;

	for (kind = 0; kind < _EVIDENCE_LOG_MAX; kind++)
		json_add(object, evidence_log_name(kind),
			 logs->bytes[kind].size ? json_new_number(logs->bytes[kind].size) : NULL);
	json_add(object, "ima_state", json_new_text(ima_names[logs->ima]));
	return object;
}

static struct json_object *pcrs_json(const struct pcr_values *pcrs)
{
	struct json_object *object = json_new_object();
	size_t i;

	for (i = 0; i < pcrs->count; i++)
		json_add(object, hash_algorithm_name(pcrs->banks[i].algorithm),
			 log_json_new_pcrs(pcrs->banks[i].present));
	return object;
}

struct json_object *attest_summary_json(const struct collect_request *request,
					const struct collection *collection, const char *path)
{
	struct json_object *document = json_new_object(), *ak = json_new_object();
	const struct attestation *attestation = &collection->attestation;

	json_add(document, "svsmctl", json_new_text(SVSM_GUEST_VERSION));
	json_add(document, "bundle", json_new_text(path));
	json_add(document, "bytes", json_new_number(collection->bundle.size));
	json_add(document, "challenge",
		 json_new_hex(request->challenge.data, request->challenge.size));
	json_add(document, "device", json_new_text(collection->info.address));
	json_add(document, "transport", json_new_text(collection->info.transport));
	json_add(document, "tpm", json_new_text(request->tcti));
	json_add(ak, "kind", json_new_text(kind_names[request->kind]));
	json_add(ak, "name",
		 json_new_hex(collection->ak_name.bytes, collection->ak_name.size));
	json_add(ak, "is_kept", json_new_bool(!tpm_ak_unkept(collection->ak)));
	json_add(document, "ak", ak);
	json_add(document, "ephemeral_key", json_new_bool(!!request->ephemeral_key.data));
	json_add(document, "services", attestation_services_json(&attestation->services));
	json_add(document, "report", attestation_report_json(&attestation->report));
	json_add(document, "certificates", attestation_certs_json(&attestation->certs));
	json_add(document, "pcrs", pcrs_json(&collection->pcrs));
	json_add(document, "quotes", json_new_number(collection->quotes));
	json_add(document, "logs", logs_json(&collection->logs));
	json_add(document, "signature", json_new_text("not verified"));
	return document;
}

static void print_pcrs(const struct pcr_values *pcrs)
{
	unsigned int pcr, last;
	size_t i;

	for (i = 0; i < pcrs->count; i++) {
		uint32_t present = pcrs->banks[i].present;
		const char *comma = "";

		printf("%-13s %s:", i ? "" : "quote",
		       hash_algorithm_name(pcrs->banks[i].algorithm));
		for (pcr = 0; pcr < EVENTLOG_PCRS; pcr = last + 1) {
			last = pcr;
			if (!(present >> pcr & 1))
				continue;
			while (last + 1 < EVENTLOG_PCRS && present >> (last + 1) & 1)
				last++;
			printf(last > pcr ? "%s%u-%u" : "%s%u", comma, pcr, last);
			comma = ",";
		}
		putchar('\n');
	}
}

static void print_logs(const struct collect_logs *logs)
{
	enum evidence_log kind;
	const char *comma = "";

	printf("%-13s ", "logs");
	for (kind = 0; kind < _EVIDENCE_LOG_MAX; kind++) {
		if (!logs->bytes[kind].size)
			continue;
		printf("%s%s %zu bytes", comma, evidence_log_name(kind), logs->bytes[kind].size);
		if (kind == EVIDENCE_LOG_IMA)
			printf(" (%s)", ima_names[logs->ima]);
		comma = ", ";
	}
	puts(*comma ? "" : "none");
}

static void print_end(const char *path, size_t size)
{
	printf("%-13s nothing here: a guest cannot prove itself to itself; 'svsmctl verify' "
	       "elsewhere does\n", "proven");
	printf("%-13s %s, %zu bytes\n", "written to", path, size);
}

void attest_summary_print(const struct collect_request *request,
			  const struct collection *collection, const char *path)
{
	char name[HEX_TEXT_SIZE(TPM_NAME_SIZE_MAX)];
	char measurement[HEX_TEXT_SIZE(SNP_REPORT_DIGEST_SIZE)];
	const struct attestation *attestation = &collection->attestation;
	const struct snp_report *report = &attestation->report;
	size_t i;

	printf("%-13s by %s (transport %s)\n", "SVSM", collection->info.address,
	       collection->info.transport);
	printf("%-13s version %u, VMPL %u, signing key %s\n", "report", report->version,
	       report->vmpl, snp_report_signer_name(report->signer));
	printf("%-13s %s\n", "measurement",
	       hex_encode(report->measurement, sizeof(report->measurement), measurement));
	printf("%-13s ", "certificates");
	for (i = 0; i < attestation->certs.count; i++)
		printf("%s%s", i ? " " : "", cert_kind_name(attestation->certs.entries[i].kind));
	puts(attestation->certs.count ? "" : "the host gave none");
	printf("%-13s %s, %s\n", "TPM", request->tcti,
	       tpm_ak_unkept(collection->ak) ? "which does not keep the AK" :
					       "which keeps the AK");
	printf("%-13s %s, %s\n", "AK", kind_names[request->kind],
	       hex_encode(collection->ak_name.bytes, collection->ak_name.size, name));
	print_pcrs(&collection->pcrs);
	print_logs(&collection->logs);
	print_end(path, collection->bundle.size);
}

void attest_summary_print_told(const char *path, size_t size)
{
	printf("%-13s by svsmd, as this user may not ask SVSM and TPM\n", "collected");
	print_end(path, size);
}
