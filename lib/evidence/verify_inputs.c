/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading what a verification is made of.
 */
#include "lib/evidence/verify_inputs.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/policy_file.h"
#include "lib/policy/binding_signature.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_crl.h"
#include "lib/sys/file.h"

#define CERT_FILE_MAX	(256u * 1024)
#define KEY_FILE_MAX	(64u * 1024)

/* One byte more than is taken: a longer file shall be seen to be longer. */
static int read_bytes(const char *path, size_t max, struct buffer *ret, struct fault *fault)
{
	*ret = BUFFER_INIT(max + 1);
	return file_read(path, ret, fault);
}

/* @reason, as what is wrong with the file at @path. */
static int wrong(const char *path, int error, const struct fault *reason, struct fault *fault)
{
	return reason->offset == FAULT_NOWHERE ?
		fault_set(fault, error, "%s: %s", path, reason->text) :
		fault_set_at(fault, error, reason->offset, "%s: %s", path, reason->text);
}

static int read_certs(const char *path, struct snp_certs *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(0);
	struct fault reason = FAULT_NONE;
	int r;

	r = read_bytes(path, CERT_FILE_MAX, &bytes, fault);
	if (r < 0)
		return r;
	r = snp_certs_add(ret, bytes.data, bytes.size, &reason);
	return r < 0 ? wrong(path, r, &reason, fault) : 0;
}

static int read_policy(const char *path, struct policy **ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(0);
	struct fault reason = FAULT_NONE;
	int r;

	if (!path)
		return policy_default(ret, fault);
	r = read_bytes(path, POLICY_SIZE_MAX, &bytes, fault);
	if (r < 0)
		return r;
	r = policy_parse(bytes.data, bytes.size, ret, &reason);
	return r < 0 ? wrong(path, r, &reason, fault) : 0;
}

static int check_signature(const char *path, const char *key_path,
			   const struct binding_record *record, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer key = BUFFER_INIT(0);
	struct fault reason = FAULT_NONE;
	int r;

	r = read_bytes(key_path, KEY_FILE_MAX, &key, fault);
	if (r < 0)
		return r;
	r = binding_signature_check(record, key.data, key.size, &reason);
	return r < 0 ? wrong(r == -EKEYREJECTED ? path : key_path, r, &reason, fault) : 0;
}

static int read_binding(const struct verify_paths *paths, struct verify_inputs *inputs,
			struct fault *fault)
{
	struct fault reason = FAULT_NONE;
	int r;

	if (!paths->binding)
		return 0;
	r = read_bytes(paths->binding, BINDING_RECORD_SIZE_MAX, &inputs->binding_text, fault);
	if (r < 0)
		return r;
	r = binding_record_decode(inputs->binding_text.data, inputs->binding_text.size,
				  &inputs->binding, &reason);
	if (r < 0)
		return wrong(paths->binding, r, &reason, fault);
	if (paths->binding_key)
		r = check_signature(paths->binding, paths->binding_key, &inputs->binding, fault);
	if (!r)
		inputs->params.binding = &inputs->binding;
	return r;
}

/* A root is trusted by name of its file: one certificate, so that it is clear which. */
static int read_ark(const char *path, struct verify_inputs *inputs, struct fault *fault)
{
	int r;

	if (!path)
		return 0;
	r = read_certs(path, &inputs->arks, fault);
	if (!r && inputs->arks.count > 1)
		r = fault_set(fault, -E2BIG, "%s: %zu certificates, where one is to be trusted",
			      path, inputs->arks.count);
	if (!r)
		inputs->params.ark = inputs->arks.items[0];
	return r;
}

/* The cache is asked for the leaf of the report; what does not fit is not needed. */
static int add_store(const char *path, struct verify_inputs *inputs, struct fault *fault)
{
	struct snp_report report;
	bool has_report = inputs->evidence &&
			  !snp_report_parse(inputs->evidence->report.data,
					    inputs->evidence->report.size, &report, NULL);
	size_t i;
	int r;

	if (!path)
		return 0;
	r = cert_store_load(&inputs->store, path, has_report ? &report : NULL, fault);
	if (r < 0)
		return r;
	r = snp_certs_move(&inputs->certs, &inputs->store.certs, false, fault);
	for (i = 0; !r && i < inputs->store.crl_count &&
	     inputs->params.crl_count < EVIDENCE_VERIFY_CRLS_MAX; i++)
		inputs->crls[inputs->params.crl_count++] = (struct evidence_verify_crl){
			inputs->store.crls[i].data, inputs->store.crls[i].size, false,
		};
	return r;
}

static int read_crl(const char *path, struct verify_inputs *inputs, struct fault *fault)
{
	int r;

	if (!path)
		return 0;
	r = read_bytes(path, SNP_CRL_SIZE_MAX, &inputs->crl, fault);
	if (!r)
		inputs->crls[inputs->params.crl_count++] = (struct evidence_verify_crl){
			inputs->crl.data, inputs->crl.size, true,
		};
	return r;
}

int verify_inputs_read(const struct verify_paths *paths, struct verify_inputs *ret,
		       struct fault *fault)
{
	size_t i;
	int r;

	*ret = (struct verify_inputs){ .certs.count = 0 };
	r = read_bytes(paths->bundle, EVIDENCE_SIZE_MAX, &ret->bundle, fault);
	if (!r)
		r = read_policy(paths->policy, &ret->policy, fault);
	for (i = 0; !r && i < paths->cert_count && paths->certs[i]; i++)
		r = read_certs(paths->certs[i], &ret->certs, fault);
	if (!r)
		r = read_ark(paths->ark, ret, fault);
	if (!r)
		r = read_crl(paths->crl, ret, fault);
	if (!r)
		r = read_binding(paths, ret, fault);
	if (r < 0)
		return r;
	/* Why it cannot be decoded is the verification's to tell. */
	(void)evidence_decode(ret->bundle.data, ret->bundle.size, &ret->evidence, NULL);
	r = add_store(paths->store, ret, fault);
	ret->params.bundle = ret->bundle.data;
	ret->params.bundle_size = ret->bundle.size;
	ret->params.evidence = ret->evidence;
	ret->params.policy = ret->policy;
	ret->params.certs = &ret->certs;
	ret->params.crls = ret->crls;
	return r;
}

void verify_inputs_deinit(struct verify_inputs *inputs)
{
	cert_store_deinit(&inputs->store);
	snp_certs_deinit(&inputs->certs);
	snp_certs_deinit(&inputs->arks);
	policy_free(inputs->policy);
	evidence_free(inputs->evidence);
	buffer_deinit(&inputs->bundle);
	buffer_deinit(&inputs->crl);
	buffer_deinit(&inputs->binding_text);
}
