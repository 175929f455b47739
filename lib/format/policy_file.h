/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The policy: what a verifier demands of evidence, as svsm-policy(5) writes it down in
 * JSON.  What the text leaves out is not asked, but for the demands that are on by
 * default, and those are zeros here: a struct of zeros allows nothing by accident.
 *
 * Reading is strict: a member that is not known, stands twice or asks for nothing is
 * an error, because a demand that is passed over is one that nobody checks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/hash_algorithm.h"
#include "lib/format/snp_report.h"
#include "lib/format/tcb.h"

struct fault;

#define POLICY_VERSION		1
#define POLICY_SIZE_MAX		(8u * 1024 * 1024)	/* bytes of the text */
#define POLICY_DIGESTS_MAX	256	/* measurements; digests of keys */
#define POLICY_CHIPS_MAX	4096
#define POLICY_PCRS_MAX		120	/* of all banks */
#define POLICY_PCR_VALUES_MAX	64	/* that one PCR may have */
#define POLICY_DBX_MAX		4096
#define POLICY_SIGNERS_MAX	256
#define POLICY_IMAGES_MAX	256
#define POLICY_COMMAND_LINES_MAX	64
#define POLICY_COMMAND_LINE_MAX	4096	/* with the terminating zero; Linux takes 2048 on x86 */
#define POLICY_FILES_MAX	65536	/* that IMA may have measured */
#define POLICY_SHA256_SIZE	32
#define POLICY_FILE_SIZE	(2 + HASH_SIZE_MAX)	/* see policy_has_file() */

/* Values of one size, sorted.  None: the policy does not ask. */
struct policy_list {
	uint8_t *data;
	size_t count;
	size_t size;	/* of one value, in bytes */
};

struct policy_tcb {
	struct tcb minimum;	/* 0 for what is not asked */
	bool is_asked;
};

struct policy_report {
	bool is_any_measurement;	/* said by name; else @measurements, even when empty */
	struct policy_list measurements;
	struct policy_tcb reported, committed, launch;
	bool has_guest_svn, has_family_id, has_image_id, has_host_data, has_abi;
	uint32_t guest_svn;		/* at least */
	uint8_t family_id[16];
	uint8_t image_id[16];
	uint8_t host_data[32];
	uint8_t abi_major, abi_minor;	/* of the firmware, at least */
	struct policy_list id_keys, author_keys;
	struct policy_list chips;
	bool may_debug, may_migrate;
	bool is_smt_forbidden, is_single_socket_required, is_crl_required;
	uint64_t platform_required, platform_forbidden;	/* bits of the platform information */
};

struct policy_pcr {
	uint16_t algorithm;	/* TPM_ALG_ID of the bank */
	uint8_t pcr;
	struct policy_list values;
};

enum policy_log {
	POLICY_LOG_REQUIRED = 0,
	POLICY_LOG_OPTIONAL,	/* it may be missing; one that is there must be true */
	POLICY_LOG_IGNORED,
};

struct policy_events {
	bool is_secure_boot_required;
	struct policy_list dbx;		/* SHA-256 that must be forbidden */
	struct policy_list signers;	/* SHA-256 of certificates */
	struct policy_list images;	/* SHA-256 by Authenticode */
	struct policy_list files;	/* see policy_has_file() */
	char **command_lines;		/* patterns: '*' stands for anything */
	size_t command_line_count;
};

struct policy {
	bool is_default;	/* there was no file */
	struct policy_report report;
	bool is_ak_binding_waived;
	struct policy_pcr pcrs[POLICY_PCRS_MAX];
	size_t pcr_count;
	enum policy_log firmware_log, systemd_log, ima_log;
	struct policy_events events;
};

/*
 * Reads the @size bytes at @data.  0; -EBADMSG for what is no policy, with the member
 * and its offset in @fault; -E2BIG above a limit; -EOPNOTSUPP for a version that is not
 * known; -ENOMEM.  To be freed with policy_free().
 */
int policy_parse(const void *data, size_t size, struct policy **ret, struct fault *fault);

/* What holds where there is no file: it trusts no launch measurement.  0, or -ENOMEM. */
int policy_default(struct policy **ret, struct fault *fault);

/* Whether the @list->size bytes at @value are on the list. */
bool policy_list_has(const struct policy_list *list, const void *value);

/* Whether a file with this digest, @size bytes of @algorithm, may have been measured. */
bool policy_has_file(const struct policy_list *files, uint16_t algorithm, const void *digest,
		     size_t size);

/* Bit @index of the platform information by the name that a policy gives it, or NULL. */
const char *policy_platform_name(unsigned int index);

/* Accepts NULL. */
void policy_free(struct policy *policy);
void policy_cleanup(struct policy **policy);
