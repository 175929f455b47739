/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmctl doctor found out before it judged: gathered once, from files below one root,
 * the TPM, and systemd.  Zeros everywhere are what nobody could look at.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "cli/status.h"
#include "cli/trust_view.h"
#include "lib/format/kernel_text.h"
#include "lib/sys/machine.h"

#define DOCTOR_WORD_MAX		64
#define DOCTOR_LINE_MAX		4096
#define DOCTOR_VOLUMES_MAX	32
#define DOCTOR_SWAPS_MAX	8

/* A question that may have no answer. */
enum doctor_said {
	DOCTOR_UNTOLD = 0,
	DOCTOR_NO,
	DOCTOR_YES,
};

enum doctor_option {
	DOCTOR_OPTION_AMD_MEM_ENCRYPT,
	DOCTOR_OPTION_TCG_TPM,
	DOCTOR_OPTION_SECURITYFS,
	DOCTOR_OPTION_SEV_GUEST,
	DOCTOR_OPTION_TSM_REPORTS,
	DOCTOR_OPTION_DM_CRYPT,
	DOCTOR_OPTION_IMA,
	_DOCTOR_OPTION_MAX,
};

struct doctor_kernel {
	struct machine machine;
	bool is_snp_guest, has_platform_device;	/* sev-guest, tpm-svsm */
	char config[PATH_MAX];		/* where @options are from; empty: nowhere */
	struct kernel_option options[_DOCTOR_OPTION_MAX];
	bool is_loaded, is_kernels_loaded;	/* svsm, the kernel's own tpm_svsm */
	char holder[DOCTOR_WORD_MAX];	/* the driver that has the platform device, or empty */
	enum doctor_said has_module;	/* modules.dep could be read, and has svsm */
	char module[KERNEL_TEXT_PATH_MAX + 1];
	enum doctor_said is_signed;
	char lockdown[KERNEL_TEXT_WORD_MAX + 1];	/* "none", ...; empty: not told */
	enum doctor_said wants_signatures;	/* module.sig_enforce */
	enum doctor_said has_device;	/* /dev/svsm */
	mode_t device_mode;
	uid_t device_owner;
};

struct doctor_boot {
	char command_line[DOCTOR_LINE_MAX];
	bool has_systemd, has_tpm2_target;
	enum doctor_said has_generator;	/* NO: not installed */
	bool is_generator_masked, has_generator_run;
	bool has_measured, has_measured_initrd;	/* systemd's log has phases, enter-initrd */
	bool has_dracut, has_initramfs_tools;	/* the programs */
	bool has_dracut_hook, has_initramfs_hook;
	char initrd[PATH_MAX];		/* of this kernel; empty: not found */
	int64_t initrd_time, driver_time;	/* @driver_time: the younger of hook and driver */
	char auto_volume[DOCTOR_WORD_MAX];	/* of crypttab, with tpm2-device=auto; or empty */
};

struct doctor_tpm {
	enum doctor_said has_ima;	/* IMA has measured */
	enum doctor_said is_ima_in_tpm;	/* PCR 10 of the SVSM's TPM is not as after a reset */
};

struct doctor_unit {
	const char *name;
	bool is_installed;
	enum doctor_said is_enabled;
	char active[DOCTOR_WORD_MAX];	/* "active", "failed", ...; empty: nobody told */
};

enum {
	DOCTOR_UNIT_SVSMD,
	DOCTOR_UNIT_BIRTH,
	_DOCTOR_UNIT_MAX,
};

struct doctor_trust {
	int64_t now, not_before;	/* @not_before: a file of the system is from then */
	enum doctor_said is_synchronised;
	bool has_cert_cache;
	unsigned int leaves, issuers, roots, damaged;	/* certificates that are kept */
	int64_t certs_begin;		/* the latest beginning of a validity; 0: none */
	int64_t leaves_end;		/* the earliest end of a leaf's; 0: none */
	bool is_attested;		/* a request was made: the next three count */
	bool is_verified;
	bool has_leaf;			/* the host gave one, or one is kept that fits */
	char why_not[FAULT_TEXT_MAX];
	int view_error;			/* of @view */
	struct trust_view view;
	struct doctor_unit units[_DOCTOR_UNIT_MAX];
};

struct doctor_volume {
	char name[DOCTOR_WORD_MAX];	/* as crypttab, volumes.conf or device-mapper has it */
	char device[PATH_MAX];
	int error;			/* its header could not be read; 0: the next two count */
	bool is_sealed, is_recoverable;
};

struct doctor_swap {
	struct kernel_swap area;
	enum doctor_said is_encrypted;
};

struct doctor_disks {
	struct doctor_volume volumes[DOCTOR_VOLUMES_MAX];
	size_t volume_count;
	enum doctor_said has_swaps;	/* NO: there are none */
	struct doctor_swap swaps[DOCTOR_SWAPS_MAX];
	size_t swap_count;
};

struct doctor_facts {
	struct status status;
	struct doctor_kernel kernel;
	struct doctor_boot boot;
	struct doctor_tpm tpm;
	struct doctor_trust trust;
	struct doctor_disks disks;
};

/* Where and how to look. */
struct doctor_place {
	const char *root;	/* "" */
	const char *tcti;	/* or NULL */
	bool may_attest;	/* one request to the secure processor may be made */
};

/*
 * All of it; what cannot be found out stays as it is in zeros.  Changes nothing, and asks
 * the SVSM nothing unless @place allows it.  To be given to doctor_facts_deinit().
 */
void doctor_facts_gather(const struct doctor_place *place, struct doctor_facts *ret);
void doctor_facts_deinit(struct doctor_facts *facts);

/* The parts of it: doctor_look.c has what they share, doctor_look_*.c one each. */
void doctor_look_kernel(const char *root, struct doctor_facts *facts);
void doctor_look_boot(const char *root, struct doctor_facts *facts);
void doctor_look_tpm(const struct doctor_place *place, struct doctor_facts *facts);
void doctor_look_trust(const struct doctor_place *place, struct doctor_facts *facts);
void doctor_look_disks(const char *root, struct doctor_facts *facts);

/* "@root/@path"; one that is too long is cut, and then not found. */
void doctor_path(const char *root, const char *path, char ret[static PATH_MAX]);
bool doctor_has(const char *root, const char *path);
