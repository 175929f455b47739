/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TPM commands as bytes.  See tpm_command.h.
 */
#include "tests/emu/tpm_command.h"

#include <string.h>

#include "tests/emu/wire.h"

#define ST_NO_SESSIONS		0x8001
#define ST_SESSIONS		0x8002
#define CC_PCR_ALLOCATE		0x12b
#define CC_CREATE_PRIMARY	0x131
#define CC_STARTUP		0x144
#define CC_SHUTDOWN		0x145
#define RH_ENDORSEMENT		0x4000000b
#define RH_PLATFORM		0x4000000c
#define RS_PW			0x40000009

#define EK_UNIQUE_LEN		256

static const struct {
	const char *name;
	uint16_t algorithm;	/* TPM_ALG_ID */
	enum tpm_bank bank;
} banks_known[] = {
	{ "sha1",	0x0004,	TPM_BANK_SHA1 },
	{ "sha256",	0x000b,	TPM_BANK_SHA256 },
	{ "sha384",	0x000c,	TPM_BANK_SHA384 },
	{ "sha512",	0x000d,	TPM_BANK_SHA512 },
};

#define BANKS_KNOWN	(sizeof(banks_known) / sizeof(banks_known[0]))

/* PolicyA of the EK profile: PolicySecret(TPM_RH_ENDORSEMENT), SHA-256. */
static const uint8_t ek_policy[32] = {
	0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8,
	0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, 0x24,
	0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64,
	0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa,
};

/* A command being written: all commands here fit TPM_BUFFER_MAX by construction. */
struct writer {
	uint8_t *bytes;
	size_t len;
};

static void write_u8(struct writer *w, uint8_t value)
{
	w->bytes[w->len++] = value;
}

static void write_u16(struct writer *w, uint16_t value)
{
	put_be16(w->bytes + w->len, value);
	w->len += 2;
}

static void write_u32(struct writer *w, uint32_t value)
{
	put_be32(w->bytes + w->len, value);
	w->len += 4;
}

static void write_header(struct writer *w, uint16_t tag, uint32_t code)
{
	write_u16(w, tag);
	write_u32(w, 0);	/* the size, known at the end */
	write_u32(w, code);
}

static void write_empty_auth(struct writer *w)
{
	write_u32(w, 9);	/* authorizationSize */
	write_u32(w, RS_PW);
	write_u16(w, 0);	/* nonce */
	write_u8(w, 0);		/* session attributes */
	write_u16(w, 0);	/* password */
}

static size_t write_end(struct writer *w)
{
	put_be32(w->bytes + 2, (uint32_t)w->len);
	return w->len;
}

unsigned int tpm_bank_by_name(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < BANKS_KNOWN; i++)
		if (strlen(banks_known[i].name) == len && !memcmp(banks_known[i].name, name, len))
			return banks_known[i].bank;
	return 0;
}

/* Startup and Shutdown have the same shape: TPM_SU_CLEAR is 0. */
static size_t command_su_clear(uint32_t code, uint8_t *ret_command)
{
	struct writer w = { .bytes = ret_command };

	write_header(&w, ST_NO_SESSIONS, code);
	write_u16(&w, 0);
	return write_end(&w);
}

size_t tpm_command_startup(uint8_t *ret_command)
{
	return command_su_clear(CC_STARTUP, ret_command);
}

size_t tpm_command_shutdown(uint8_t *ret_command)
{
	return command_su_clear(CC_SHUTDOWN, ret_command);
}

size_t tpm_command_pcr_allocate(unsigned int banks, uint8_t *ret_command)
{
	struct writer w = { .bytes = ret_command };
	uint8_t select;
	size_t i;

	write_header(&w, ST_SESSIONS, CC_PCR_ALLOCATE);
	write_u32(&w, RH_PLATFORM);
	write_empty_auth(&w);
	/* A bank that is not named would stay as it is, so that all are named. */
	write_u32(&w, BANKS_KNOWN);
	for (i = 0; i < BANKS_KNOWN; i++) {
		select = banks & banks_known[i].bank ? 0xff : 0;
		write_u16(&w, banks_known[i].algorithm);
		write_u8(&w, 3);
		write_u8(&w, select);
		write_u8(&w, select);
		write_u8(&w, select);
	}
	return write_end(&w);
}

static void write_ek_template(struct writer *w)
{
	write_u16(w, 0x0001);		/* TPM_ALG_RSA */
	write_u16(w, 0x000b);		/* nameAlg: SHA-256 */
	write_u32(w, 0x000300b2);	/* fixedTPM fixedParent sensitiveDataOrigin
					 * adminWithPolicy restricted decrypt */
	write_u16(w, sizeof(ek_policy));
	memcpy(w->bytes + w->len, ek_policy, sizeof(ek_policy));
	w->len += sizeof(ek_policy);
	write_u16(w, 0x0006);		/* AES */
	write_u16(w, 128);
	write_u16(w, 0x0043);		/* CFB */
	write_u16(w, 0x0010);		/* scheme: null */
	write_u16(w, 2048);
	write_u32(w, 0);		/* exponent: the default */
	write_u16(w, EK_UNIQUE_LEN);
	memset(w->bytes + w->len, 0, EK_UNIQUE_LEN);
	w->len += EK_UNIQUE_LEN;
}

size_t tpm_command_create_ek(uint8_t *ret_command)
{
	struct writer w = { .bytes = ret_command };
	size_t template;

	write_header(&w, ST_SESSIONS, CC_CREATE_PRIMARY);
	write_u32(&w, RH_ENDORSEMENT);
	write_empty_auth(&w);
	write_u16(&w, 4);		/* inSensitive: */
	write_u16(&w, 0);		/* no userAuth */
	write_u16(&w, 0);		/* no data */
	template = w.len;
	write_u16(&w, 0);		/* inPublic's size, known after it */
	write_ek_template(&w);
	put_be16(w.bytes + template, (uint16_t)(w.len - template - 2));
	write_u16(&w, 0);		/* outsideInfo */
	write_u32(&w, 0);		/* creationPCR */
	return write_end(&w);
}

bool tpm_response_is_success(const uint8_t *response, size_t len)
{
	return len >= TPM_HEADER_LEN && get_be32(response + 2) == len &&
	       get_be32(response + 6) == 0;
}

bool tpm_response_allocated(const uint8_t *response, size_t len)
{
	/* header, parameterSize, then TPMI_YES_NO allocationSuccess */
	return tpm_response_is_success(response, len) && len > TPM_HEADER_LEN + 4 &&
	       response[TPM_HEADER_LEN + 4] == 1;
}

const uint8_t *tpm_response_public(const uint8_t *response, size_t len, size_t *ret_len)
{
	/* header, objectHandle, parameterSize, then TPM2B_PUBLIC */
	const size_t at = TPM_HEADER_LEN + 4 + 4;
	size_t size;

	if (!tpm_response_is_success(response, len) || len < at + 2)
		return NULL;
	size = get_be16(response + at);
	if (!size || size > len - at - 2)
		return NULL;
	*ret_len = size;
	return response + at + 2;
}

void tpm_response_failure(uint8_t *ret_response)
{
	put_be16(ret_response, ST_NO_SESSIONS);
	put_be32(ret_response + 2, TPM_HEADER_LEN);
	put_be32(ret_response + 6, TPM_RC_FAILURE);
}
