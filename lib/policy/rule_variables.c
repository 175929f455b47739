/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rules about PCR 7 (TCG PC Client Platform Firmware Profile, section 3.3.4.8):
 * before the separator firmware measures the switches and databases of Secure Boot,
 * behind it who allowed each image.
 *
 * Everybody can extend PCR 7 later, also by an event that says that Secure Boot is on.
 * So only what stands before the separator counts, all of that must be proven, and the
 * separator is known by its digest.
 */
#include "lib/policy/rule.h"

#include <string.h>

#include "lib/format/efi_variable.h"
#include "lib/format/eventlog.h"
#include "lib/format/policy_file.h"
#include "lib/format/signature_list.h"
#include "lib/format/unicode.h"
#include "lib/policy/hasher.h"

#define DBX_TBS_SIZE	48	/* EFI_CERT_X509_SHA256: the digest, and a time */

/* What an event of PCR 7 proves to be. */
enum content {
	CONTENT_UNKNOWN,	/* it can be anything */
	CONTENT_SEPARATOR,
	CONTENT_TEXT,
	CONTENT_VARIABLE,
};

/* Some firmware hashes a variable's value alone, which is no text then. */
static enum content find_content(const struct rule_event *event, struct efi_variable *ret)
{
	const struct consistency_proof *proof = &event->proof;

	if (rule_is_separator(event))
		return CONTENT_SEPARATOR;
	if (event->event->content == EVENTLOG_CONTENT_SYSTEMD && rule_is_text(event))
		return CONTENT_TEXT;
	if (event->event->content != EVENTLOG_CONTENT_TCG || !proof->data ||
	    proof->verdict != CONSISTENCY_PROVEN)
		return CONTENT_UNKNOWN;
	if (unicode_is_utf8(proof->data, proof->size))
		return CONTENT_TEXT;
	return efi_variable_parse(proof->data, proof->size, ret) < 0 ? CONTENT_UNKNOWN :
								       CONTENT_VARIABLE;
}

/* The variable that stands before the separator, if that is what the event is. */
static bool find_before(struct rule *rule, const struct rule_event *event,
			struct efi_variable *ret)
{
	if (rule->is_separated)
		return false;
	if (rule_is_error(event))
		rule_fail(rule, event, "firmware met an error");
	switch (find_content(event, ret)) {
	case CONTENT_UNKNOWN:
		rule_fail(rule, event, "what it tells is unproven (%s), so it may hide any setting",
			  event->proof.why);
		return false;
	case CONTENT_SEPARATOR:
		rule->is_separated = true;
		return false;
	case CONTENT_TEXT:
		return false;
	case CONTENT_VARIABLE:
		break;
	}
	return true;
}

void rule_secure_boot(struct rule *rule, const struct policy_events *policy,
		      const struct rule_event *event)
{
	struct efi_variable variable;

	if (!find_before(rule, event, &variable) ||
	    !efi_variable_is_global(&variable, "SecureBoot"))
		return;
	if (variable.value_size == 1 && variable.value[0] == 1)
		rule->satisfied++;
	else
		rule_fail(rule, event, "Secure Boot is not on");
}

/* What a database's entry forbids: an image's digest, a certificate's, or its TBS part's. */
static bool is_entry(const struct signature *entry, const uint8_t *digest)
{
	uint8_t of_certificate[POLICY_SHA256_SIZE];

	if (entry->kind == SIGNATURE_X509) {
		hasher_sha256(entry->data, entry->size, of_certificate);
		return !memcmp(of_certificate, digest, POLICY_SHA256_SIZE);
	}
	return ((entry->kind == SIGNATURE_SHA256 && entry->size == POLICY_SHA256_SIZE) ||
		(entry->kind == SIGNATURE_CERT_HASH && entry->size == DBX_TBS_SIZE)) &&
	       !memcmp(entry->data, digest, POLICY_SHA256_SIZE);
}

/* The first of @digests that the database lacks, or NULL. */
static const uint8_t *find_missing(const struct efi_variable *dbx,
				   const struct policy_list *digests)
{
	size_t i;

	for (i = 0; i < digests->count; i++) {
		const uint8_t *digest = digests->data + i * digests->size;
		struct signature_list list;
		struct signature entry;
		bool is_found = false;

		signature_list_init(&list, dbx->value, dbx->value_size);
		while (!is_found && signature_list_next(&list, &entry) > 0)
			is_found = is_entry(&entry, digest);
		if (!is_found)
			return digest;
	}
	return NULL;
}

void rule_dbx(struct rule *rule, const struct policy_events *policy,
	      const struct rule_event *event)
{
	struct efi_variable variable;
	const uint8_t *missing;

	if (!find_before(rule, event, &variable) || !efi_variable_is_database(&variable, "dbx"))
		return;
	missing = find_missing(&variable, &policy->dbx);
	if (missing)
		rule_fail(rule, event, "dbx does not forbid %02x%02x%02x%02x%02x%02x%02x%02x...",
			  missing[0], missing[1], missing[2], missing[3], missing[4], missing[5],
			  missing[6], missing[7]);
	else
		rule->satisfied++;
}

static bool is_database(const struct efi_variable *variable)
{
	struct signature_list list;
	struct signature entry;
	int r;

	signature_list_init(&list, variable->value, variable->value_size);
	while ((r = signature_list_next(&list, &entry)) > 0)
		;
	return r == 0;
}

/* Variables whose measurement does not tell that somebody allowed an image. */
static bool is_setting(const struct rule *rule, const struct efi_variable *variable)
{
	static const char *const databases[] = { "PK", "KEK", "db", "dbx", "dbt", "dbr" };
	static const char *const settings[] = {
		"SecureBoot", "SetupMode", "AuditMode", "DeployedMode", "OsRecoveryOrder",
		"SbatLevel", "MokListTrusted", "MokSBState", "MokSBStateRT", "HSIStatus",
	};
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (!strcmp(variable->name, settings[i]))
			return true;
	for (i = 0; !rule->is_separated && i < sizeof(databases) / sizeof(databases[0]); i++)
		if (!strcmp(variable->name, databases[i]))
			return is_database(variable);
	return false;
}

/* The certificate stands behind the GUID of its owner; some shims leave that out. */
static bool is_signer(const struct efi_variable *variable, const struct policy_list *signers)
{
	uint8_t whole[POLICY_SHA256_SIZE], rest[POLICY_SHA256_SIZE];

	hasher_sha256(variable->value, variable->value_size, whole);
	if (policy_list_has(signers, whole))
		return true;
	if (variable->value_size <= GUID_SIZE)
		return false;
	hasher_sha256(variable->value + GUID_SIZE, variable->value_size - GUID_SIZE, rest);
	return policy_list_has(signers, rest);
}

/* All events count: what is not known to be something else may be an image's signer. */
void rule_signers(struct rule *rule, const struct policy_events *policy,
		  const struct rule_event *event)
{
	struct efi_variable variable;

	if (rule_is_error(event))
		rule_fail(rule, event, "firmware met an error");
	switch (find_content(event, &variable)) {
	case CONTENT_UNKNOWN:
		rule_fail(rule, event, "what it tells is unproven (%s), so it may hide a signer",
			  event->proof.why);
		return;
	case CONTENT_SEPARATOR:
		rule->is_separated = true;
		return;
	case CONTENT_TEXT:
		return;
	case CONTENT_VARIABLE:
		break;
	}
	if (is_setting(rule, &variable))
		return;
	if (is_signer(&variable, &policy->signers))
		rule->satisfied++;
	else
		rule_fail(rule, event, "the policy does not trust this signer");
}
