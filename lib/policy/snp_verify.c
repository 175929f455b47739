/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The steps, in the order in which they are told, and the conjunction of their
 * answers.  A step leans on nothing but the steps above it; one that cannot be asked
 * stays "not reached", which refuses like a no.
 */
#include "lib/policy/snp_verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/policy/amd_roots.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_certs.h"
#include "lib/policy/snp_signature.h"
#include "lib/policy/snp_signer.h"
#include "lib/policy/snp_trust.h"

struct verifier {
	const struct snp_verify_params *params;
	struct snp_verification *out;
};

static __attribute__((__format__(__printf__, 3, 4))) enum snp_verify_state
answer(struct snp_verify_result *result, enum snp_verify_state state, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(result->reason, sizeof(result->reason), format, args); /* cut if long */
	va_end(args);
	return state;
}

static enum snp_verify_state refuse(struct snp_verify_result *result, const struct fault *fault)
{
	return answer(result, SNP_STATE_FAILED, "%s", fault->text);
}

static bool is_vlek(const struct verifier *verifier)
{
	return verifier->out->report.signer == SNP_SIGNER_VLEK;
}

static const char *issuer_kind(const struct verifier *verifier)
{
	return is_vlek(verifier) ? "ASVK" : "ASK";
}

static enum snp_verify_state check_report(struct verifier *verifier,
					  struct snp_verify_result *result)
{
	struct snp_verification *out = verifier->out;
	struct fault fault = FAULT_NONE;

	if (snp_report_parse(verifier->params->report, verifier->params->report_size, &out->report,
			     &fault) < 0)
		return refuse(result, &fault);
	out->has_report = true;
	return answer(result, SNP_STATE_PASSED, "%u bytes, version %u", SNP_REPORT_SIZE,
		      out->report.version);
}

static enum snp_verify_state check_algorithm(struct verifier *verifier,
					     struct snp_verify_result *result)
{
	if (!verifier->out->has_report)
		return SNP_STATE_NOT_REACHED;
	if (verifier->out->report.signature_algorithm != SNP_REPORT_ECDSA_P384)
		return answer(result, SNP_STATE_FAILED, "algorithm %u is not known",
			      verifier->out->report.signature_algorithm);
	return answer(result, SNP_STATE_PASSED, "ECDSA P-384 with SHA-384");
}

static enum snp_verify_state check_signing_key(struct verifier *verifier,
					       struct snp_verify_result *result)
{
	if (!verifier->out->has_report)
		return SNP_STATE_NOT_REACHED;
	switch (verifier->out->report.signer) {
	case SNP_SIGNER_VCEK:
		return answer(result, SNP_STATE_PASSED, "VCEK, the key of one chip");
	case SNP_SIGNER_VLEK:
		return answer(result, SNP_STATE_PASSED, "VLEK, the key of a cloud provider");
	case SNP_SIGNER_NONE:
		break;
	}
	return answer(result, SNP_STATE_FAILED, "the host has forbidden to sign the report");
}

static enum snp_verify_state check_signature_form(struct verifier *verifier,
						  struct snp_verify_result *result)
{
	struct fault fault = FAULT_NONE;

	if (!verifier->out->has_report)
		return SNP_STATE_NOT_REACHED;
	if (snp_signature_check_form(verifier->out->report.signature, &fault) < 0)
		return refuse(result, &fault);
	return answer(result, SNP_STATE_PASSED, "R and S in range, padding zero");
}

static enum snp_verify_state check_signature(struct verifier *verifier,
					     struct snp_verify_result *result)
{
	struct snp_chain *chain = &verifier->out->chain;

	if (!verifier->out->has_report)
		return SNP_STATE_NOT_REACHED;
	if (snp_signer_find(verifier->params, &verifier->out->report, chain))
		return answer(result, SNP_STATE_PASSED, "made by the key of '%s'",
			      chain->leaf->name);
	if (!chain->leaf)
		return answer(result, SNP_STATE_FAILED,
			      "there is no certificate of a VCEK or VLEK among those given");
	*chain = snp_chain_build(chain->leaf, verifier->params->certs, verifier->params->ark,
				 verifier->params->trust);
	return answer(result, SNP_STATE_FAILED,
		      "no key among those given made it: the report was changed, or is of another "
		      "chip or patch level than the certificate");
}

static enum snp_verify_state check_leaf_key(struct verifier *verifier,
					    struct snp_verify_result *result)
{
	struct fault fault = FAULT_NONE;

	if (!verifier->out->chain.leaf)
		return SNP_STATE_NOT_REACHED;
	if (snp_cert_check_leaf_key(verifier->out->chain.leaf, &fault) < 0)
		return refuse(result, &fault);
	return answer(result, SNP_STATE_PASSED, "on the curve P-384");
}

static enum snp_verify_state check_leaf_extensions(struct verifier *verifier,
						   struct snp_verify_result *result)
{
	struct snp_verification *out = verifier->out;
	struct fault fault = FAULT_NONE;

	if (!out->chain.leaf)
		return SNP_STATE_NOT_REACHED;
	if (snp_cert_check_no_ca(out->chain.leaf, &fault) < 0 ||
	    snp_cert_extensions(out->chain.leaf, &out->extensions, &fault) < 0)
		return refuse(result, &fault);
	out->has_extensions = true;
	return answer(result, SNP_STATE_PASSED, "AMD's are there, each once, for %s",
		      out->extensions.product_name);
}

static enum snp_verify_state check_leaf_kind(struct verifier *verifier,
					     struct snp_verify_result *result)
{
	const struct snp_verification *out = verifier->out;
	const char *kind = out->extensions.hwid_size ? "VCEK" : "VLEK";

	if (!out->has_report || !out->has_extensions)
		return SNP_STATE_NOT_REACHED;
	if (is_vlek(verifier) != !out->extensions.hwid_size)
		return answer(result, SNP_STATE_FAILED, "the certificate is of a %s, but the "
			      "report says that a %s signed it", kind,
			      snp_report_signer_name(out->report.signer));
	return answer(result, SNP_STATE_PASSED, "the certificate is of a %s", kind);
}

static enum snp_verify_state check_issuer(struct verifier *verifier,
					  struct snp_verify_result *result)
{
	const struct snp_chain *chain = &verifier->out->chain;
	struct fault fault = FAULT_NONE;

	if (!chain->leaf || !verifier->out->has_report)
		return SNP_STATE_NOT_REACHED;
	if (!chain->issuer)
		return answer(result, SNP_STATE_FAILED, "chain unproven: no %s among the "
			      "certificates given has signed '%s'", issuer_kind(verifier),
			      chain->leaf->name);
	if (snp_cert_check_algorithm(chain->leaf, &fault) < 0)
		return refuse(result, &fault);
	return answer(result, SNP_STATE_PASSED, "'%s' has signed '%s'", chain->issuer->name,
		      chain->leaf->name);
}

static enum snp_verify_state check_root_signature(struct verifier *verifier,
						  struct snp_verify_result *result)
{
	const struct snp_chain *chain = &verifier->out->chain;
	struct fault fault = FAULT_NONE;

	if (!chain->issuer)
		return SNP_STATE_NOT_REACHED;
	if (!chain->root)
		return answer(result, SNP_STATE_FAILED, "chain unproven: no ARK among the "
			      "certificates given has signed '%s'", chain->issuer->name);
	if (!snp_trust_is_signed_by(verifier->params->trust, chain->root, chain->root))
		return answer(result, SNP_STATE_FAILED, "'%s' is not signed by itself",
			      chain->root->name);
	if (snp_cert_check_algorithm(chain->issuer, &fault) < 0 ||
	    snp_cert_check_algorithm(chain->root, &fault) < 0)
		return refuse(result, &fault);
	return answer(result, SNP_STATE_PASSED, "'%s' has signed '%s' and itself",
		      chain->root->name, chain->issuer->name);
}

/* The one step that turns arithmetic into trust. */
static enum snp_verify_state check_root(struct verifier *verifier,
					struct snp_verify_result *result)
{
	const struct snp_cert *root = verifier->out->chain.root, *ark = verifier->params->ark;
	char digest[HEX_TEXT_SIZE(SNP_CERT_DIGEST_SIZE)];
	bool is_amd;

	if (!root)
		return SNP_STATE_NOT_REACHED;
	is_amd = amd_roots_find(root->digest) != SNP_PRODUCT_UNKNOWN;
	(void)hex_encode(root->digest, sizeof(root->digest), digest);
	if (!snp_chain_is_trusted_root(root, ark))
		return answer(result, SNP_STATE_FAILED, "chain unproven: '%s' is %s (SHA-256 %s)",
			      root->name, ark ? "not the root that was named" :
						"not one of AMD's pinned roots", digest);
	if (ark)
		return answer(result, SNP_STATE_PASSED, "'%s' is the root that was named, %s "
			      "(SHA-256 %s)", root->name, is_amd ? "and AMD's" : "NOT AMD's",
			      digest);
	return answer(result, SNP_STATE_PASSED, "'%s' is AMD's pinned root (SHA-256 %s)",
		      root->name, digest);
}

static enum snp_verify_state check_constraints(struct verifier *verifier,
					       struct snp_verify_result *result)
{
	const struct snp_chain *chain = &verifier->out->chain;
	struct fault fault = FAULT_NONE;

	if (!chain->root)
		return SNP_STATE_NOT_REACHED;
	if (snp_cert_check_ca(chain->issuer, 0, &fault) < 0 ||
	    snp_cert_check_ca(chain->root, 1, &fault) < 0)
		return refuse(result, &fault);
	return answer(result, SNP_STATE_PASSED, "'%s' and '%s' are CAs", chain->root->name,
		      chain->issuer->name);
}

static enum snp_verify_state check_validity(struct verifier *verifier,
					    struct snp_verify_result *result)
{
	const struct snp_chain *chain = &verifier->out->chain;
	const struct snp_cert *const certs[] = { chain->leaf, chain->issuer, chain->root };
	struct fault fault = FAULT_NONE;
	size_t i;

	for (i = 0; i < sizeof(certs) / sizeof(certs[0]); i++)
		if (certs[i] &&
		    snp_cert_check_time(certs[i], verifier->params->now, &fault) < 0)
			return refuse(result, &fault);
	if (!chain->root)
		return SNP_STATE_NOT_REACHED;
	return answer(result, SNP_STATE_PASSED, "all certificates are valid now");
}

static enum snp_verify_state check_names(struct verifier *verifier,
					 struct snp_verify_result *result)
{
	const struct snp_verification *out = verifier->out;
	const char *product = snp_product_name(out->extensions.product);
	const char *leaf = is_vlek(verifier) ? "SEV-VLEK" : "SEV-VCEK";
	char issuer[SNP_CERT_NAME_MAX], root[SNP_CERT_NAME_MAX];

	if (!out->has_report || !out->has_extensions || !out->chain.root)
		return SNP_STATE_NOT_REACHED;
	(void)snprintf(issuer, sizeof(issuer), is_vlek(verifier) ? "SEV-VLEK-%s" : "SEV-%s",
		       product);
	(void)snprintf(root, sizeof(root), "ARK-%s", product);
	if (strcmp(out->chain.leaf->name, leaf) || strcmp(out->chain.issuer->name, issuer) ||
	    strcmp(out->chain.root->name, root))
		return answer(result, SNP_STATE_FAILED, "'%s', '%s', '%s' stand where '%s', '%s', "
			      "'%s' belong", out->chain.root->name, out->chain.issuer->name,
			      out->chain.leaf->name, root, issuer, leaf);
	return answer(result, SNP_STATE_PASSED, "'%s', '%s', '%s'", root, issuer, leaf);
}

static enum snp_verify_state check_product(struct verifier *verifier,
					   struct snp_verify_result *result)
{
	const struct snp_verification *out = verifier->out;
	const struct snp_report *report = &out->report;
	const char *product = snp_product_name(out->extensions.product);

	if (!out->has_report || !out->has_extensions)
		return SNP_STATE_NOT_REACHED;
	if (report->version < SNP_REPORT_VERSION_CPUID)
		return answer(result, SNP_STATE_STATED, "%s by the certificate; reports of "
			      "version %u do not name the processor", product, report->version);
	if (snp_report_product(report) != out->extensions.product)
		return answer(result, SNP_STATE_FAILED, "the certificate is for %s, but the "
			      "processor is of family 0x%02x, model 0x%02x (%s)", product,
			      report->cpuid_family, report->cpuid_model,
			      snp_product_name(snp_report_product(report)));
	return answer(result, SNP_STATE_PASSED, "%s, family 0x%02x, model 0x%02x", product,
		      report->cpuid_family, report->cpuid_model);
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
	while (size && !bytes[size - 1])
		size--;
	return !size;
}

static enum snp_verify_state check_chip(struct verifier *verifier,
					struct snp_verify_result *result)
{
	const struct snp_verification *out = verifier->out;
	const uint8_t *chip = out->report.chip_id;
	const size_t size = out->extensions.hwid_size;

	if (!out->has_report || !out->has_extensions)
		return SNP_STATE_NOT_REACHED;
	if (!size)
		return answer(result, SNP_STATE_STATED, "a VLEK is of no chip, but of the cloud "
			      "provider '%s'", out->extensions.csp_id);
	if (is_zero(chip, SNP_REPORT_CHIP_ID_SIZE))
		return answer(result, SNP_STATE_STATED, "the host masks the chip's id; the key is "
			      "the chip's all the same");
	if (memcmp(chip, out->extensions.hwid, size) ||
	    !is_zero(chip + size, SNP_REPORT_CHIP_ID_SIZE - size))
		return answer(result, SNP_STATE_FAILED, "the certificate is for another chip than "
			      "the report is from");
	return answer(result, SNP_STATE_PASSED, "the certificate is for the chip of the report");
}

static enum snp_verify_state check_tcb(struct verifier *verifier,
				       struct snp_verify_result *result)
{
	const struct snp_verification *out = verifier->out;
	enum snp_product product = out->extensions.product;
	char of_report[TCB_TEXT_MAX], of_cert[TCB_TEXT_MAX];
	struct tcb tcb;

	if (!out->has_report || !out->has_extensions)
		return SNP_STATE_NOT_REACHED;
	if (tcb_decode(product, out->report.reported_tcb, &tcb) < 0)
		return answer(result, SNP_STATE_FAILED, "the reported TCB 0x%016llx has reserved "
			      "bytes set for %s", (unsigned long long)out->report.reported_tcb,
			      snp_product_name(product));
	if (!tcb_equal(&tcb, &out->extensions.tcb))
		return answer(result, SNP_STATE_FAILED, "reported: %s; certificate: %s",
			      tcb_format(product, &tcb, of_report),
			      tcb_format(product, &out->extensions.tcb, of_cert));
	return answer(result, SNP_STATE_PASSED, "%s", tcb_format(product, &tcb, of_report));
}

static enum snp_verify_state state_vmpl(struct verifier *verifier,
					struct snp_verify_result *result)
{
	if (!verifier->out->has_report)
		return SNP_STATE_NOT_REACHED;
	return answer(result, SNP_STATE_STATED, "asked for at VMPL %u", verifier->out->report.vmpl);
}

static enum snp_verify_state state_policy(struct verifier *verifier,
					  struct snp_verify_result *result)
{
	const uint64_t policy = verifier->out->report.policy;

	if (!verifier->out->has_report)
		return SNP_STATE_NOT_REACHED;
	return answer(result, SNP_STATE_STATED, "0x%016llx: debugging by the host is %s, "
		      "migration is %s", (unsigned long long)policy,
		      policy & SNP_POLICY_DEBUG ? "ALLOWED: the guest has no secrets from it" :
						  "forbidden",
		      policy & SNP_POLICY_MIGRATE_MA ? "allowed" : "forbidden");
}

static const struct {
	const char *name;
	enum snp_verify_state (*check)(struct verifier *verifier, struct snp_verify_result *result);
	bool may_be_stated;	/* there are reports that do not have what it asks for */
} steps[_SNP_STEP_MAX] = {
	[SNP_STEP_REPORT] = { "report", check_report },
	[SNP_STEP_ALGORITHM] = { "signature-algorithm", check_algorithm },
	[SNP_STEP_SIGNING_KEY] = { "signing-key", check_signing_key },
	[SNP_STEP_SIGNATURE_FORM] = { "signature-form", check_signature_form },
	[SNP_STEP_SIGNATURE] = { "signature", check_signature },
	[SNP_STEP_LEAF_KEY] = { "leaf-key", check_leaf_key },
	[SNP_STEP_LEAF_EXTENSIONS] = { "leaf-extensions", check_leaf_extensions },
	[SNP_STEP_LEAF_KIND] = { "leaf-kind", check_leaf_kind },
	[SNP_STEP_ISSUER] = { "issuer", check_issuer },
	[SNP_STEP_ROOT_SIGNATURE] = { "root-signature", check_root_signature },
	[SNP_STEP_ROOT] = { "root", check_root },
	[SNP_STEP_CONSTRAINTS] = { "constraints", check_constraints },
	[SNP_STEP_VALIDITY] = { "validity", check_validity },
	[SNP_STEP_NAMES] = { "names", check_names },
	[SNP_STEP_PRODUCT] = { "product", check_product, true },
	[SNP_STEP_CHIP] = { "chip", check_chip, true },
	[SNP_STEP_TCB] = { "tcb", check_tcb },
	[SNP_STEP_VMPL] = { "vmpl", state_vmpl, true },
	[SNP_STEP_POLICY] = { "policy", state_policy, true },
};

enum verdict snp_verify(const struct snp_verify_params *params, struct snp_verification *ret)
{
	struct verifier verifier = { .params = params, .out = ret };
	size_t i;

	*ret = (struct snp_verification){ .verdict = VERDICT_REJECTED };
	for (i = 0; i < _SNP_STEP_MAX; i++)
		ret->steps[i].state = steps[i].check(&verifier, &ret->steps[i]);
	for (i = 0; i < _SNP_STEP_MAX; i++)
		if (ret->steps[i].state != SNP_STATE_PASSED &&
		    !(ret->steps[i].state == SNP_STATE_STATED && steps[i].may_be_stated))
			return VERDICT_REJECTED;
	return ret->verdict = VERDICT_ACCEPTED;
}

bool snp_verify_is_unproven(const struct snp_verification *verification)
{
	size_t i;

	for (i = 0; i < _SNP_STEP_MAX; i++)
		if (verification->steps[i].state == SNP_STATE_FAILED && i != SNP_STEP_ISSUER &&
		    i != SNP_STEP_ROOT_SIGNATURE && i != SNP_STEP_ROOT)
			return false;
	return verification->steps[SNP_STEP_SIGNATURE].state == SNP_STATE_PASSED &&
	       verification->steps[SNP_STEP_ROOT].state != SNP_STATE_PASSED;
}

const char *snp_verify_step_name(enum snp_verify_step step)
{
	return steps[step].name;
}

const char *snp_verify_state_name(enum snp_verify_state state)
{
	static const char *const names[] = {
		[SNP_STATE_NOT_REACHED] = "not reached",
		[SNP_STATE_FAILED] = "failed",
		[SNP_STATE_STATED] = "stated",
		[SNP_STATE_PASSED] = "passed",
	};

	return names[state];
}
