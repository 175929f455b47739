/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parameters and answers of Sign().
 */
#include "lib/format/report_signer.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/hex.h"
#include "lib/format/json_writer.h"
#include "lib/format/varlink.h"

#define ALGORITHM	"SHA256"

static const char description[] =
	"# Signs reports of systemd-report: found as a socket in /run/systemd/report.sign/.\n"
	"interface " REPORT_SIGNER_INTERFACE "\n"
	"\n"
	"# Signs the report that has this digest, in hexadecimal digits, by evidence of the SVSM\n"
	"# and its TPM under a challenge that is the digest.  The algorithm is SHA256.  Each\n"
	"# signature has provider, outblob, auxblob, manifestblob, nonce and bundle; all but\n"
	"# the first are base64.\n"
	"method Sign(\n"
	"\tdigest: string,\n"
	"\talgorithm: string\n"
	") -> (\n"
	"\tdata: []object\n"
	")\n";

/* A name that cannot be told is told as that of the whole. */
static int refuse(const struct json_reader_value *key, char ret[static REPORT_SIGNER_KEY_MAX + 1])
{
	if (json_reader_text(key, ret, REPORT_SIGNER_KEY_MAX + 1) < 0 ||
	    !json_writer_is_text(ret, strlen(ret)))
		strcpy(ret, "parameters");
	return -EINVAL;
}

static bool is_digest(const struct json_reader_value *value,
		      uint8_t ret[static REPORT_SIGNER_DIGEST_SIZE])
{
	char text[HEX_TEXT_SIZE(REPORT_SIGNER_DIGEST_SIZE)];

	return json_reader_text(value, text, sizeof(text)) >= 0 &&
	       hex_decode(text, ret, REPORT_SIGNER_DIGEST_SIZE) >= 0;
}

int report_signer_read(const struct varlink_call *call,
		       uint8_t ret_digest[static REPORT_SIGNER_DIGEST_SIZE],
		       char ret_refused[static REPORT_SIGNER_KEY_MAX + 1])
{
	uint8_t digest[REPORT_SIGNER_DIGEST_SIZE];
	bool has_digest = false, has_algorithm = false;
	struct json_reader_value key, value;
	struct cursor inside = call->parameters.inside;
	int r = 0;

	while (call->has_parameters && (r = json_reader_member(&inside, &key, &value)) > 0) {
		if (json_reader_is(&key, "digest") && !has_digest && is_digest(&value, digest))
			has_digest = true;
		else if (json_reader_is(&key, "algorithm") && !has_algorithm &&
			 json_reader_is(&value, ALGORITHM))
			has_algorithm = true;
		else
			return refuse(&key, ret_refused);
	}
	if (r < 0 || !has_digest || !has_algorithm) {
		strcpy(ret_refused, has_digest ? "algorithm" : "digest");
		return -EINVAL;
	}
	memcpy(ret_digest, digest, sizeof(digest));
	return 0;
}

static void put(struct json_writer *writer, const char *key, const struct evidence_bytes *bytes)
{
	if (bytes->data)
		json_writer_base64(writer, key, bytes->data, bytes->size);
}

int report_signer_write(const struct report_signature *signature, struct buffer *out)
{
	const size_t begin = out->size;
	struct json_writer writer;

	varlink_reply_begin(&writer, out);
	json_writer_array(&writer, "data");
	if (signature) {
		json_writer_object(&writer, NULL);
		json_writer_text(&writer, "provider", signature->provider);
		put(&writer, "outblob", &signature->report);
		put(&writer, "auxblob", &signature->certs);
		put(&writer, "manifestblob", &signature->manifest);
		put(&writer, "nonce", &signature->nonce);
		put(&writer, "bundle", &signature->bundle);
		json_writer_close_object(&writer);
	}
	json_writer_close_array(&writer);
	return varlink_reply_end(&writer, begin);
}

const char *report_signer_description(void)
{
	return description;
}
