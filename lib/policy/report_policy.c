/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The questions about a report, in the order in which they are told.  Fields and bits
 * are those of AMD 56860, ATTESTATION_REPORT.
 */
#include "lib/policy/report_policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/hex.h"
#include "lib/format/policy_file.h"
#include "lib/format/snp_report.h"
#include "lib/format/tcb.h"
#include "lib/policy/appraisal.h"

#define PLATFORM_TEXT_MAX	160

/* What all questions are asked of. */
struct asker {
	const struct snp_report *report;
	const struct policy_report *policy;
	enum snp_product product;
	struct appraisal *appraisal;
};

static bool is_zero(const uint8_t *bytes, size_t size)
{
	while (size && !bytes[size - 1])
		size--;
	return !size;
}

/* The level of who asked is not the policy's to choose: what is not the SVSM proves nothing. */
static void ask_vmpl(const struct asker *ask)
{
	if (ask->report->vmpl)
		appraisal_add(ask->appraisal, "report-vmpl", APPRAISAL_FAILED,
			      "asked for at VMPL %u: the guest's system can do that itself; an "
			      "SVSM runs at VMPL 0", ask->report->vmpl);
	else
		appraisal_add(ask->appraisal, "report-vmpl", APPRAISAL_PASSED,
			      "asked for at VMPL 0, where only the SVSM runs");
}

/* A bit that must not be set unless it is allowed by name. */
static void ask_bit(const struct asker *ask, const char *name, uint64_t bit, bool is_allowed,
		    const char *what)
{
	if (!(ask->report->policy & bit))
		appraisal_add(ask->appraisal, name, APPRAISAL_PASSED, "%s is forbidden", what);
	else if (is_allowed)
		appraisal_add(ask->appraisal, name, APPRAISAL_WAIVED,
			      "%s is possible, and the policy allows it", what);
	else
		appraisal_add(ask->appraisal, name, APPRAISAL_FAILED, "%s is possible", what);
}

static void ask_restrictions(const struct asker *ask)
{
	const uint64_t policy = ask->report->policy;

	ask_bit(ask, "report-debug", SNP_POLICY_DEBUG, ask->policy->may_debug,
		"debugging by the host, which reads the guest's memory,");
	ask_bit(ask, "report-migration", SNP_POLICY_MIGRATE_MA, ask->policy->may_migrate,
		"migration by an agent, which has the guest's memory,");
	if (ask->policy->is_smt_forbidden)
		ask_bit(ask, "report-smt", SNP_POLICY_SMT, false,
			"sharing a core with another thread");
	if (!ask->policy->is_single_socket_required)
		return;
	if (policy & SNP_POLICY_SINGLE_SOCKET)
		appraisal_add(ask->appraisal, "report-single-socket", APPRAISAL_PASSED,
			      "the guest is bound to one socket");
	else
		appraisal_add(ask->appraisal, "report-single-socket", APPRAISAL_FAILED,
			      "the guest is not bound to one socket");
}

/* What was running can be newer than what the host can still go back to: both count. */
static void ask_abi(const struct asker *ask)
{
	const struct snp_report_firmware *current = &ask->report->current_firmware;
	const struct snp_report_firmware *committed = &ask->report->committed_firmware;
	const unsigned int asked = ask->policy->abi_major * 256u + ask->policy->abi_minor;
	bool is_old = current->major * 256u + current->minor < asked;
	bool can_be_old = committed->major * 256u + committed->minor < asked;

	if (!ask->policy->has_abi)
		return;
	appraisal_add(ask->appraisal, "report-abi",
		      is_old || can_be_old ? APPRAISAL_FAILED : APPRAISAL_PASSED,
		      "the firmware is %u.%u, %u.%u is committed; at least %u.%u is asked",
		      current->major, current->minor, committed->major, committed->minor,
		      ask->policy->abi_major, ask->policy->abi_minor);
}

/* The names of the bits, as a policy writes them. */
static const char *list_bits(uint64_t bits, char ret[static PLATFORM_TEXT_MAX])
{
	size_t used = 0;
	unsigned int i;

	ret[0] = '\0';
	for (i = 0; policy_platform_name(i); i++)
		if (bits >> i & 1 && used < PLATFORM_TEXT_MAX)
			used += (size_t)snprintf(ret + used, PLATFORM_TEXT_MAX - used, "%s%s",
						 used ? ", " : "", policy_platform_name(i));
	return ret;
}

static void ask_platform(const struct asker *ask)
{
	const uint64_t required = ask->policy->platform_required;
	const uint64_t forbidden = ask->policy->platform_forbidden;
	const uint64_t missing = required & ~ask->report->platform_info;
	const uint64_t surplus = forbidden & ask->report->platform_info;
	char first[PLATFORM_TEXT_MAX], second[PLATFORM_TEXT_MAX];

	if (!required && !forbidden)
		return;
	if (missing || surplus)
		appraisal_add(ask->appraisal, "report-platform", APPRAISAL_FAILED,
			      "%s%s%s%s%s", missing ? "missing: " : "", list_bits(missing, first),
			      missing && surplus ? "; " : "", surplus ? "forbidden, but set: " : "",
			      list_bits(surplus, second));
	else
		appraisal_add(ask->appraisal, "report-platform", APPRAISAL_PASSED,
			      "set: %s; not set: %s", list_bits(required, first),
			      list_bits(forbidden, second));
}

static bool is_at_least(const struct tcb *tcb, const struct tcb *minimum)
{
	return tcb->fmc >= minimum->fmc && tcb->bootloader >= minimum->bootloader &&
	       tcb->tee >= minimum->tee && tcb->snp >= minimum->snp &&
	       tcb->microcode >= minimum->microcode;
}

/* Each component for itself: a newer one makes up for no older one. */
static void ask_tcb(const struct asker *ask, const char *name, const char *which,
		    uint64_t version, const struct policy_tcb *policy)
{
	char has[TCB_TEXT_MAX], asked[TCB_TEXT_MAX];
	enum snp_product layout;
	struct tcb tcb;

	if (!policy->is_asked)
		return;
	if (tcb_decode(ask->product, version, &tcb) < 0) {
		appraisal_add(ask->appraisal, name, APPRAISAL_FAILED,
			      "the %s TCB 0x%016llx cannot be read for the product %s", which,
			      (unsigned long long)version, snp_product_name(ask->product));
		return;
	}
	/* With the FMC where it is asked for, though only Turin has one. */
	layout = policy->minimum.fmc ? SNP_PRODUCT_TURIN : ask->product;
	appraisal_add(ask->appraisal, name,
		      is_at_least(&tcb, &policy->minimum) ? APPRAISAL_PASSED : APPRAISAL_FAILED,
		      "%s: %s; at least: %s", which, tcb_format(layout, &tcb, has),
		      tcb_format(layout, &policy->minimum, asked));
}

static void ask_tcbs(const struct asker *ask)
{
	ask_tcb(ask, "report-tcb", "reported", ask->report->reported_tcb, &ask->policy->reported);
	ask_tcb(ask, "report-committed-tcb", "committed", ask->report->committed_tcb,
		&ask->policy->committed);
	ask_tcb(ask, "report-launch-tcb", "at launch", ask->report->launch_tcb,
		&ask->policy->launch);
	if (ask->policy->has_guest_svn)
		appraisal_add(ask->appraisal, "report-guest-svn",
			      ask->report->guest_svn >= ask->policy->guest_svn ? APPRAISAL_PASSED :
										 APPRAISAL_FAILED,
			      "the guest's security version is %u; at least %u is asked",
			      ask->report->guest_svn, ask->policy->guest_svn);
}

/* A value that must be exactly what the policy says; at most 64 bytes. */
static void ask_value(const struct asker *ask, const char *name, const uint8_t *has,
		      const uint8_t *asked, size_t size)
{
	char text[HEX_TEXT_SIZE(SNP_REPORT_CHIP_ID_SIZE)];

	if (memcmp(has, asked, size))
		appraisal_add(ask->appraisal, name, APPRAISAL_FAILED,
			      "it is %s, which is not what the policy says",
			      hex_encode(has, size, text));
	else
		appraisal_add(ask->appraisal, name, APPRAISAL_PASSED, "it is %s",
			      hex_encode(has, size, text));
}

/* A value that must be one of the policy's; none of them is asked for without a list. */
static void ask_list(const struct asker *ask, const char *name, const uint8_t *has,
		     const struct policy_list *list, const char *none)
{
	char text[HEX_TEXT_SIZE(SNP_REPORT_CHIP_ID_SIZE)];

	if (!list->count)
		return;
	if (is_zero(has, list->size))
		appraisal_add(ask->appraisal, name, APPRAISAL_FAILED, "%s", none);
	else if (policy_list_has(list, has))
		appraisal_add(ask->appraisal, name, APPRAISAL_PASSED, "it is %s",
			      hex_encode(has, list->size, text));
	else
		appraisal_add(ask->appraisal, name, APPRAISAL_FAILED,
			      "it is %s, which is none of those that the policy says",
			      hex_encode(has, list->size, text));
}

static void ask_identity(const struct asker *ask)
{
	const struct snp_report *report = ask->report;
	const struct policy_report *policy = ask->policy;

	if (policy->has_family_id)
		ask_value(ask, "report-family-id", report->family_id, policy->family_id,
			  sizeof(policy->family_id));
	if (policy->has_image_id)
		ask_value(ask, "report-image-id", report->image_id, policy->image_id,
			  sizeof(policy->image_id));
	ask_list(ask, "report-id-key", report->id_key_digest, &policy->id_keys,
		 "the guest was launched without an id block that a key signed");
	/* The field is the author's only with AUTHOR_KEY_EN. */
	if (policy->author_keys.count && !(report->key_info & SNP_KEY_INFO_AUTHOR_KEY))
		appraisal_add(ask->appraisal, "report-author-key", APPRAISAL_FAILED,
			      "the guest was launched without an author's key");
	else
		ask_list(ask, "report-author-key", report->author_key_digest, &policy->author_keys,
			 "the guest was launched without an author's key");
	if (policy->has_host_data)
		ask_value(ask, "report-host-data", report->host_data, policy->host_data,
			  sizeof(policy->host_data));
	ask_list(ask, "report-chip", report->chip_id, &policy->chips,
		 "the host masks the chip's id");
}

/* Any firmware may be launched, so without reference values nothing is known of the guest. */
static void ask_measurement(const struct asker *ask)
{
	const uint8_t *has = ask->report->measurement;
	char text[HEX_TEXT_SIZE(SNP_REPORT_DIGEST_SIZE)];
	const char *name = "report-measurement";

	(void)hex_encode(has, SNP_REPORT_DIGEST_SIZE, text);
	if (ask->policy->is_any_measurement)
		appraisal_add(ask->appraisal, name, APPRAISAL_WAIVED,
			      "%s: ANY is trusted, says the policy", text);
	else if (!ask->policy->measurements.count)
		appraisal_add(ask->appraisal, name, APPRAISAL_FAILED,
			      "no policy says which launch measurements are trusted; this is %s",
			      text);
	else if (policy_list_has(&ask->policy->measurements, has))
		appraisal_add(ask->appraisal, name, APPRAISAL_PASSED,
			      "%s is one that the policy trusts", text);
	else
		appraisal_add(ask->appraisal, name, APPRAISAL_FAILED,
			      "%s is none of the %zu that the policy trusts", text,
			      ask->policy->measurements.count);
}

void report_policy_check(const struct snp_report *report, enum snp_product product,
			 const struct policy *policy, struct appraisal *appraisal)
{
	const struct asker ask = {
		.report = report,
		.policy = &policy->report,
		.product = product,
		.appraisal = appraisal,
	};

	ask_vmpl(&ask);
	ask_restrictions(&ask);
	ask_abi(&ask);
	ask_platform(&ask);
	ask_tcbs(&ask);
	ask_identity(&ask);
	ask_measurement(&ask);
}
