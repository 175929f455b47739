/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Collecting evidence under one challenge, in the order that binds its parts: the AK;
 * the SVSM's report, whose nonce covers challenge and AK; the quote, whose nonce covers
 * the report; the seal over all of it.  The secure processor is asked once.
 *
 * Once the TPM keeps the AK, 24 PCRs of one bank take seven TPM commands, and none can
 * go: ReadPublic, since the report's nonce needs the AK's name before anything is signed,
 * and a name that was kept elsewhere could be of another boot's key; three PCR_Read,
 * since one gives eight values at most (TPML_DIGEST), and the quote gives their digest
 * alone; Quote; Hash and Sign for the seal, since a restricted key signs no digest but
 * one that the TPM has made.  A further bank costs three.
 */
#pragma once

#include "lib/base/buffer.h"
#include "lib/base/note.h"
#include "lib/evidence/attestation.h"
#include "lib/evidence/collect_logs.h"
#include "lib/format/evidence.h"
#include "lib/format/pcr_values.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/tpm_ak.h"

struct fault;
struct tpm;

struct collect_request {
	struct note_taker notes;		/* also that the driver makes it wait */
	struct evidence_bytes challenge;	/* the caller's */
	struct evidence_bytes ephemeral_key;	/* DER; its data may be NULL */
	struct tpm_ak_selection selection;
	bool is_selection_chosen;		/* by the user: asked first whether it can be */
	enum tpm_ak_kind kind;
	bool is_full;				/* with IMA's log */
	const char *tcti;			/* of the TPM */
	struct collect_log_paths logs;
};

/* How far it came: what a failure is about. */
enum collect_stage {
	COLLECT_KEY,	/* the TPM, and its AK */
	COLLECT_ASK,	/* the SVSM's attestation */
	COLLECT_CHECK,	/* what it means */
	COLLECT_QUOTE,	/* logs, PCRs and quote */
	COLLECT_SEAL,
};

/* Starts as COLLECTION_NONE; to be given to collection_deinit(). */
struct collection {
	enum collect_stage stage;
	struct attestation attestation;
	struct svsm_dev_info info;
	struct tpm *tpm;
	struct tpm_ak *ak;
	struct tpm_name ak_name;
	struct collect_logs logs;
	struct pcr_values pcrs;
	struct tpm_ak_quote quote;
	unsigned int quotes;		/* that it took until one was of the PCRs that were read */
	struct buffer bundle;		/* the text */
};

#define COLLECTION_NONE	((struct collection){ .logs = COLLECT_LOGS_NONE, \
					      .bundle = BUFFER_INIT(EVIDENCE_SIZE_MAX) })

/*
 * 0; -ESTALE when the PCRs did not hold still; -EKEYREJECTED when what the SVSM or the TPM
 * answered cannot be right; else the -errno of whoever failed.
 */
int collect(const struct collect_request *request, struct svsm_dev *dev, struct collection *ret,
	    struct fault *fault);

void collection_deinit(struct collection *collection);
