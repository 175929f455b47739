/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guest of the tests' own, on the AMD of snp_world.h and with a TPM that OpenSSL plays:
 * everything that a bundle is made of, true and consistent until a test spoils it.  What
 * the guest itself could do, make again and sign again, a test can do here too.
 */
#pragma once

#include "lib/base/buffer.h"
#include "lib/format/binding_record.h"
#include "lib/format/evidence.h"
#include "lib/format/policy_file.h"
#include "lib/policy/evidence_verify.h"
#include "tests/unit/snp_world.h"

#define EVIDENCE_WORLD_MEASUREMENT	0x4d	/* its launch measurement is made of this byte */
#define EVIDENCE_WORLD_PCRS		0x0008ffu	/* that it quotes: 0 to 7, 11 */

struct evidence_world {
	struct world amd;
	EVP_PKEY *ek_key, *ak_key;	/* owned by the group of tests */
	uint32_t hierarchy;		/* in which the AK is a primary key */
	unsigned int repeats;		/* of the quote's selection in the first bank */
	uint8_t challenge[32];
	struct bytes ak, ek, manifest, attest, signature, firmware, systemd, ima;
	uint8_t *certs[3];		/* DER: leaf, issuer, root */
	struct evidence evidence;	/* of all that */
	struct binding_record record;	/* what a verifier has noted of this TPM */
	struct policy *policy;
	/* The verifier's side: */
	struct snp_certs arks;
	struct evidence_verify_params params;
	struct evidence_verification verification;
};

/* Takes long: RSA keys. */
void evidence_world_make_keys(struct evidence_world *world);
void evidence_world_free_keys(struct evidence_world *world);

/* Makes all of it, true; to be given to evidence_world_deinit(). */
void evidence_world_init(struct evidence_world *world);
void evidence_world_deinit(struct evidence_world *world);

/* Another TPM's or boot's worth of the same: what follows it is made again by the next. */
void evidence_world_put_ak(struct evidence_world *world);
void evidence_world_put_manifest(struct evidence_world *world);
void evidence_world_put_report(struct evidence_world *world);	/* asks AMD's processor */
void evidence_world_put_pcrs(struct evidence_world *world);	/* as the logs say */
void evidence_world_put_quote(struct evidence_world *world);	/* asks the TPM */
void evidence_world_sign_quote(struct evidence_world *world);
void evidence_world_put_certs(struct evidence_world *world);
void evidence_world_put_policy(struct evidence_world *world, const char *text);

/* Writes the bundle and seals it by the AK, as whoever has the TPM can. */
void evidence_world_write(const struct evidence_world *world, struct buffer *ret);

/* Verifies a text as @world's verifier would: challenge, root and record are its. */
enum verdict evidence_world_verify(struct evidence_world *world, const void *text, size_t size);

/* Writes and verifies. */
enum verdict evidence_world_run(struct evidence_world *world);

/* Rejected, and this line, with @reason in it, is the first that failed. */
void evidence_world_assert_fails(const struct evidence_world *world, const char *line,
				 const char *reason);

/* Accepted; else the lines are told. */
void evidence_world_assert_accepted(const struct evidence_world *world);

/* The line of that name, or NULL. */
const struct appraisal_line *evidence_world_line(const struct evidence_world *world,
						 const char *name);
