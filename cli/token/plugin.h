/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libcryptsetup's plugin for tokens of type "svsm": the functions that it looks for in
 * libcryptsetup-token-svsm.so, and all that this exports.
 *
 * What the two that open return decides whether libcryptsetup goes on to the next token
 * and to the passphrase prompt: it does for these, and only for these.
 *
 *	-ENOENT		it is unusable here: another machine's, another boot's, damaged
 *	-EAGAIN		the TPM is not there yet
 *	-ENOANO		a PIN is wanted, or the one that was given is wrong
 *
 * The reason goes to libcryptsetup's log.
 */
#pragma once

#include <stddef.h>

struct crypt_device;

const char *cryptsetup_token_version(void);
int cryptsetup_token_open(struct crypt_device *cd, int token, char **buffer, size_t *buffer_len,
			  void *usrptr);
int cryptsetup_token_open_pin(struct crypt_device *cd, int token, const char *pin,
			      size_t pin_size, char **buffer, size_t *buffer_len, void *usrptr);
void cryptsetup_token_buffer_free(void *buffer, size_t buffer_len);
int cryptsetup_token_validate(struct crypt_device *cd, const char *json);
void cryptsetup_token_dump(struct crypt_device *cd, const char *json);
