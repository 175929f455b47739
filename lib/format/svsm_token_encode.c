/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing the token.  What was written is read again before it is given out, so that
 * nothing is enrolled that could not be opened.
 */
#include <errno.h>
#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/json_writer.h"
#include "lib/format/svsm_token.h"

static void put_keyslots(struct json_writer *writer, uint32_t keyslots)
{
	unsigned int i;
	char text[4];

	json_writer_array(writer, "keyslots");
	for (i = 0; i < SVSM_TOKEN_KEYSLOTS; i++)
		if (keyslots >> i & 1) {
			(void)snprintf(text, sizeof(text), "%u", i);
			json_writer_text(writer, NULL, text);
		}
	json_writer_close_array(writer);
}

static void put_literal(struct json_writer *writer, const struct sealed_pcrs *pcrs)
{
	unsigned int pcr;
	char text[4];

	json_writer_object(writer, "literal");
	json_writer_text(writer, "bank", hash_algorithm_name(pcrs->bank) ?: "");
	json_writer_object(writer, "pcrs");
	for (pcr = 0; pcr < SEALED_POLICY_PCRS; pcr++)
		if (pcrs->mask >> pcr & 1) {
			(void)snprintf(text, sizeof(text), "%u", pcr);
			json_writer_hex(writer, text, pcrs->values[pcr],
					hash_algorithm_size(pcrs->bank));
		}
	json_writer_close_object(writer);
	json_writer_close_object(writer);
}

static void put_signed(struct json_writer *writer, const struct sealed_signer *signer)
{
	unsigned int pcr;

	json_writer_object(writer, "signed");
	json_writer_text(writer, "bank", hash_algorithm_name(signer->bank) ?: "");
	json_writer_base64(writer, "key", signer->key, signer->key_size);
	json_writer_array(writer, "pcrs");
	for (pcr = 0; pcr < SEALED_POLICY_PCRS; pcr++)
		if (signer->mask >> pcr & 1)
			json_writer_number(writer, NULL, pcr);
	json_writer_close_array(writer);
	if (*signer->ref)
		json_writer_text(writer, "ref", signer->ref);
	json_writer_close_object(writer);
}

static void put_policy(struct json_writer *writer, const struct sealed_policy *policy)
{
	size_t i;

	json_writer_array(writer, "policy");
	for (i = 0; i < policy->count; i++) {
		json_writer_object(writer, NULL);
		if (policy->branches[i].literal.mask)
			put_literal(writer, &policy->branches[i].literal);
		if (policy->branches[i].signer.mask)
			put_signed(writer, &policy->branches[i].signer);
		json_writer_close_object(writer);
	}
	json_writer_close_array(writer);
}

static void put_pin(struct json_writer *writer, const struct svsm_token_pin *pin)
{
	json_writer_object(writer, "pin");
	json_writer_number(writer, "iterations", pin->iterations);
	json_writer_number(writer, "lanes", pin->lanes);
	json_writer_number(writer, "memory", pin->memory);
	json_writer_hex(writer, "salt", pin->salt, sizeof(pin->salt));
	json_writer_close_object(writer);
}

static void put_token(struct json_writer *writer, const struct svsm_token *token)
{
	json_writer_object(writer, NULL);
	json_writer_number(writer, "created", token->created);
	json_writer_hex(writer, "ek", token->ek_name, token->ek_name_size);
	put_keyslots(writer, token->keyslots);
	if (token->has_measurement)
		json_writer_hex(writer, "measurement", token->measurement,
				sizeof(token->measurement));
	if (token->policy.has_pin)
		put_pin(writer, &token->pin);
	put_policy(writer, &token->policy);
	json_writer_hex(writer, "record", token->record, sizeof(token->record));
	json_writer_text(writer, "road", token->road == SVSM_TOKEN_SOCKET ? "socket" : "plugin");
	json_writer_object(writer, "sealed");
	json_writer_base64(writer, "private", token->sealed_private, token->sealed_private_size);
	json_writer_base64(writer, "public", token->sealed_public, token->sealed_public_size);
	json_writer_close_object(writer);
	json_writer_object(writer, "srk");
	json_writer_number(writer, "handle", token->srk_handle);
	json_writer_base64(writer, "public", token->srk, token->srk_size);
	json_writer_close_object(writer);
	json_writer_text(writer, "type", SVSM_TOKEN_TYPE);
	json_writer_number(writer, "version", SVSM_TOKEN_VERSION);
	json_writer_close_object(writer);
}

/* Sizes are looked at before anything is read by them. */
static bool has_sizes(const struct svsm_token *token)
{
	size_t i;

	if (token->ek_name_size > sizeof(token->ek_name) ||
	    token->sealed_private_size > sizeof(token->sealed_private) ||
	    token->sealed_public_size > sizeof(token->sealed_public) ||
	    token->srk_size > sizeof(token->srk) ||
	    token->policy.count > SEALED_POLICY_BRANCHES_MAX)
		return false;
	for (i = 0; i < token->policy.count; i++)
		if (token->policy.branches[i].signer.key_size > SEALED_POLICY_KEY_MAX)
			return false;
	return true;
}

int svsm_token_encode(const struct svsm_token *token, struct buffer *out)
{
	const size_t begin = out->size;
	struct json_writer writer;
	struct svsm_token again;
	int r;

	if (!has_sizes(token))
		return -EINVAL;
	json_writer_init(&writer, out);
	put_token(&writer, token);
	r = json_writer_end(&writer);
	if (!r && out->size - begin > SVSM_TOKEN_SIZE_MAX)
		r = -E2BIG;
	if (!r && svsm_token_decode((char *)out->data + begin, out->size - begin, &again, NULL) < 0)
		r = -EINVAL;
	if (r < 0) {
		out->size = begin;
		return r;
	}
	out->data[--out->size] = '\0'; /* where the newline was */
	return 0;
}
