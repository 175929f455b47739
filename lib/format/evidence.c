/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bundle's text.  Its members, sorted:
 *
 *	ak, certs, challenge, ephemeral_key (may be absent), facts, format, logs,
 *	manifest, pcrs, quote, report, seal, version
 *
 * Both directions walk them in this order with the same limits.
 */
#include "lib/format/evidence.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/canonical_json.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/json_writer.h"
#include "lib/format/signed_text.h"

#define FORMAT		"svsm-guest/evidence"
#define VERSION		1
#define TAIL		"\"version\":1}\n"	/* what stands behind the seal */
#define BANK_ORDERS	8

/* Banks and PCRs as their names sort by bytes. */
static const uint16_t bank_order[BANK_ORDERS] = {
	HASH_SHA1,     HASH_SHA256,   HASH_SHA384, HASH_SHA3_256,
	HASH_SHA3_384, HASH_SHA3_512, HASH_SHA512, HASH_SM3_256,
};

static const struct {
	unsigned int pcr;
	const char *name;
} pcr_order[EVENTLOG_PCRS] = {
	{ 0, "0" },   { 1, "1" },   { 10, "10" }, { 11, "11" }, { 12, "12" }, { 13, "13" },
	{ 14, "14" }, { 15, "15" }, { 16, "16" }, { 17, "17" }, { 18, "18" }, { 19, "19" },
	{ 2, "2" },   { 20, "20" }, { 21, "21" }, { 22, "22" }, { 23, "23" }, { 3, "3" },
	{ 4, "4" },   { 5, "5" },   { 6, "6" },	  { 7, "7" },	{ 8, "8" },   { 9, "9" },
};

static const struct {
	const char *name;
	size_t size_max;
} logs[_EVIDENCE_LOG_MAX] = {
	[EVIDENCE_LOG_FIRMWARE] = { "firmware", 4u << 20 },
	[EVIDENCE_LOG_IMA] = { "ima", 24u << 20 },
	[EVIDENCE_LOG_SYSTEMD] = { "systemd", 4u << 20 },
};

size_t evidence_log_size_max(enum evidence_log log)
{
	return logs[log].size_max;
}

const char *evidence_log_name(enum evidence_log log)
{
	return logs[log].name;
}

/* ---- writing --------------------------------------------------------------- */

struct encoder {
	struct json_writer json;
	struct fault *fault;
};

static int refuse(struct encoder *encoder, int error, const char *key, const char *reason)
{
	if (!encoder->json.error)
		encoder->json.error = fault_set(encoder->fault, error, "evidence: '%s': %s", key,
						reason);
	return encoder->json.error;
}

static void put_bytes(struct encoder *encoder, const char *key, const char *name,
		      const struct evidence_bytes *bytes, size_t min, size_t max)
{
	if (!bytes->data || bytes->size < min)
		(void)refuse(encoder, -EINVAL, name, "it is missing or too small"); /* it sticks */
	else if (bytes->size > max)
		(void)refuse(encoder, -E2BIG, name, "it is too large"); /* likewise */
	else
		json_writer_base64(&encoder->json, key, bytes->data, bytes->size);
}

static void put_member(struct encoder *encoder, const char *key,
		       const struct evidence_bytes *bytes, size_t min, size_t max)
{
	put_bytes(encoder, key, key, bytes, min, max);
}

static void put_certs(struct encoder *encoder, const struct evidence *evidence)
{
	size_t i;

	if (evidence->cert_count > EVIDENCE_CERTS_MAX) {
		(void)refuse(encoder, -E2BIG, "certs", "there are too many"); /* it sticks */
		return;
	}
	json_writer_array(&encoder->json, "certs");
	for (i = 0; i < evidence->cert_count; i++)
		put_bytes(encoder, NULL, "certs", &evidence->certs[i], 1, EVIDENCE_CERT_MAX);
	json_writer_close_array(&encoder->json);
}

/* The fact whose key comes next behind @after (NULL: the first); NULL: no more. */
static const struct evidence_fact *next_fact(const struct evidence *evidence, const char *after)
{
	const struct evidence_fact *next = NULL;
	size_t i;

	for (i = 0; i < evidence->fact_count; i++) {
		const struct evidence_fact *fact = &evidence->facts[i];

		if ((!after || strcmp(fact->key, after) > 0) &&
		    (!next || strcmp(fact->key, next->key) < 0))
			next = fact;
	}
	return next;
}

static void put_facts(struct encoder *encoder, const struct evidence *evidence)
{
	const struct evidence_fact *fact = NULL;
	size_t count = 0;

	if (evidence->fact_count > EVIDENCE_FACTS_MAX) {
		(void)refuse(encoder, -E2BIG, "facts", "there are too many"); /* it sticks */
		return;
	}
	json_writer_object(&encoder->json, "facts");
	while ((fact = next_fact(evidence, fact ? fact->key : NULL))) {
		if (strlen(fact->key) > EVIDENCE_FACT_KEY_MAX ||
		    strlen(fact->value) > EVIDENCE_FACT_VALUE_MAX)
			(void)refuse(encoder, -E2BIG, "facts", "one is too long"); /* it sticks */
		json_writer_text(&encoder->json, fact->key, fact->value);
		count++;
	}
	if (count != evidence->fact_count)
		(void)refuse(encoder, -EINVAL, "facts", "a key stands twice"); /* it sticks */
	json_writer_close_object(&encoder->json);
}

static void put_logs(struct encoder *encoder, const struct evidence *evidence)
{
	size_t i;

	json_writer_object(&encoder->json, "logs");
	for (i = 0; i < _EVIDENCE_LOG_MAX; i++)
		if (evidence->logs[i].data)
			put_member(encoder, logs[i].name, &evidence->logs[i], 1, logs[i].size_max);
	json_writer_close_object(&encoder->json);
}

static const struct pcr_values_bank *find_bank(const struct pcr_values *pcrs, uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < pcrs->count; i++)
		if (pcrs->banks[i].algorithm == algorithm)
			return &pcrs->banks[i];
	return NULL;
}

static void put_pcrs(struct encoder *encoder, const struct pcr_values *pcrs)
{
	size_t i, k, count = 0;

	json_writer_object(&encoder->json, "pcrs");
	for (i = 0; i < BANK_ORDERS; i++) {
		const struct pcr_values_bank *bank = find_bank(pcrs, bank_order[i]);

		if (!bank)
			continue;
		count++;
		if (!bank->present || bank->present >> EVENTLOG_PCRS ||
		    bank->digest_size != hash_algorithm_size(bank->algorithm))
			(void)refuse(encoder, -EINVAL, "pcrs",
				     "a bank makes no sense"); /* it sticks */
		json_writer_object(&encoder->json, hash_algorithm_name(bank->algorithm));
		for (k = 0; k < EVENTLOG_PCRS; k++)
			if (bank->present >> pcr_order[k].pcr & 1)
				json_writer_hex(&encoder->json, pcr_order[k].name,
						bank->pcrs[pcr_order[k].pcr], bank->digest_size);
		json_writer_close_object(&encoder->json);
	}
	if (!count || count != pcrs->count)
		(void)refuse(encoder, -EINVAL, "pcrs",
			     "no bank, one twice, or one unknown"); /* it sticks */
	if (count > EVIDENCE_BANKS_MAX)
		(void)refuse(encoder, -E2BIG, "pcrs", "there are too many banks"); /* it sticks */
	json_writer_close_object(&encoder->json);
}

int evidence_encode(const struct evidence *evidence, struct buffer *ret, struct fault *fault)
{
	struct encoder encoder = { .fault = fault };
	struct json_writer *json = &encoder.json;
	size_t size = ret->size;
	int r;

	json_writer_init(json, ret);
	json_writer_object(json, NULL);
	put_member(&encoder, "ak", &evidence->ak, 1, EVIDENCE_KEY_MAX);
	put_certs(&encoder, evidence);
	put_member(&encoder, "challenge", &evidence->challenge, EVIDENCE_CHALLENGE_MIN,
		   EVIDENCE_CHALLENGE_MAX);
	if (evidence->ephemeral_key.data)
		put_member(&encoder, "ephemeral_key", &evidence->ephemeral_key, 1,
			   EVIDENCE_KEY_MAX);
	put_facts(&encoder, evidence);
	json_writer_text(json, "format", FORMAT);
	put_logs(&encoder, evidence);
	put_member(&encoder, "manifest", &evidence->manifest, 1, EVIDENCE_MANIFEST_MAX);
	put_pcrs(&encoder, &evidence->pcrs);
	json_writer_object(json, "quote");
	put_member(&encoder, "attest", &evidence->attest, 1, EVIDENCE_ATTEST_MAX);
	put_member(&encoder, "signature", &evidence->signature, 1, EVIDENCE_SIGNATURE_MAX);
	json_writer_close_object(json);
	put_member(&encoder, "report", &evidence->report, SNP_REPORT_SIZE, SNP_REPORT_SIZE);
	json_writer_number(json, "version", VERSION);
	json_writer_close_object(json);
	r = json_writer_end(json);
	if (r < 0) {
		ret->size = size;
		if (fault && !*fault->text)
			return fault_set(fault, r, r == -EINVAL ?
					 "evidence: a fact is no printable UTF-8" :
					 "evidence: too large, or no memory");
	}
	return r;
}

int evidence_seal(struct buffer *text, const void *seal, size_t size)
{
	const size_t tail = strlen(TAIL), whole = text->size;
	struct json_writer json;
	int r;

	if (!size || size > EVIDENCE_SIGNATURE_MAX || whole < tail ||
	    memcmp(text->data + whole - tail, TAIL, tail))
		return -EINVAL;
	text->size -= tail;
	json_writer_init(&json, text);
	json_writer_base64(&json, "seal", seal, size);
	json_writer_number(&json, "version", VERSION);
	json_writer_close_object(&json);
	r = json_writer_end(&json);
	if (r < 0) {
		text->size = whole - tail;
		(void)buffer_append(text, TAIL, tail); /* it was there: it fits */
	}
	return r;
}

/* ---- reading --------------------------------------------------------------- */

/*
 * The evidence and all bytes it points to, in one allocation.  No value is larger than
 * its text, so @space has room for all of them as @space_size is the text's.
 */
struct decoded {
	struct evidence evidence;
	size_t used;
	uint8_t space[];
};

#define SPACE_SLACK	(EVIDENCE_FACT_VALUE_MAX + 1)	/* for a text that is going to be refused */

struct decoder {
	struct canonical_json json;
	struct decoded *decoded;
	size_t left;		/* bytes of space */
};

static uint8_t *take_space(struct decoder *decoder, size_t size)
{
	uint8_t *taken = decoder->decoded->space + decoder->decoded->used;

	decoder->decoded->used += size;
	decoder->left -= size;
	return taken;
}

static void get_bytes(struct decoder *decoder, const char *key, size_t min, size_t max,
		      struct evidence_bytes *ret)
{
	uint8_t *data = take_space(decoder, 0);
	size_t size = canonical_json_base64(&decoder->json, key, data, min,
					    max < decoder->left ? max : decoder->left);

	if (!decoder->json.error)
		*ret = (struct evidence_bytes){ take_space(decoder, size), size };
}

static void get_certs(struct decoder *decoder, struct evidence *evidence)
{
	struct canonical_json *json = &decoder->json;

	canonical_json_array(json, "certs");
	while (canonical_json_has_more(json) && evidence->cert_count < EVIDENCE_CERTS_MAX)
		get_bytes(decoder, NULL, 1, EVIDENCE_CERT_MAX,
			  &evidence->certs[evidence->cert_count++]);
	if (canonical_json_has_more(json))
		canonical_json_refuse(json, -E2BIG, "there are more certificates than are taken");
	canonical_json_close_array(json);
}

static void get_facts(struct decoder *decoder, struct evidence *evidence)
{
	struct canonical_json *json = &decoder->json;
	const char *before = NULL;

	canonical_json_object(json, "facts");
	while (canonical_json_has_more(json) && evidence->fact_count < EVIDENCE_FACTS_MAX) {
		struct evidence_fact *fact = &evidence->facts[evidence->fact_count++];
		char *key = (char *)take_space(decoder, 0), *value;

		canonical_json_key(json, key, EVIDENCE_FACT_KEY_MAX);
		(void)take_space(decoder, strlen(key) + 1);
		if (before && strcmp(before, key) >= 0)
			canonical_json_refuse(json, -EBADMSG, "facts are not sorted, or one stands twice");
		value = (char *)take_space(decoder, 0);
		canonical_json_text(json, NULL, value, EVIDENCE_FACT_VALUE_MAX);
		(void)take_space(decoder, strlen(value) + 1);
		*fact = (struct evidence_fact){ .key = key, .value = value };
		before = key;
	}
	if (canonical_json_has_more(json))
		canonical_json_refuse(json, -E2BIG, "there are more facts than are taken");
	canonical_json_close_object(json);
}

static void get_logs(struct decoder *decoder, struct evidence *evidence)
{
	size_t i;

	canonical_json_object(&decoder->json, "logs");
	for (i = 0; i < _EVIDENCE_LOG_MAX; i++)
		if (canonical_json_has(&decoder->json, logs[i].name))
			get_bytes(decoder, logs[i].name, 1, logs[i].size_max, &evidence->logs[i]);
	canonical_json_close_object(&decoder->json);
}

static void get_bank(struct canonical_json *json, uint16_t algorithm, struct pcr_values_bank *bank)
{
	size_t i;

	bank->algorithm = algorithm;
	bank->digest_size = hash_algorithm_size(algorithm);
	canonical_json_object(json, hash_algorithm_name(algorithm));
	for (i = 0; i < EVENTLOG_PCRS; i++) {
		unsigned int pcr = pcr_order[i].pcr;

		if (!canonical_json_has(json, pcr_order[i].name))
			continue;
		canonical_json_hex(json, pcr_order[i].name, bank->pcrs[pcr], bank->digest_size);
		bank->present |= 1u << pcr;
	}
	if (!bank->present)
		canonical_json_refuse(json, -EBADMSG, "a bank without any PCR that is known");
	canonical_json_close_object(json);
}

static void get_pcrs(struct canonical_json *json, struct pcr_values *pcrs)
{
	size_t i;

	canonical_json_object(json, "pcrs");
	for (i = 0; i < BANK_ORDERS; i++) {
		if (!canonical_json_has(json, hash_algorithm_name(bank_order[i])))
			continue;
		if (pcrs->count == EVIDENCE_BANKS_MAX)
			canonical_json_refuse(json, -E2BIG, "there are more banks than are taken");
		else
			get_bank(json, bank_order[i], &pcrs->banks[pcrs->count++]);
	}
	if (!pcrs->count)
		canonical_json_refuse(json, -EBADMSG, "there is no bank that is known");
	canonical_json_close_object(json);
}

static void get_seal(struct decoder *decoder, struct evidence *evidence)
{
	const size_t begin = cursor_offset(&decoder->json.cursor);

	get_bytes(decoder, "seal", 1, EVIDENCE_SIGNATURE_MAX, &evidence->seal);
	signed_text_split(&decoder->json, begin, evidence->sealed);
}

static int get_all(struct decoder *decoder, struct evidence *evidence)
{
	struct canonical_json *json = &decoder->json;

	canonical_json_object(json, NULL);
	get_bytes(decoder, "ak", 1, EVIDENCE_KEY_MAX, &evidence->ak);
	get_certs(decoder, evidence);
	get_bytes(decoder, "challenge", EVIDENCE_CHALLENGE_MIN, EVIDENCE_CHALLENGE_MAX,
		  &evidence->challenge);
	if (canonical_json_has(json, "ephemeral_key"))
		get_bytes(decoder, "ephemeral_key", 1, EVIDENCE_KEY_MAX, &evidence->ephemeral_key);
	get_facts(decoder, evidence);
	canonical_json_constant(json, "format", FORMAT);
	get_logs(decoder, evidence);
	get_bytes(decoder, "manifest", 1, EVIDENCE_MANIFEST_MAX, &evidence->manifest);
	get_pcrs(json, &evidence->pcrs);
	canonical_json_object(json, "quote");
	get_bytes(decoder, "attest", 1, EVIDENCE_ATTEST_MAX, &evidence->attest);
	get_bytes(decoder, "signature", 1, EVIDENCE_SIGNATURE_MAX, &evidence->signature);
	canonical_json_close_object(json);
	get_bytes(decoder, "report", SNP_REPORT_SIZE, SNP_REPORT_SIZE, &evidence->report);
	get_seal(decoder, evidence);
	canonical_json_version(json, "version", VERSION);
	canonical_json_close_object(json);
	return canonical_json_end(json);
}

int evidence_decode(const void *text, size_t size, struct evidence **ret, struct fault *fault)
{
	_cleanup_(cleanup_free) struct decoded *decoded = NULL;
	struct decoder decoder = { .left = size + SPACE_SLACK };
	int r;

	if (size > EVIDENCE_SIZE_MAX)
		return fault_set(fault, -E2BIG, "evidence: %zu bytes are more than are taken",
				 size);
	decoded = malloc(sizeof(*decoded) + size + SPACE_SLACK);
	if (!decoded)
		return fault_set(fault, -ENOMEM, "evidence: no memory");
	decoded->evidence = (struct evidence){ .cert_count = 0 };
	decoded->used = 0;
	decoder.decoded = decoded;
	canonical_json_init(&decoder.json, "evidence", text, size, fault);
	r = get_all(&decoder, &decoded->evidence);
	if (r < 0)
		return r;
	*ret = &TAKE_PTR(decoded)->evidence;
	return 0;
}

/* It is the first member of what was allocated. */
void evidence_free(struct evidence *evidence)
{
	free(evidence);
}

void evidence_cleanup(struct evidence **evidence)
{
	evidence_free(*evidence);
}
