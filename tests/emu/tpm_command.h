/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The few TPM commands that the SVSM itself gives to its vTPM, as bytes (TPM 2.0
 * Library, Part 3).  Pure: nothing here talks to a TPM.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TPM_BUFFER_MAX		4096u
#define TPM_HEADER_LEN		10u	/* tag, size, command or response code */
#define TPM_RC_FAILURE		0x101u

/* Bits of a set of PCR banks. */
enum tpm_bank {
	TPM_BANK_SHA1	= 1 << 0,
	TPM_BANK_SHA256	= 1 << 1,
	TPM_BANK_SHA384	= 1 << 2,
	TPM_BANK_SHA512	= 1 << 3,
};

/* 0 where there is no bank of that name. */
unsigned int tpm_bank_by_name(const char *name, size_t len);

/* Each writes one command to @ret_command (TPM_BUFFER_MAX bytes), returns its length. */
size_t tpm_command_startup(uint8_t *ret_command);
size_t tpm_command_shutdown(uint8_t *ret_command);
size_t tpm_command_pcr_allocate(unsigned int banks, uint8_t *ret_command);

/* CreatePrimary under the endorsement hierarchy, its auth taken to be empty, of the
 * TCG's default RSA-2048 EK (TCG EK Credential Profile, template L-1). */
size_t tpm_command_create_ek(uint8_t *ret_command);

bool tpm_response_is_success(const uint8_t *response, size_t len);
bool tpm_response_allocated(const uint8_t *response, size_t len);

/* The TPMT_PUBLIC in a CreatePrimary's response; NULL when it is malformed. */
const uint8_t *tpm_response_public(const uint8_t *response, size_t len, size_t *ret_len);

/* What a TPM without power or in failure answers; TPM_HEADER_LEN bytes. */
void tpm_response_failure(uint8_t *ret_response);
