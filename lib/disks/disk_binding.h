/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a token of a TPM is bound to, in words, and whether this boot satisfies it.
 */
#pragma once

struct clevis_token;
struct disk_boot;
struct disk_token;
struct svsm_token;
struct systemd_token;

/* Each fills binding, standing and reason of @ret. */
void disk_binding_svsm(const struct svsm_token *token, const struct disk_boot *boot,
		       struct disk_token *ret);
void disk_binding_systemd(const struct systemd_token *token, const struct disk_boot *boot,
			  struct disk_token *ret);
void disk_binding_clevis(const struct clevis_token *token, const struct disk_boot *boot,
			 struct disk_token *ret);
