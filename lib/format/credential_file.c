/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The texts of a challenge, its response, and what the verifier keeps.
 */
#include "lib/format/credential_file.h"

#include <errno.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/canonical_json.h"
#include "lib/format/json_writer.h"

#define FORMAT_CHALLENGE	"svsm-guest/credential-challenge"
#define FORMAT_RESPONSE		"svsm-guest/credential-response"
#define FORMAT_STATE		"svsm-guest/credential-state"
#define VERSION			1

/* The end that all three have; @size: of the buffer before the text, on failure again. */
static int end(struct json_writer *writer, size_t size)
{
	int r;

	json_writer_number(writer, "version", VERSION);
	json_writer_close_object(writer);
	r = json_writer_end(writer);
	if (r < 0)
		writer->out->size = size;
	return r;
}

static int begin_reading(struct canonical_json *json, const char *noun, const void *text,
			 size_t size, struct fault *fault)
{
	if (size > CREDENTIAL_FILE_SIZE_MAX)
		return fault_set(fault, -E2BIG, "%s: %zu bytes, more than %u", noun, size,
				 CREDENTIAL_FILE_SIZE_MAX);
	canonical_json_init(json, noun, text, size, fault);
	canonical_json_object(json, NULL);
	return 0;
}

static int end_reading(struct canonical_json *json)
{
	canonical_json_version(json, "version", VERSION);
	canonical_json_close_object(json);
	return canonical_json_end(json);
}

int credential_file_encode_challenge(const struct credential_challenge *challenge,
				     struct buffer *ret)
{
	const size_t size = ret->size;
	struct json_writer writer;

	if (!challenge->id_object_size || !challenge->seed_size)
		return -EINVAL;
	if (challenge->id_object_size > CREDENTIAL_FILE_OBJECT_MAX ||
	    challenge->seed_size > CREDENTIAL_FILE_OBJECT_MAX)
		return -E2BIG;
	json_writer_init(&writer, ret);
	json_writer_object(&writer, NULL);
	json_writer_hex(&writer, "ak_name", challenge->ak_name, sizeof(challenge->ak_name));
	json_writer_base64(&writer, "credential", challenge->id_object,
			   challenge->id_object_size);
	json_writer_hex(&writer, "ek_name", challenge->ek_name, sizeof(challenge->ek_name));
	json_writer_text(&writer, "format", FORMAT_CHALLENGE);
	json_writer_base64(&writer, "seed", challenge->seed, challenge->seed_size);
	return end(&writer, size);
}

int credential_file_decode_challenge(const void *text, size_t size,
				     struct credential_challenge *ret, struct fault *fault)
{
	struct credential_challenge challenge = { .seed_size = 0 };
	struct canonical_json json;
	int r;

	r = begin_reading(&json, "challenge", text, size, fault);
	if (r < 0)
		return r;
	canonical_json_hex(&json, "ak_name", challenge.ak_name, sizeof(challenge.ak_name));
	challenge.id_object_size = canonical_json_base64(&json, "credential", challenge.id_object,
							 1, sizeof(challenge.id_object));
	canonical_json_hex(&json, "ek_name", challenge.ek_name, sizeof(challenge.ek_name));
	canonical_json_constant(&json, "format", FORMAT_CHALLENGE);
	challenge.seed_size = canonical_json_base64(&json, "seed", challenge.seed, 1,
						    sizeof(challenge.seed));
	r = end_reading(&json);
	if (!r)
		*ret = challenge;
	return r;
}

int credential_file_encode_response(const struct credential_response *response,
				    struct buffer *ret)
{
	const size_t size = ret->size;
	struct json_writer writer;

	if (response->secret.size != CREDENTIAL_FILE_SECRET_SIZE)
		return -EINVAL;
	json_writer_init(&writer, ret);
	json_writer_object(&writer, NULL);
	json_writer_hex(&writer, "ak_name", response->ak_name, sizeof(response->ak_name));
	json_writer_text(&writer, "format", FORMAT_RESPONSE);
	json_writer_base64(&writer, "secret", response->secret.bytes, response->secret.size);
	return end(&writer, size);
}

int credential_file_decode_response(const void *text, size_t size,
				    struct credential_response *ret, struct fault *fault)
{
	_cleanup_(credential_response_deinit) struct credential_response response = {
		.secret = SECRET_NONE,
	};
	struct canonical_json json;
	int r;

	r = begin_reading(&json, "response", text, size, fault);
	if (r < 0)
		return r;
	r = secret_init(&response.secret, CREDENTIAL_FILE_SECRET_SIZE);
	if (r < 0)
		return fault_set(fault, r, "response: no memory");
	canonical_json_hex(&json, "ak_name", response.ak_name, sizeof(response.ak_name));
	canonical_json_constant(&json, "format", FORMAT_RESPONSE);
	(void)canonical_json_base64(&json, "secret", response.secret.bytes,
				    CREDENTIAL_FILE_SECRET_SIZE,
				    CREDENTIAL_FILE_SECRET_SIZE); /* its size is fixed */
	r = end_reading(&json);
	if (!r) {
		*ret = response;
		response.secret = SECRET_NONE;
	}
	return r;
}

int credential_file_encode_state(const struct credential_state *state, struct buffer *ret)
{
	const size_t size = ret->size;
	struct json_writer writer;

	if (state->time < 0)
		return -EINVAL;
	json_writer_init(&writer, ret);
	json_writer_object(&writer, NULL);
	json_writer_hex(&writer, "ak_name", state->ak_name, sizeof(state->ak_name));
	json_writer_hex(&writer, "ek_name", state->ek_name, sizeof(state->ek_name));
	json_writer_text(&writer, "format", FORMAT_STATE);
	json_writer_hex(&writer, "report_digest", state->report_digest,
			sizeof(state->report_digest));
	json_writer_hex(&writer, "secret_digest", state->secret_digest,
			sizeof(state->secret_digest));
	json_writer_number(&writer, "time", (uint64_t)state->time);
	return end(&writer, size);
}

int credential_file_decode_state(const void *text, size_t size, struct credential_state *ret,
				 struct fault *fault)
{
	struct credential_state state = { .time = 0 };
	struct canonical_json json;
	int r;

	r = begin_reading(&json, "state", text, size, fault);
	if (r < 0)
		return r;
	canonical_json_hex(&json, "ak_name", state.ak_name, sizeof(state.ak_name));
	canonical_json_hex(&json, "ek_name", state.ek_name, sizeof(state.ek_name));
	canonical_json_constant(&json, "format", FORMAT_STATE);
	canonical_json_hex(&json, "report_digest", state.report_digest,
			   sizeof(state.report_digest));
	canonical_json_hex(&json, "secret_digest", state.secret_digest,
			   sizeof(state.secret_digest));
	state.time = (int64_t)canonical_json_number(&json, "time", INT64_MAX);
	r = end_reading(&json);
	if (!r)
		*ret = state;
	return r;
}

void credential_response_deinit(struct credential_response *response)
{
	secret_deinit(&response->secret);
}
