/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Quotes, keys, PCR signatures and Azure's reports that others published, in the folder
 * that SVSM_CORPUS names: its MANIFEST.tsv says of each file what it is and what is known
 * to be true of it, and that is what must come out here.
 */
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdio.h>

#include "tests/unit/unit.h"

#include "lib/base/base64.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/cursor.h"
#include "lib/format/hcl_report.h"
#include "lib/format/json_reader.h"
#include "lib/format/pcr_signature.h"
#include "lib/format/snp_report.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_quote.h"
#include "lib/format/tpm_signature.h"
#include "lib/policy/hcl_binding.h"
#include "lib/policy/pcr_signer.h"
#include "lib/policy/tpm_key.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/file.h"

#define LINE_MAX_SIZE	8192
#define KEYS_MAX	64
#define RSASSA_HEAD	"\0\x14\0\x0b\1\0"	/* RSASSA, SHA-256, 256 bytes */

/* Columns of the manifest. */
enum { PATH, KIND, REPOSITORY, PATH_THERE, COMMIT, LICENCE, DIGEST, SIZE, WHAT, EXPECTED, COLUMNS };

static const char *corpus;
static struct tpm_key *keys[KEYS_MAX];	/* every attestation key that was found */
static size_t keys_count;
static struct pcr_signer *signer;	/* of systemd's signatures */

static int read_file(const char *path, struct buffer *ret)
{
	char whole[2 * PATH_MAX];

	(void)snprintf(whole, sizeof(whole), "%s/%s", corpus, path);
	return file_read(whole, ret, NULL);
}

/* A message and its signature, which is TPMT_SIGNATURE or the bare bytes of RSASSA. */
struct quote {
	struct buffer file, signature_file;
	struct bytes signature;
	const uint8_t *message;
	size_t message_size;
};

static void quote_deinit(struct quote *quote)
{
	buffer_deinit(&quote->file);
	buffer_deinit(&quote->signature_file);
}

static void set_signature(struct quote *quote, const uint8_t *data, size_t size)
{
	struct tpm_signature signature;

	quote->signature.size = 0;
	if (tpm_signature_parse(data, size, &signature, NULL) < 0 && size == 256)
		put(&quote->signature, RSASSA_HEAD, 6);
	put(&quote->signature, data, size);
}

/* One file with both, each after its size of 8 bytes, as Rust's bincode has it. */
static bool split(struct quote *quote)
{
	const uint8_t *signature, *message;
	uint64_t size, message_size;
	struct cursor cursor;

	cursor_init(&cursor, quote->file.data, quote->file.size);
	size = cursor_le64(&cursor);
	signature = cursor_bytes(&cursor, size);
	message_size = cursor_le64(&cursor);
	message = cursor_bytes(&cursor, message_size);
	if (!cursor_ok(&cursor) || !size)
		return false;
	set_signature(quote, signature, size);
	quote->message = message;
	quote->message_size = message_size;
	return true;
}

/* The signature lies beside the message: what the ends of both names are. */
static bool find_signature(struct quote *quote, const char *path)
{
	static const char *const ends[][2] = {
		{ ".attest.bin", ".sig.bin" }, { ".msg", ".sig" }, { ".out", "sig.out" },
	};
	size_t length = strlen(path), i;
	char other[PATH_MAX];

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t end = strlen(ends[i][0]);

		if (length <= end || strcmp(path + length - end, ends[i][0]))
			continue;
		(void)snprintf(other, sizeof(other), "%.*s%s", (int)(length - end), path,
			       ends[i][1]);
		if (read_file(other, &quote->signature_file) < 0)
			return false;
		set_signature(quote, quote->signature_file.data, quote->signature_file.size);
		return true;
	}
	return false;
}

static void read_quote(const char *path, struct quote *ret)
{
	ret->file = BUFFER_INIT(1 << 20);
	ret->signature_file = BUFFER_INIT(1 << 16);
	assert_int_equal(read_file(path, &ret->file), 0);
	ret->message = ret->file.data;
	ret->message_size = ret->file.size;
	if (!find_signature(ret, path) && !split(ret))
		fail_msg("%s: no signature with it", path);
}

static struct tpm_key *key_of_pem(const struct buffer *file)
{
	BIO *bio = BIO_new_mem_buf(file->data, (int)file->size);
	EVP_PKEY *pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	struct tpm_key *key = NULL;
	uint8_t modulus[512];
	BIGNUM *number = NULL;

	BIO_free(bio);
	if (pkey && EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &number) == 1)
		(void)tpm_key_new_rsa(modulus, (size_t)BN_bn2bin(number, modulus), 65537, &key,
				      NULL);
	BN_free(number);
	EVP_PKEY_free(pkey);
	return key;
}

/* From a PEM, a TPM2B_PUBLIC or Azure's report. */
static struct tpm_key *read_key(const char *path)
{
	_cleanup_(buffer_deinit) struct buffer file = BUFFER_INIT(1 << 20);
	struct tpm_public public;
	struct hcl_report hcl;
	struct tpm_key *key = NULL;

	assert_int_equal(read_file(path, &file), 0);
	if (!hcl_report_parse(file.data, file.size, &hcl, NULL))
		(void)hcl_binding_key(&hcl, &key, NULL);
	else if (file.size > 2 && !tpm_public_parse(file.data + 2, file.size - 2, &public, NULL))
		(void)tpm_key_new(&public, &key, NULL);
	else
		key = key_of_pem(&file);
	if (!key)
		fail_msg("%s: no key", path);
	return key;
}

static int verify(const struct tpm_key *key, const struct quote *quote)
{
	struct tpm_signature signature;
	struct tpm_quote parsed;
	int r;

	r = tpm_signature_parse(quote->signature.data, quote->signature.size, &signature, NULL);
	if (!r)
		r = tpm_quote_parse(quote->message, quote->message_size, &parsed, NULL);
	return r ?: tpm_key_verify(key, &signature, parsed.whole, parsed.whole_size, NULL);
}

/* What the quote's row says of it: the key that made it, or that there is none. */
static void check_quote(char *const row[static COLUMNS])
{
	_cleanup_(quote_deinit) struct quote quote = { .message_size = 0 };
	static const char mark[] = "VERIFIES with ";
	const char *expected = strstr(row[EXPECTED], mark);
	struct tpm_key *key;
	char path[PATH_MAX];
	uint8_t *copy;
	size_t i;

	read_quote(row[PATH], &quote);
	if (!expected) {
		bool is_quote = !strstr(row[WHAT], "not TPMS_ATTEST");
		struct tpm_quote parsed;

		assert_int_equal(tpm_quote_parse(quote.message, quote.message_size, &parsed, NULL),
				 is_quote ? 0 : -EBADMSG);
		for (i = 0; i < keys_count; i++)
			assert_int_not_equal(verify(keys[i], &quote), 0);
		return;
	}
	expected += strlen(mark);
	(void)snprintf(path, sizeof(path), "%.*s", (int)strcspn(expected, " ;"), expected);
	key = read_key(path);
	if (verify(key, &quote))
		fail_msg("%s: not by %s", row[PATH], path);
	copy = exact_copy(quote.message, quote.message_size);
	copy[quote.message_size - 1] ^= 1; /* a digest that the TPM did not sign */
	quote.message = copy;
	assert_int_equal(verify(key, &quote), -EKEYREJECTED);
	free(copy);
	tpm_key_free(key);
}

/* Azure's report: its runtime data is bound, and with one bit changed no more. */
static void check_hcl(char *const row[static COLUMNS])
{
	_cleanup_(buffer_deinit) struct buffer file = BUFFER_INIT(1 << 20);
	struct snp_report report;
	struct hcl_report hcl;
	uint8_t user_data[HCL_REPORT_USER_DATA_MAX];
	size_t size;
	int r;

	assert_int_equal(read_file(row[PATH], &file), 0);
	if (hcl_report_parse(file.data, file.size, &hcl, NULL))
		fail_msg("%s: not taken", row[PATH]);
	assert_true(keys_count < KEYS_MAX);
	assert_int_equal(hcl_binding_key(&hcl, &keys[keys_count], NULL), 0);
	keys_count++;
	r = hcl_report_user_data(&hcl, user_data, &size, NULL);
	assert_true(r == -ENOENT || (!r && size == sizeof(user_data)));
	if (strstr(row[WHAT], "(tdx)")) {
		assert_int_equal(hcl.kind, HCL_REPORT_TDX);
		return;
	}
	assert_int_equal(hcl.kind, HCL_REPORT_SNP);
	assert_non_null(strstr(row[EXPECTED], "report_data[0:32]: True"));
	assert_int_equal(snp_report_parse(hcl.report, SNP_REPORT_SIZE, &report, NULL), 0);
	assert_int_equal(hcl_binding_check(&hcl, &report, NULL), VERDICT_ACCEPTED);
	file.data[0x4d4 + hcl.runtime_data_size - 1] ^= 1;
	assert_int_equal(hcl_binding_check(&hcl, &report, NULL), VERDICT_REJECTED);
}

/* A public area with the name that its TPM gave it beside it. */
static void check_name(char *const row[static COLUMNS])
{
	_cleanup_(buffer_deinit) struct buffer file = BUFFER_INIT(1 << 16);
	_cleanup_(buffer_deinit) struct buffer expected = BUFFER_INIT(1 << 16);
	struct tpm_public public;
	char path[PATH_MAX];
	struct tpm_name name;

	(void)snprintf(path, sizeof(path), "%.*s.pub", (int)strlen(row[PATH]) - 5, row[PATH]);
	assert_int_equal(read_file(row[PATH], &expected), 0);
	assert_int_equal(read_file(path, &file), 0);
	assert_int_equal(tpm_public_parse(file.data + 2, file.size - 2, &public, NULL), 0);
	assert_int_equal(tpm_name_of(&public, &name), 0);
	assert_true(tpm_name_is(&name, expected.data, expected.size));
}

static bool is_hcl(char *const row[static COLUMNS])
{
	return !strncmp(row[WHAT], "Azure HCL report", 16);
}

static bool is_quote(char *const row[static COLUMNS])
{
	return !strncmp(row[WHAT], "TPM quote message", 17);
}

static bool is_name(char *const row[static COLUMNS])
{
	return strlen(row[PATH]) > 5 && !strcmp(row[PATH] + strlen(row[PATH]) - 5, ".name");
}

/* The key in a token of systemd's, if the file is one: base64 of PEM. */
static void look_for_signer(char *const row[static COLUMNS])
{
	struct buffer file = BUFFER_INIT(1 << 20);
	struct json_reader_value whole, key, value;
	uint8_t pem[4096], public[SEALED_POLICY_KEY_MAX];
	struct cursor cursor;
	char text[4096];
	size_t size;

	assert_int_equal(read_file(row[PATH], &file), 0);
	cursor_init(&cursor, file.data, file.size);
	if (json_reader_value(&cursor, &whole) == 0 && whole.kind == JSON_READER_OBJECT)
		for (cursor = whole.inside; json_reader_member(&cursor, &key, &value) > 0;) {
			if (!json_reader_is(&key, "tpm2_pubkey") || signer)
				continue;
			assert_int_equal(json_reader_text(&value, text, sizeof(text)), 0);
			assert_int_equal(base64_decode(text, strlen(text), pem, sizeof(pem), &size),
					 0);
			assert_int_equal(pcr_signer_from_pem(pem, size, public, &size, NULL), 0);
			assert_int_equal(pcr_signer_new(public, size, &signer, NULL), 0);
		}
	buffer_deinit(&file);
}

/* systemd-pcrlock's files are of another kind, and refused as such. */
static void check_pcr_signatures(char *const row[static COLUMNS])
{
	struct pcr_signatures *signatures = NULL;
	struct buffer file = BUFFER_INIT(1 << 20);
	size_t i;

	assert_int_equal(read_file(row[PATH], &file), 0);
	if (pcr_signatures_parse(file.data, file.size, &signatures, NULL) < 0)
		assert_non_null(strstr(row[PATH], ".pcrlock"));
	for (i = 0; signatures && i < signatures->count; i++) {
		assert_non_null(signer);
		assert_memory_equal(signatures->entries[i].fingerprint,
				    pcr_signer_fingerprint(signer), PCR_SIGNATURE_DIGEST_SIZE);
		assert_int_equal(pcr_signer_verify(signer, &signatures->entries[i], NULL), 0);
	}
	pcr_signatures_free(signatures);
	buffer_deinit(&file);
}

static bool is_pcrsig(char *const row[static COLUMNS])
{
	return !strcmp(row[KIND], "pcrsig");
}

struct question {
	const char *name;
	bool (*is_about)(char *const row[static COLUMNS]);
	void (*check)(char *const row[static COLUMNS]);
};

/* Asks it of every row that it is about, and there is one. */
static void ask(void **state)
{
	const struct question *question = *state;
	char path[PATH_MAX], line[LINE_MAX_SIZE];
	unsigned int count = 0;
	FILE *manifest;

	(void)snprintf(path, sizeof(path), "%s/MANIFEST.tsv", corpus);
	manifest = fopen(path, "re");
	if (!manifest)
		fail_msg("%s: not there", path);
	while (fgets(line, sizeof(line), manifest)) {
		char *row[COLUMNS] = { NULL }, *rest = line;
		int i;

		assert_non_null(strchr(line, '\n'));
		line[strcspn(line, "\n")] = '\0';
		for (i = 0; i < COLUMNS && rest; i++)
			row[i] = strsep(&rest, "\t");
		if (i == COLUMNS && question->is_about(row)) {
			question->check(row);
			count++;
		}
	}
	(void)fclose(manifest);
	printf("# %u %s\n", count, question->name);
	assert_true(count > 0);
}

static int tear_down(void **state)
{
	while (keys_count)
		tpm_key_free(keys[--keys_count]);
	pcr_signer_free(signer);
	return 0;
}

int main(void)
{
	/* The reports come first: their keys are tried on quotes of which nobody knows any. */
	static struct question hcl = { "reports of Azure", is_hcl, check_hcl };
	static struct question quotes = { "quotes", is_quote, check_quote };
	static struct question names = { "names", is_name, check_name };
	static struct question signers = { "files with signers", is_pcrsig, look_for_signer };
	static struct question signatures = { "PCR signatures", is_pcrsig, check_pcr_signatures };
	const struct CMUnitTest tests[] = {
		{ "azure_evidence_parses_and_binds", ask, NULL, NULL, &hcl },
		{ "quotes_verify_with_their_keys", ask, NULL, NULL, &quotes },
		{ "names_are_those_that_tpms_gave", ask, NULL, NULL, &names },
		{ "a_signer_of_pcrs_is_found", ask, NULL, NULL, &signers },
		{ "what_systemd_has_signed_verifies", ask, NULL, NULL, &signatures },
	};

	corpus = getenv("SVSM_CORPUS");
	if (!corpus) {
		printf("skip tpm_corpus: SVSM_CORPUS names no folder of foreign fixtures\n");
		return 0;
	}
	return cmocka_run_group_tests_name("tpm_corpus", tests, NULL, tear_down);
}
