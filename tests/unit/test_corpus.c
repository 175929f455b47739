/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The inputs in tests/data: those beside "bad" are taken to their last byte,
 * those in it are refused.  Run from the top of the tree.
 */
#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/appraisal_record.h"
#include "lib/format/binding_record.h"
#include "lib/format/birth_record.h"
#include "lib/format/cert_table.h"
#include "lib/format/clevis_token.h"
#include "lib/format/credential_file.h"
#include "lib/format/cryptsetup_peer.h"
#include "lib/format/crypttab.h"
#include "lib/format/disks_message.h"
#include "lib/format/eventlog.h"
#include "lib/format/evidence.h"
#include "lib/format/hcl_report.h"
#include "lib/format/kernel_text.h"
#include "lib/format/pcr_signature.h"
#include "lib/format/policy_file.h"
#include "lib/format/post_frame.h"
#include "lib/format/service_list.h"
#include "lib/format/services_manifest.h"
#include "lib/format/snp_report.h"
#include "lib/format/svsm_token.h"
#include "lib/format/svsmd_conf.h"
#include "lib/format/systemd_token.h"
#include "lib/format/token_head.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_quote.h"
#include "lib/format/tpm_sealed.h"
#include "lib/format/tpm_signature.h"
#include "lib/format/trust_entry.h"
#include "lib/format/uevent.h"
#include "lib/format/unlock_record.h"
#include "lib/format/varlink.h"
#include "lib/format/verdict_record.h"
#include "lib/format/verifier_challenge.h"
#include "lib/format/volumes_file.h"
#include "lib/format/work_order.h"
#include "lib/sys/file.h"

static int parse_cert_table(const void *data, size_t size)
{
	struct cert_table table;

	return cert_table_parse(data, size, &table, NULL);
}

static int parse_services_manifest(const void *data, size_t size)
{
	struct services_manifest manifest;

	return services_manifest_parse(data, size, &manifest, NULL);
}

static int parse_snp_report(const void *data, size_t size)
{
	struct snp_report report;

	return snp_report_parse(data, size, &report, NULL);
}

static int parse_tpm_public(const void *data, size_t size)
{
	struct tpm_public public;

	return tpm_public_parse(data, size, &public, NULL);
}

static int parse_tpm_signature(const void *data, size_t size)
{
	struct tpm_signature signature;

	return tpm_signature_parse(data, size, &signature, NULL);
}

static int parse_tpm_quote(const void *data, size_t size)
{
	struct tpm_quote quote;

	return tpm_quote_parse(data, size, &quote, NULL);
}

static int parse_hcl_report(const void *data, size_t size)
{
	struct hcl_report report;

	return hcl_report_parse(data, size, &report, NULL);
}

static int parse_eventlog(const void *data, size_t size)
{
	struct eventlog_event event;
	struct eventlog log;
	int r = eventlog_init(&log, data, size, NULL);

	if (r < 0)
		return r;
	while ((r = eventlog_next(&log, &event, NULL)) > 0)
		;
	return r;
}

static int parse_evidence(const void *data, size_t size)
{
	struct evidence *evidence;
	int r = evidence_decode(data, size, &evidence, NULL);

	if (!r)
		evidence_free(evidence);
	return r;
}

static int parse_birth_record(const void *data, size_t size)
{
	struct birth_record record;

	return birth_record_decode(data, size, &record, NULL);
}

static int parse_binding_record(const void *data, size_t size)
{
	struct binding_record record;

	return binding_record_decode(data, size, &record, NULL);
}

static int parse_unlock_record(const void *data, size_t size)
{
	struct unlock_record record;

	return unlock_record_decode(data, size, &record, NULL);
}

static int parse_trust_entry(const void *data, size_t size)
{
	struct trust_entry entry;

	return trust_entry_decode(data, size, &entry, NULL);
}

static int parse_appraisal_record(const void *data, size_t size)
{
	struct appraisal_record record;

	return appraisal_record_decode(data, size, &record, NULL);
}

static int parse_disks_message(const void *data, size_t size)
{
	struct disks_message_request request;

	return disks_message_decode_request(data, size, &request, NULL);
}

static int parse_service_list(const void *data, size_t size)
{
	struct service_list list;

	return service_list_decode(data, size, &list, NULL);
}

static int parse_verdict_record(const void *data, size_t size)
{
	struct verdict_record record;

	return verdict_record_decode(data, size, &record, NULL);
}

static int parse_verifier_challenge(const void *data, size_t size)
{
	struct verifier_challenge challenge;

	return verifier_challenge_decode(data, size, &challenge, NULL);
}

static int parse_post_frame(const void *data, size_t size)
{
	struct post_frame frame;

	return post_frame_decode(data, size, &frame, NULL);
}

static int parse_work_order(const void *data, size_t size)
{
	struct work_order order;

	return work_order_decode(data, size, &order, NULL);
}

static int parse_uevent(const void *data, size_t size)
{
	struct uevent event;

	return uevent_parse(data, size, &event, NULL);
}

static int parse_varlink(const void *data, size_t size)
{
	struct varlink_call call;

	return varlink_call_parse(data, size, &call, NULL);
}

static int parse_svsmd_conf(const void *data, size_t size)
{
	struct svsmd_conf conf;

	svsmd_conf_init(&conf);
	return svsmd_conf_parse(&conf, data, size, NULL);
}

static int parse_volumes_file(const void *data, size_t size)
{
	struct volumes_file_entry entry;
	struct volumes_file file;
	int r;

	volumes_file_init(&file, data, size);
	while ((r = volumes_file_next(&file, &entry, NULL)) > 0)
		;
	return r;
}

static int parse_crypttab(const void *data, size_t size)
{
	struct crypttab_entry entry;
	struct crypttab table;
	int r;

	crypttab_init(&table, data, size);
	while ((r = crypttab_next(&table, &entry, NULL)) > 0)
		;
	return r;
}

/* The other texts have no form that they could lack. */
static int parse_kernel_text(const void *data, size_t size)
{
	struct kernel_option option = { .name = "TCG_TPM" };

	return kernel_text_config(data, size, &option, 1);
}

static int parse_cryptsetup_peer(const void *data, size_t size)
{
	struct cryptsetup_peer_address address;

	return cryptsetup_peer_address_parse(data, size, &address, NULL);
}

static int parse_credential_file(const void *data, size_t size)
{
	struct credential_challenge challenge;
	struct credential_response response = { .secret = SECRET_NONE };
	struct credential_state state;

	if (!credential_file_decode_challenge(data, size, &challenge, NULL))
		return 0;
	if (credential_file_decode_response(data, size, &response, NULL) < 0)
		return credential_file_decode_state(data, size, &state, NULL);
	credential_response_deinit(&response);
	return 0;
}

static int parse_policy_file(const void *data, size_t size)
{
	struct policy *policy = NULL;
	int r = policy_parse(data, size, &policy, NULL);

	policy_free(policy);
	return r;
}

static int parse_pcr_signature(const void *data, size_t size)
{
	struct pcr_signatures *signatures = NULL;
	int r = pcr_signatures_parse(data, size, &signatures, NULL);

	pcr_signatures_free(signatures);
	return r;
}

static int parse_svsm_token(const void *data, size_t size)
{
	struct svsm_token token;

	return svsm_token_decode(data, size, &token, NULL);
}

static int parse_tpm_sealed(const void *data, size_t size)
{
	struct tpm_sealed sealed;

	return tpm_sealed_parse(data, size, &sealed, NULL);
}

static int parse_token_head(const void *data, size_t size)
{
	struct token_head head;

	return token_head_parse(data, size, &head, NULL);
}

static int parse_systemd_token(const void *data, size_t size)
{
	struct systemd_token token;

	return systemd_token_parse(data, size, &token, NULL);
}

static int parse_clevis_token(const void *data, size_t size)
{
	struct clevis_token token;

	return clevis_token_parse(data, size, &token, NULL);
}

struct corpus {
	const char *folder;
	int (*parse)(const void *data, size_t size);
};

static unsigned int go_through(const char *folder, const struct corpus *corpus, bool is_good)
{
	DIR *listing = opendir(folder);
	unsigned int count = 0;
	struct dirent *entry;

	if (!listing)
		fail_msg("%s: not there: run from the top of the tree", folder);
	while ((entry = readdir(listing))) {
		struct buffer buffer = BUFFER_INIT(1 << 20);
		char path[PATH_MAX];
		uint8_t *data;
		int r;

		if (!strstr(entry->d_name, ".bin"))
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		assert_int_equal(file_read(path, &buffer, NULL), 0);
		data = exact_copy(buffer.data ? buffer.data : (uint8_t *)"", buffer.size);
		r = corpus->parse(data, buffer.size);
		if ((r == 0) != is_good)
			fail_msg("%s: %d", path, r);
		free(data);
		buffer_deinit(&buffer);
		count++;
	}
	(void)closedir(listing);
	return count;
}

static void good_is_taken_and_bad_refused(void **state)
{
	const struct corpus *corpus = *state;
	char bad[128];

	assert_true(go_through(corpus->folder, corpus, true) > 0);
	(void)snprintf(bad, sizeof(bad), "%s/bad", corpus->folder);
	assert_true(go_through(bad, corpus, false) > 0);
}

int main(void)
{
	static struct corpus cert_tables = { "tests/data/cert_table", parse_cert_table };
	static struct corpus manifests = { "tests/data/services_manifest",
					   parse_services_manifest };
	static struct corpus reports = { "tests/data/snp_report", parse_snp_report };
	static struct corpus logs = { "tests/data/eventlog", parse_eventlog };
	static struct corpus json = { "tests/data/eventlog_json", parse_eventlog };
	static struct corpus cel = { "tests/data/eventlog_cel", parse_eventlog };
	static struct corpus ima = { "tests/data/eventlog_ima", parse_eventlog };
	static struct corpus ascii = { "tests/data/eventlog_ascii", parse_eventlog };
	static struct corpus publics = { "tests/data/tpm_public", parse_tpm_public };
	static struct corpus signatures = { "tests/data/tpm_signature", parse_tpm_signature };
	static struct corpus quotes = { "tests/data/tpm_quote", parse_tpm_quote };
	static struct corpus evidence = { "tests/data/evidence", parse_evidence };
	static struct corpus records = { "tests/data/binding_record", parse_binding_record };
	static struct corpus births = { "tests/data/birth_record", parse_birth_record };
	static struct corpus credentials = { "tests/data/credential_file", parse_credential_file };
	static struct corpus unlocks = { "tests/data/unlock_record", parse_unlock_record };
	static struct corpus trust = { "tests/data/trust_entry", parse_trust_entry };
	static struct corpus appraisals = { "tests/data/appraisal_record", parse_appraisal_record };
	static struct corpus verdicts = { "tests/data/verdict_record", parse_verdict_record };
	static struct corpus challenges = { "tests/data/verifier_challenge",
					    parse_verifier_challenge };
	static struct corpus frames = { "tests/data/post_frame", parse_post_frame };
	static struct corpus orders = { "tests/data/work_order", parse_work_order };
	static struct corpus disks_messages = { "tests/data/disks_message", parse_disks_message };
	static struct corpus service_lists = { "tests/data/service_list", parse_service_list };
	static struct corpus calls = { "tests/data/varlink", parse_varlink };
	static struct corpus confs = { "tests/data/svsmd_conf", parse_svsmd_conf };
	static struct corpus uevents = { "tests/data/uevent", parse_uevent };
	static struct corpus volumes = { "tests/data/volumes_file", parse_volumes_file };
	static struct corpus kernel_texts = { "tests/data/kernel_text", parse_kernel_text };
	static struct corpus crypttabs = { "tests/data/crypttab", parse_crypttab };
	static struct corpus peers = { "tests/data/cryptsetup_peer", parse_cryptsetup_peer };
	static struct corpus hcl = { "tests/data/hcl_report", parse_hcl_report };
	static struct corpus policies = { "tests/data/policy_file", parse_policy_file };
	static struct corpus pcr_signatures = { "tests/data/pcr_signature", parse_pcr_signature };
	static struct corpus tokens = { "tests/data/svsm_token", parse_svsm_token };
	static struct corpus sealed = { "tests/data/tpm_sealed", parse_tpm_sealed };
	static struct corpus heads = { "tests/data/token_head", parse_token_head };
	static struct corpus systemd = { "tests/data/systemd_token", parse_systemd_token };
	static struct corpus clevis = { "tests/data/clevis_token", parse_clevis_token };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &cert_tables),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &manifests),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &reports),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &logs),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &json),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &cel),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &ima),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &ascii),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &publics),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &signatures),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &quotes),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &hcl),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &evidence),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &records),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &births),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &credentials),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &unlocks),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &trust),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &confs),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &calls),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &appraisals),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &verdicts),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &challenges),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &frames),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &orders),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &disks_messages),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &service_lists),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &uevents),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &volumes),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &crypttabs),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &kernel_texts),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &peers),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &policies),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &pcr_signatures),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &tokens),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &sealed),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &heads),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &systemd),
		cmocka_unit_test_prestate(good_is_taken_and_bad_refused, &clevis),
	};

	return cmocka_run_group_tests_name("corpus", tests, NULL, NULL);
}
