/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A token in words, for 'cryptsetup luksDump'.
 */
#pragma once

struct crypt_device;
struct svsm_token;

void words_log_token(struct crypt_device *cd, const struct svsm_token *token);
