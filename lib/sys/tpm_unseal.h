/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Getting a volume's key out of the TPM again:
 *
 *	svsm_token_decode(text)				-> token
 *	tpm_open(the TPM that is the SVSM's)		-> tpm
 *	tpm_unseal_pcrs(tpm, token)			-> live; if seal_policy_needs_pcrs()
 *	seal_policy_choose(token, live, signatures)	-> plan
 *	tpm_unseal(tpm, token, plan, pin)		-> key
 *
 * and where tpm_unseal() gives -EKEYREJECTED, the middle two once more with PCRs that are
 * read now, for the outlook that tells which differ.
 *
 * What the TPM answers is not trusted: the session is salted to the key that the token
 * pins, so that an answer which verifies came from the TPM that holds that key, and the
 * secret crosses encrypted (AES-128-CFB).  What is in the TPM for it is taken out again on
 * every way out.  A policy that literal PCRs satisfy costs 5 commands;
 * Documentation/token-format.md has the others.
 */
#pragma once

struct fault;
struct pcr_values;
struct seal_plan;
struct secret;
struct svsm_token;
struct tpm;

/*
 * Reads the PCRs that the token's policy names, one command for each eight of a bank.
 * Those that the TPM does not have are not present in @ret.  0, -EBADMSG, -EIO.
 */
int tpm_unseal_pcrs(struct tpm *tpm, const struct svsm_token *token, struct pcr_values *ret,
		    struct fault *fault);

/*
 * Fills @ret with the key.  It is tried up to four times when PCRs move meanwhile, whichever:
 * a TPM takes no policy that was shown before any of them did.  @pin is NULL
 * where there is none.  0, or, each with words:
 *
 *	-ENOANO		a PIN is needed
 *	-EILSEQ		the PIN is wrong
 *	-EBUSY		no PIN was tried: the tries that must be left are the last ones
 *	-ENOLCK		the TPM is locked out, by wrong tries of whomever
 *	-EKEYREJECTED	the TPM refuses: its PCRs are not as the policy wants them
 *	-ENXIO		the same, because the TPM lacks a bank or a PCR that the policy names
 *	-ESTALE		PCRs moved each time while it was asked
 *	-EREMOTE	sealed by another TPM: its EK is not the token's
 *	-EREMCHG	the storage root key at its handle has been replaced
 *	-ENOKEY		no storage root key is at its handle
 *	-EBADMSG	what is sealed is damaged, or an answer of the TPM makes no sense
 *	-EACCES		the storage root key has a password
 *	-EIO		the TPM fails; -ENOMEM; as argon2_stretch()
 *
 * On failure @ret is untouched.
 */
int tpm_unseal(struct tpm *tpm, const struct svsm_token *token, const struct seal_plan *plan,
	       const struct secret *pin, struct secret *ret, struct fault *fault);
