/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Appraising oneself.
 *
 * What decides between "bad" and "unable": a host can withhold certificates, a TPM can be
 * busy, a policy can be missing; that shows nothing.  An answer that cannot be right shows
 * something, whoever gave it.
 */
#include "lib/evidence/self_appraisal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/evidence/cert_store.h"
#include "lib/evidence/collect.h"
#include "lib/evidence/pcr_look.h"
#include "lib/evidence/self_binding.h"
#include "lib/format/appraisal_record.h"
#include "lib/format/binding_record.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"
#include "lib/policy/evidence_verify.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm.h"
#include "lib/sys/vtpm.h"

#define CERT_FILE_MAX	(256u * 1024)
#define CHALLENGE_SIZE	32
#define REASON_ROOM	512	/* more than the record takes, which cuts it */

/* All that is made on the way; let go by appraising_deinit(). */
struct appraising {
	uint8_t challenge[CHALLENGE_SIZE];
	struct vtpm vtpm;
	struct svsm_dev *dev;
	struct collection collection;
	struct policy *policy;
	struct buffer ark;	/* as the file has it */
	struct snp_certs arks, certs;
	struct cert_store store;
	struct evidence *evidence;
	struct binding_record binding;
	struct evidence_verification verification;
};

static void appraising_deinit(struct appraising *appraising)
{
	collection_deinit(&appraising->collection);
	svsm_dev_close(appraising->dev);
	policy_free(appraising->policy);
	buffer_deinit(&appraising->ark);
	snp_certs_deinit(&appraising->arks);
	snp_certs_deinit(&appraising->certs);
	cert_store_deinit(&appraising->store);
	evidence_free(appraising->evidence);
}

static void appraising_cleanup(struct appraising **appraising)
{
	if (*appraising)
		appraising_deinit(*appraising);
	free(*appraising);
}

static int read_policy(const char *path, struct policy **ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(POLICY_SIZE_MAX);
	int r;

	if (!path) {
		r = policy_default(ret, fault);
		if (!r)
			(*ret)->report.is_any_measurement = true;
		return r;
	}
	r = file_read(path, &text, fault);
	if (r < 0)
		return r;
	r = policy_parse(text.data, text.size, ret, fault);
	return r < 0 ? fault_name(fault, r, path) : 0;
}

static int parse_ark(const struct self_appraisal_params *params, struct appraising *appraising,
		     struct fault *fault)
{
	const struct buffer *ark = &appraising->ark;
	int r;

	if (!params->ark)
		return 0;
	r = snp_certs_add(&appraising->arks, ark->data, ark->size, fault);
	if (!r && appraising->arks.count != 1)
		return fault_set(fault, -E2BIG, "%s: %zu certificates, where one is to be trusted",
				 params->ark, appraising->arks.count);
	return r < 0 ? fault_name(fault, r, params->ark) : 0;
}

static int read_ark(const char *path, struct buffer *ret, struct fault *fault)
{
	int r;

	if (!path)
		return 0;
	r = file_read(path, ret, fault);
	if (r < 0)
		return r;
	r = snp_certs_look(ret->data, ret->size, fault);
	return r < 0 ? fault_name(fault, r, path) : 0;
}

/*
 * What can fail without a request to the secure processor does so first; but for what needs
 * libcrypto, whose loading takes longer than most that the TPM is asked for.
 */
static int prepare(const struct self_appraisal_params *params, struct appraising *appraising,
		   struct fault *fault)
{
	int r;

	r = read_policy(params->policy, &appraising->policy, fault);
	if (!r)
		r = read_ark(params->ark, &appraising->ark, fault);
	if (!r)
		r = svsm_dev_open(params->device, SVSM_DEV_REQUEST, &appraising->dev, fault);
	if (!r)
		r = vtpm_choose(params->tcti, params->device, &appraising->vtpm, fault);
	if (!r && getrandom(appraising->challenge, CHALLENGE_SIZE, 0) != CHALLENGE_SIZE)
		r = fault_set(fault, -EIO, "challenge: no random bytes: %s", error_text(errno));
	return r;
}

static int gather(const struct self_appraisal_params *params, struct appraising *appraising,
		  struct fault *fault)
{
	const struct vtpm *vtpm = &appraising->vtpm;
	struct collect_request request = {
		.notes = params->notes,
		.challenge = { appraising->challenge, CHALLENGE_SIZE },
		.kind = TPM_AK_ECC,
		.selection.count = 1,
		.selection.banks[0] = { .algorithm = HASH_SHA256, .pcrs = 0xffffff },
		.tcti = vtpm->tcti,
		.logs = params->logs,
	};
	struct collection *collection = &appraising->collection;
	int r;

	collect_log_paths_complete(&request.logs, vtpm);
	r = collect(&request, appraising->dev, collection, fault);
	if (r == -EKEYREJECTED && collection->stage == COLLECT_KEY)
		return -EBUSY; /* what is in the AK's place is somebody else's */
	if (r < 0)
		return r;
	r = evidence_decode(collection->bundle.data, collection->bundle.size,
			    &appraising->evidence, fault);
	if (!r)
		r = self_binding_make(appraising->evidence, collection->ak, time(NULL),
				      &appraising->binding, fault);
	return r;
}

static int add_store(const struct self_appraisal_params *params, struct appraising *appraising,
		     struct fault *fault)
{
	int r;

	if (!params->certificates)
		return 0;
	r = cert_store_load(&appraising->store, params->certificates,
			    &appraising->collection.attestation.report, fault);
	if (!r)
		r = snp_certs_move(&appraising->certs, &appraising->store.certs, false, fault);
	return r;
}

static int verify(const struct self_appraisal_params *params, struct appraising *appraising,
		  struct fault *fault)
{
	struct evidence_verify_crl crls[CERT_STORE_CRLS_MAX];
	struct evidence_verify_params verifying = {
		.bundle = appraising->collection.bundle.data,
		.bundle_size = appraising->collection.bundle.size,
		.evidence = appraising->evidence,
		.challenge = appraising->challenge,
		.challenge_size = CHALLENGE_SIZE,
		.policy = appraising->policy,
		.certs = &appraising->certs,
		.crls = crls,
		.binding = &appraising->binding,
		.now = time(NULL),
	};
	int r;

	r = parse_ark(params, appraising, fault);
	if (!r)
		r = add_store(params, appraising, fault);
	if (r < 0)
		return r;
	verifying.ark = appraising->arks.count ? appraising->arks.items[0] : NULL;
	for (; verifying.crl_count < appraising->store.crl_count; verifying.crl_count++)
		crls[verifying.crl_count] = (struct evidence_verify_crl){
			.data = appraising->store.crls[verifying.crl_count].data,
			.size = appraising->store.crls[verifying.crl_count].size,
		};
	if (!appraising->evidence->cert_count && !snp_certs_count_leaves(&appraising->certs))
		return fault_set(fault, -ENOENT, "report: the host gave no certificates, and none "
				 "for this chip are kept; 'svsmctl certs fetch' keeps them");
	(void)evidence_verify(&verifying, &appraising->verification); /* the verdict is in it */
	return 0;
}

static void take_identity(const struct appraising *appraising, struct appraisal_record *record)
{
	const struct snp_report *report = &appraising->collection.attestation.report;

	_Static_assert(sizeof(record->ak_name) == sizeof(appraising->binding.ak_name), "a name");
	_Static_assert(sizeof(record->report_id) == BIRTH_RECORD_LAUNCH_SIZE, "a report id");
	memcpy(record->ak_name, appraising->binding.ak_name, sizeof(record->ak_name));
	memcpy(record->ek_name, appraising->binding.ek_name, sizeof(record->ek_name));
	memcpy(record->measurement, report->measurement, sizeof(record->measurement));
	birth_view_launch(report, record->report_id);
	_Static_assert(sizeof(record->chip_id) == sizeof(report->chip_id), "a chip");
	if (!(report->policy & SNP_POLICY_MIGRATE_MA)) /* else it may be moved, and is well */
		memcpy(record->chip_id, report->chip_id, sizeof(record->chip_id));
	record->has_identity = true;
}

/* What is wrong with the evidence does not keep it from being told what the vTPM is. */
static void take_birth(const struct self_appraisal_params *params,
		       const struct appraising *appraising, struct appraisal_record *record,
		       struct birth *ret)
{
	_cleanup_(birth_view_deinit) struct birth_view view = BIRTH_VIEW_NONE;

	birth_view_look(appraising->collection.tpm, &params->birth,
			&appraising->collection.attestation.report, &view);
	(void)snprintf(record->persistence, sizeof(record->persistence), "%s",
		       birth_persistence_name(view.birth.persistence));
	if (view.error)
		note_give(&params->notes, "birth record: not compared: %s", view.fault.text);
	else
		(void)snprintf(record->birth, sizeof(record->birth), "%s",
			       birth_verdict_name(view.birth.verdict));
	*ret = view.birth;
}

/*
 * Whether the vTPM is the one that the disk remembers.  A state that was put back makes all
 * of it bad.  One that was made anew does not: where the vTPM is ephemeral, each launch does
 * that, and whoever sealed something to it will know.
 */
static void conclude_birth(const struct birth *birth, struct appraisal_record *record)
{
	const char *means = birth_verdict_means(birth->verdict);
	char reason[REASON_ROOM];

	if (record->outcome != APPRAISED_GOOD || !means)
		return;
	if (birth->verdict == BIRTH_TPM_BEHIND) {
		record->outcome = APPRAISED_BAD;
		(void)snprintf(reason, sizeof(reason), "birth record: %s: %s",
			       birth_verdict_name(birth->verdict), birth->reason);
	} else {
		(void)snprintf(reason, sizeof(reason), "%s; birth record: %s: %s", record->reason,
			       birth_verdict_name(birth->verdict), means);
	}
	appraisal_record_put_reason(record, reason);
}

static void conclude(const struct appraising *appraising, bool has_policy,
		     struct appraisal_record *record)
{
	const struct appraisal *appraisal = &appraising->verification.appraisal;
	const struct appraisal_line *objection = appraisal_first_objection(appraisal);
	char reason[REASON_ROOM];

	if (appraisal->verdict == VERDICT_ACCEPTED) {
		record->outcome = APPRAISED_GOOD;
		(void)snprintf(reason, sizeof(reason), "the self-appraisal accepts%s",
			       has_policy ? "" : "; no policy says what may be launched");
	} else {
		record->outcome = APPRAISED_BAD;
		(void)snprintf(reason, sizeof(reason), "%s: %s",
			       objection ? objection->name : "appraisal",
			       objection ? objection->reason : "rejected");
	}
	appraisal_record_put_reason(record, reason);
}

void self_appraisal_make(const struct self_appraisal_params *params, struct appraisal_record *ret)
{
	_cleanup_(appraising_cleanup) struct appraising *appraising =
		calloc(1, sizeof(*appraising));
	struct birth birth = { .verdict = BIRTH_UNKNOWN };
	struct fault fault = FAULT_NONE;
	int r;

	*ret = (struct appraisal_record){ .outcome = APPRAISED_UNABLE, .persistence = "unknown" };
	if (!appraising) {
		appraisal_record_put_reason(ret, "out of memory");
		return;
	}
	appraising->collection = COLLECTION_NONE;
	appraising->ark = (struct buffer)BUFFER_INIT(CERT_FILE_MAX);
	r = prepare(params, appraising, &fault);
	if (!r)
		r = gather(params, appraising, &fault);
	(void)snprintf(ret->transport, sizeof(ret->transport), "%s",
		       appraising->collection.info.transport);
	if (!r)
		r = verify(params, appraising, &fault);
	if (appraising->evidence)
		pcr_look_take(appraising->evidence, ret);
	if (appraising->binding.time) {
		take_identity(appraising, ret);
		take_birth(params, appraising, ret, &birth);
	}
	if (r < 0) {
		ret->outcome = r == -EKEYREJECTED ? APPRAISED_BAD : APPRAISED_UNABLE;
		appraisal_record_put_reason(ret, fault.text);
		return;
	}
	conclude(appraising, params->policy, ret);
	conclude_birth(&birth, ret);
}
